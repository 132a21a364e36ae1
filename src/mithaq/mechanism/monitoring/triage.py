"""In which order people look at the reports that wait: by harm, by time limit, by source; no flood takes a turn.

A mission that reads reports as they come can be silenced by sending it a million. Here a report of a known source
never waits behind others: of any four turns three are for known sources as long as one of theirs waits, so that
its k-th report stands at place k + k/3 at the latest, whatever else comes in. The fourth turn is for everyone
else, lest the mission hear only those it knows: there the sub-districts take turns, and a crowd of near-copies of
one place and day has one turn together. Who sends many different texts about many places can slow the fourth turn,
and nothing else.

Source: reference "monitoring practice", section 3 (triage within a day, at once where harm goes on); fair queueing
by turns (Nagle, RFC 970).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mithaq.mechanism.envelope import instant, parse_instant

__all__ = ["CROWD_LEAST", "GRAVE", "IN_A_ROW", "KNOWN_TURNS", "Turn", "Waiting", "first_of", "turns"]

KNOWN_TURNS: Final = 3
"""Turns of known sources before one of everyone else."""

GRAVE: Final = 3
"""The harm as which a report counts once its limit is near, whatever it tells."""

SOON: Final = timedelta(days=1)

IN_A_ROW: Final = 10
"""Reports of one source, or one sub-district, that keep the level of the harm they tell of."""

CROWD_LEAST: Final = 20
"""Fewer near-copies than this may be neighbours who saw one thing; each keeps a turn of its own."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open report. ``harm`` is what it would be if true, 1 to 4; ``source`` a known source's code, else None."""

    report: str
    entered_at: str
    due_at: str
    harm: int
    source: str | None = None
    area: str | None = None
    crowd: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One report to look at, for itself or for its crowd (``stands_for`` reports, itself among them).

    The report that speaks for a crowd also names it.
    """

    report: str
    level: int
    due_at: str
    is_known: bool
    is_due_soon: bool
    stands_for: int = 1


def turns(waiting: Iterable[Waiting], *, now: str) -> list[Turn]:
    """Every waiting report once, by itself or through its crowd."""
    soon = instant(parse_instant(now) + SOON)
    known: list[tuple[Turn, str]] = []
    others: list[tuple[Turn, str]] = []
    crowds: defaultdict[str, list[Waiting]] = defaultdict(list)
    for each in waiting:
        if each.source is not None:
            known.append((_turn(each, soon), each.source))
        elif each.crowd is not None:
            crowds[each.crowd].append(each)
        else:
            others.append((_turn(each, soon), each.area or ""))
    for members in crowds.values():
        if len(members) < CROWD_LEAST:
            others += [(_turn(each, soon), each.area or "") for each in members]
        else:
            others.append(_turn_of_crowd(members, soon))
    return _interleaved(_by_turns(known), _by_turns(others))


def _turn(each: Waiting, soon: str) -> Turn:
    is_due_soon = each.due_at <= soon
    return Turn(
        each.report,
        max(each.harm, GRAVE) if is_due_soon else each.harm,
        each.due_at,
        is_known=each.source is not None,
        is_due_soon=is_due_soon,
    )


def first_of(members: Iterable[Waiting]) -> Waiting:
    """The first that came, which speaks for its crowd."""
    return min(members, key=lambda each: (each.entered_at, each.report))


def _turn_of_crowd(members: Sequence[Waiting], soon: str) -> tuple[Turn, str]:
    """For all of them: with the gravest harm and the nearest limit of any."""
    first = first_of(members)
    due_at = min(each.due_at for each in members)
    harm = max(each.harm for each in members)
    is_due_soon = due_at <= soon
    turn = Turn(
        first.report,
        max(harm, GRAVE) if is_due_soon else harm,
        due_at,
        is_known=False,
        is_due_soon=is_due_soon,
        stands_for=len(members),
    )
    return turn, first.area or ""


def _by_turns(lanes: list[tuple[Turn, str]]) -> list[Turn]:
    """By level; within one, the lanes take turns, each beginning with what is due first.

    Each `IN_A_ROW` reports of a lane stand a level lower than those before them: who calls everything grave does
    not keep the others waiting for ever.
    """
    ordered = sorted(lanes, key=lambda item: (-item[0].level, item[0].due_at, item[0].report))
    of_lane: defaultdict[str, int] = defaultdict(int)
    taken: defaultdict[tuple[int, str], int] = defaultdict(int)
    placed: list[tuple[int, int, str, str, Turn]] = []
    for turn, lane in ordered:
        level = max(1, turn.level - of_lane[lane] // IN_A_ROW)
        placed.append((-level, taken[level, lane], turn.due_at, turn.report, turn))
        of_lane[lane] += 1
        taken[level, lane] += 1
    placed.sort(key=lambda item: item[:4])
    return [item[4] for item in placed]


def _interleaved(known: Sequence[Turn], others: Sequence[Turn]) -> list[Turn]:
    found: list[Turn] = []
    at = 0
    for start in range(0, len(known), KNOWN_TURNS):
        found += known[start : start + KNOWN_TURNS]
        # Only a whole three earns the others a turn: a lone known report stands before all of them.
        if start + KNOWN_TURNS <= len(known) and at < len(others):
            found.append(others[at])
            at += 1
    found += others[at:]
    return found
