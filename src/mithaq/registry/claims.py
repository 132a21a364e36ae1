"""Recording what other recorders published: their figures, by their rules, beside ours and never added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.statements import ClaimRecorded
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.claim import RecordedClaim
    from mithaq.registry.mission import Mission

__all__ = ["BATCH", "RecordedClaims", "record_claims"]

BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class RecordedClaims:
    recorded: int
    already_known: int


def record_claims(
    mission: Mission, claims: Sequence[RecordedClaim], *, actor: Actor, now: datetime
) -> RecordedClaims:
    """Recorder and rule are codes of what is registered. The same external id of a recorder adds nothing."""
    recorded = again = 0
    for start in range(0, len(claims), BATCH):
        with writing(mission) as door:
            door.cursor.execute("SELECT code, id FROM source")
            recorders = dict(door.cursor.fetchall())
            door.cursor.execute("SELECT recorder, code, id FROM counting_rule")
            rules = {(recorder, code): rule for recorder, code, rule in door.cursor.fetchall()}
            drafts, seen = [], set()
            for claim in claims[start : start + BATCH]:
                recorder = recorders.get(claim.recorder)
                rule = rules.get((recorder, claim.rule)) if recorder else None
                if recorder is None or rule is None:
                    raise InvalidStatement(
                        f"the claim names recorder {claim.recorder!r} and rule {claim.rule!r}.",
                        where=claim.external_id,
                        advice="Register the recorder and publish its counting rule first.",
                    )
                key = (recorder, claim.external_id)
                door.cursor.execute("SELECT 1 FROM claim WHERE recorder = %s AND external_id = %s", key)
                if key in seen or door.cursor.fetchone():
                    again += 1
                    continue
                seen.add(key)
                drafts.append(draft(mission, "claim.recorded", _body(claim, recorder, rule), actor))
            door.enter(drafts, now)
            recorded += len(drafts)
    return RecordedClaims(recorded, again)


def _body(claim: RecordedClaim, recorder: str, rule: str) -> ClaimRecorded:
    return ClaimRecorded(
        recorder=recorder,
        rule=rule,
        external_id=claim.external_id,
        day_from=claim.day_from,
        day_to=claim.day_to,
        measure=claim.measure,
        count=claim.count,
        as_printed=claim.as_printed,
        place=claim.place,
        place_as_printed=claim.place_as_printed,
        by=claim.by,
        document=claim.document,
        note=claim.note,
        verified=claim.verified,
    )
