"""The queue of open reports, read from their sealed values and kept nowhere but in this process's memory.

No table says how grave a sealed report is, which source sent it or which others it resembles: a seized database
would tell it too. A desk that stays open refreshes its queue with what entered and what was decided since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.linkage.near_texts import NearTexts
from mithaq.mechanism.envelope import instant
from mithaq.mechanism.monitoring.alleged_harm import alleged_harm
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.monitoring.triage import CROWD_LEAST, Turn, Waiting, first_of, turns
from mithaq.registry.report_values import fact_values
from mithaq.sealed.ciphertext import values_or_none
from mithaq.store.queries.open_reports import OpenReport, decided_since, erased_reports, known_sources, open_reports

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["Crowd", "TriageQueue"]

AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """Near-copies of one text from sources nobody knows: perhaps a campaign, perhaps one thing shared by many.

    ``first`` came first and names the crowd. A person reads some of them and decides; one statement disposes all.
    """

    first: str
    reports: tuple[str, ...]
    first_entered: str
    last_entered: str
    areas: int
    """Sub-districts they name."""


class TriageQueue:
    """One mission's open reports; `refresh` before asking for turns."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._waiting: dict[str, Waiting] = {}
        self._near = NearTexts()
        self._as_of = -1

    def __len__(self) -> int:
        return len(self._waiting)

    def refresh(self) -> None:
        """Takes in what entered since, and forgets what was decided or erased."""
        from django.db import connection

        with connection.cursor() as cursor:
            # Looked at first: a decision that enters while we read is left for the next time, and never missed.
            cursor.execute('SELECT coalesce(max("index"), -1) FROM entry')
            up_to: int = cursor.fetchone()[0]
            known = known_sources(cursor)
            for report in decided_since(cursor, self._as_of):
                self._waiting.pop(report, None)
            # They wait still, for their disposition; what was read of them before is forgotten.
            self._take([report for report in erased_reports(cursor) if report.id in self._waiting], known)
            while found := open_reports(cursor, after=self._as_of, up_to=up_to, limit=AT_ONCE):
                self._take(found, known)
                self._as_of = found[-1].at_index
            self._as_of = up_to

    def turns(self, *, now: datetime) -> list[Turn]:
        return turns(self._waiting.values(), now=instant(now))

    def crowds(self) -> list[Crowd]:
        """The largest first."""
        groups: defaultdict[str, list[Waiting]] = defaultdict(list)
        for each in self._waiting.values():
            if each.source is None and each.crowd is not None:
                groups[each.crowd].append(each)
        found = [_crowd(members) for members in groups.values() if len(members) >= CROWD_LEAST]
        return sorted(found, key=lambda crowd: (-len(crowd.reports), crowd.first))

    def _take(self, found: Sequence[OpenReport], known: dict[str, str]) -> None:
        values = self._opened(found)
        sources = [known.get(str(each.get("source"))) for each in values]
        texts = [
            None if source is not None else each.get("text") for each, source in zip(values, sources, strict=True)
        ]
        groups = self._near.add(texts)
        for report, each, source, group in zip(found, values, sources, groups, strict=True):
            self._waiting[report.id] = Waiting(
                report.id,
                report.entered_at,
                report.due_at,
                alleged_harm(each.get("classes", ()), killed=_best(each, "killed"), wounded=_best(each, "wounded")),
                source,
                (each.get("place") or {}).get("subdistrict"),
                None if group < 0 else _crowd_key(group, each),
            )

    def _opened(self, found: Sequence[OpenReport]) -> list[dict[str, Any]]:
        """What each says, shown or sealed; of one withdrawn, erased or damaged only what is shown."""
        keys = self._mission.keys.keys([report.key for report in found if report.key is not None])
        said = []
        for report in found:
            values = _shown(report)
            if report.key in keys and report.blob is not None:
                values |= values_or_none(keys[report.key], report.blob, report.id, f"report.{report.kind}") or {}
            said.append(values)
        return said


def _shown(report: OpenReport) -> dict[str, Any]:
    facts = None if report.facts is None else msgspec.json.decode(report.facts, type=Facts)
    return ({} if facts is None else fact_values(facts)) | ({"source": report.source} if report.source else {})


def _crowd_key(group: int, values: dict[str, Any]) -> str:
    """Near-copies of one place and day. The same sentence about another place may be true of it."""
    place = (values.get("place") or {}).get("place")
    return f"{group} {place} {(values.get('occurred') or {}).get('day_from')}"


def _best(values: dict[str, Any], name: str) -> int | None:
    count = (values.get("casualties") or {}).get(name)
    return None if count is None else int(count["best"])


def _crowd(members: Sequence[Waiting]) -> Crowd:
    return Crowd(
        first_of(members).report,
        tuple(sorted(each.report for each in members)),
        min(each.entered_at for each in members),
        max(each.entered_at for each in members),
        len({each.area for each in members if each.area is not None}),
    )
