"""Erasures that were done and not yet told when the database was lost, found by the keys that are gone.

A key that the copy knows and holds no more was destroyed, and only an erasure does that to what stood on the
record. Its `subject.erased` waited in the lost database. A restore keeps it anew: to name these statements as lost,
all at one moment, would tell which incident rested on which report (design, section 3).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.mechanism.identifiers import Letter
from mithaq.mechanism.one_subject import reports_among
from mithaq.mechanism.sealing_statements import SubjectErased
from mithaq.registry.destruction import NO_KEY
from mithaq.registry.drafts import draft
from mithaq.registry.erase import forget_working, unopenable
from mithaq.registry.erasure_scope import Scope, scope_of
from mithaq.registry.link_state import JUDGED
from mithaq.registry.waiting_erasures import keep_erasure

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.drafts import Actor

__all__ = ["forget_destroyed_waiting", "keep_untold_erasures"]


def forget_destroyed_waiting(door: Door, destroyed: Collection[int]) -> set[str]:
    """Sealed dispositions and judgements that wait and whose key was destroyed: they enter, and never open.

    Returns the judgements among them. Nothing names those: a name would tell of the erased report they judged.
    """
    door.cursor.execute('SELECT report, statement, kind, "key" FROM pending_disposition')
    gone = [row[:3] for row in door.cursor.fetchall() if row[3] in destroyed]
    judgements = {statement for _, statement, kind in gone if kind == JUDGED}
    waiting = {report for report, _, _ in gone}
    forget_working(door, Scope(named=set(), unsaid=judgements, waiting=waiting))
    return judgements


def keep_untold_erasures(door: Door, destroyed: Collection[int], *, actor: Actor, now: datetime) -> set[str]:
    """Carries out every erasure that the destroyed keys tell of; returns the statements it explains.

    After the tables are made. Why it was asked for is not known any more: its ground stays an empty commitment.
    What was made since the erasure and still opens stays.
    """
    gone = unopenable(door, lambda ids: {each for each in ids if each not in destroyed})
    explained: set[str] = set()
    for report in sorted(reports_among(sorted(gone))):
        scope = scope_of(door.mission, door.cursor, [report])
        explained |= _keep(door, scope.named - _standing(door), actor, now)
    alone = gone - explained
    unsaid = {each for each in alone if each.startswith(Letter.INCIDENT)} | _unnamed(door)
    unsaid &= alone
    forget_working(door, Scope(named=set(), unsaid=unsaid))
    for statement in sorted(alone - unsaid):
        explained |= _keep(door, {statement}, actor, now)
    return explained | unsaid


def _keep(door: Door, named: set[str], actor: Actor, now: datetime) -> set[str]:
    made = draft(door.mission, "subject.erased", SubjectErased(statements=tuple(sorted(named))), actor)
    made.key, made.blob = NO_KEY, b""
    keep_erasure(door, made, now)
    forget_working(door, Scope(named=named))
    return named


def _standing(door: Door) -> set[str]:
    """What still opens, and what an erasure has taken already."""
    door.cursor.execute(
        'SELECT entry.id, ciphertext."key" FROM ciphertext JOIN entry ON entry."index" = ciphertext."index"'
    )
    rows = door.cursor.fetchall()
    held = door.mission.keys.present([row[1] for row in rows])
    door.cursor.execute("SELECT statement FROM erased_statement UNION SELECT statement FROM unsaid_erasure")
    return {row[0] for row in rows if row[1] in held} | {row[0] for row in door.cursor.fetchall()}


def _unnamed(door: Door) -> set[str]:
    door.cursor.execute("SELECT id FROM entry WHERE kind IN (%s, 'linkage.ran')", (JUDGED,))
    return {row[0] for row in door.cursor.fetchall()}
