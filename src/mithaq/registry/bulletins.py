"""Publishing a bulletin, with the digest that goes with it, and the manifest of the pages made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement
from mithaq.mechanism.bulletin.figures import Figures
from mithaq.mechanism.bulletin.statements import BulletinPublished, ManifestPublished
from mithaq.mechanism.envelope import Text, instant
from mithaq.registry.digest import digest_draft
from mithaq.registry.door import writing
from mithaq.registry.doors import doors_to_state
from mithaq.registry.drafts import Actor, draft
from mithaq.store.queries.accounting import accounting, last_tick_at
from mithaq.store.queries.coverage import coverage
from mithaq.store.queries.period import claims_of_period, day_counts
from mithaq.store.queries.ways import ways_in

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["Issued", "correct_bulletin", "publish_bulletin", "publish_bulletins", "publish_manifest"]


def publish_bulletin(
    mission: Mission,
    *,
    day_from: date,
    day_to: date,
    actor: Actor,
    now: datetime,
    corrects: str | None = None,
    correction: Text | None = None,
) -> str:
    """The bulletin's id. Its figures are of the record's first ``as_of`` entries, which anyone can recount.

    A bulletin that ``corrects`` another counts the same period again and says in ``correction`` what was wrong.
    """
    if (corrects is None) is not (correction is None):
        raise InvalidStatement("a correction names the bulletin that was wrong and says what was wrong in it.")
    if day_from > day_to:
        raise InvalidStatement(f"the period ends on {day_to}, before it begins on {day_from}.")
    with writing(mission) as door:
        return _enter_bulletin(
            door, day_from, day_to, actor=actor, now=now, corrects=corrects, correction=correction
        )


def publish_bulletins(
    mission: Mission, periods: Sequence[tuple[date, date]], *, actor: Actor, now: datetime
) -> list[str]:
    """A bulletin for each period, all of them or none: a series cut off half-way would be issued twice."""
    with writing(mission) as door:
        return [
            _enter_bulletin(door, day_from, day_to, actor=actor, now=now, corrects=None, correction=None)
            for day_from, day_to in periods
        ]


@dataclass(frozen=True, slots=True)
class Issued:
    id: str
    number: int


def correct_bulletin(mission: Mission, number: int, correction: Text, *, actor: Actor, now: datetime) -> Issued:
    """Counts the period of bulletin ``number`` again; the wrong bulletin stays, and both show what was wrong."""
    with writing(mission) as door:
        door.cursor.execute("SELECT id, day_from, day_to FROM bulletin WHERE number = %s", (number,))
        row = door.cursor.fetchone()
        if row is None:
            raise InvalidStatement(
                f"no bulletin {number} was published.",
                advice=f"The last one is bulletin {_last_number(door.cursor)}.",
            )
        wrong, first, last = row
        made = _enter_bulletin(
            door,
            date.fromisoformat(first),
            date.fromisoformat(last),
            actor=actor,
            now=now,
            corrects=wrong,
            correction=correction,
        )
        return Issued(made, _last_number(door.cursor))


def _last_number(cursor: Cursor) -> int:
    cursor.execute("SELECT coalesce(max(number), 0) FROM bulletin")
    return int(cursor.fetchone()[0])


def _enter_bulletin(
    door: Door,
    day_from: date,
    day_to: date,
    *,
    actor: Actor,
    now: datetime,
    corrects: str | None,
    correction: Text | None,
) -> str:
    first, last = day_from.isoformat(), day_to.isoformat()
    cursor = door.cursor
    if corrects is not None:
        _require_same_period(cursor, corrects, first, last)
    number = _last_number(cursor) + 1
    cut_off = max(instant(now), door.last_at)
    tick = last_tick_at(cursor) or cut_off
    body = BulletinPublished(
        number=number,
        day_from=first,
        day_to=last,
        cut_off=cut_off,
        # The digest goes in just before it, so the bulletin stands one place further on.
        as_of=door.size + 1,
        figures=Figures(
            accounting=accounting(cursor, tick),
            ways=ways_in(cursor, tick),
            coverage=coverage(cursor, first, last),
            period=day_counts(cursor, first, last),
            claims=claims_of_period(cursor, first, last),
        ),
        doors=doors_to_state(door.mission, cursor, cut_off),
        corrects=corrects,
        correction=correction,
    )
    made = draft(door.mission, "bulletin.published", body, actor)
    door.enter([digest_draft(door), made], now)
    return made.id


def _require_same_period(cursor: Cursor, corrects: str, first: str, last: str) -> None:
    cursor.execute("SELECT number, day_from, day_to FROM bulletin WHERE id = %s", (corrects,))
    row = cursor.fetchone()
    if row is None:
        raise InvalidStatement(f"no bulletin {corrects} was published.")
    if (row[1], row[2]) != (first, last):
        raise InvalidStatement(
            f"bulletin {row[0]} is of {row[1]} to {row[2]}, not of {first} to {last}.",
            advice="A correction is of the same period as the bulletin it corrects.",
        )


def publish_manifest(mission: Mission, manifest: ManifestPublished, *, now: datetime) -> int:
    """Commits pages that a keyless process rendered from the first ``as_of`` entries; the index where it stands."""
    with writing(mission) as door:
        if manifest.as_of > door.size:
            raise InvalidStatement(
                f"the pages claim {manifest.as_of} entries; the record has {door.size}.",
                advice="Render them again from this record.",
            )
        made = draft(mission, "manifest.published", manifest, Actor("publisher"))
        [index] = door.enter([made], now)
    return index
