"""People killed and wounded, merged from reports: lowest and highest kept, never averaged, with the reason.

Sources: monitoring_practice.md, section 7 (Every Casualty standards: the number killed is the minimum; min-max
ranges with reason, never a forced single number); ICRC customary rule 6 and AP I art. 50(1): in doubt a person is
presumed civilian, for protection; in the counts he stays "unknown". Our own: the best value is the one that most
roots give, of equals the lowest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mithaq.mechanism.envelope import Struct
from mithaq.mechanism.monitoring.facts import Count

__all__ = [
    "Age",
    "CasualtyRange",
    "Harm",
    "PeopleSaid",
    "Reason",
    "SaidBy",
    "Sex",
    "Status",
    "casualty_ranges",
    "presumed_civilians_dead",
]


class Harm(StrEnum):
    KILLED = "killed"
    WOUNDED = "wounded"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Age(StrEnum):
    CHILD = "child"
    """Under 18."""
    ADULT = "adult"
    UNKNOWN = "unknown"


class Status(StrEnum):
    CIVILIAN = "civilian"
    COMBATANT = "combatant"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why the range is as it is."""

    ONE_REPORT = "one_report"
    AGREE = "agree"
    MOST_ROOTS = "most_roots"
    """They differ; the best value is what most roots say."""
    LOWEST_OF_EQUALS = "lowest_of_equals"
    """They differ and no value has more roots behind it: the best value is the lowest of them."""


class PeopleSaid(Struct, frozen=True):
    """Some of the people a report counts."""

    harm: Harm
    count: Count
    sex: Sex = Sex.UNKNOWN
    age: Age = Age.UNKNOWN
    status: Status = Status.UNKNOWN


class CasualtyRange(Struct, frozen=True):
    """One line: all people of a harm where sex, age and status are None, else those told apart so."""

    harm: Harm
    count: Count
    reports: int
    """How many reports give a number."""
    reason: Reason
    sex: Sex | None = None
    age: Age | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class SaidBy:
    """What one report says of people; ``root`` stands for where it comes from."""

    report: str
    root: int
    killed: Count | None
    wounded: Count | None
    people: tuple[PeopleSaid, ...] = ()


def casualty_ranges(said: Iterable[SaidBy]) -> tuple[CasualtyRange, ...]:
    """All killed, all wounded, then every group that some report tells apart; no line where nobody gave a number.

    Groups of different reports are not added up: nobody knows whether one's "women" are among another's "adults".
    """
    totals: dict[Harm, list[tuple[int, Count]]] = {}
    groups: dict[tuple[Harm, Sex, Age, Status], list[tuple[int, Count]]] = {}
    for each in said:
        for harm, count in ((Harm.KILLED, each.killed), (Harm.WOUNDED, each.wounded)):
            if count is not None:
                totals.setdefault(harm, []).append((each.root, count))
        for people in each.people:
            cell = (people.harm, people.sex, people.age, people.status)
            groups.setdefault(cell, []).append((each.root, people.count))
    return (
        *(_merged(harm, totals[harm]) for harm in Harm if harm in totals),
        *(
            _merged(harm, counts, sex=sex, age=age, status=status)
            for (harm, sex, age, status), counts in sorted(groups.items())
        ),
    )


def _merged(
    harm: Harm,
    counts: Sequence[tuple[int, Count]],
    *,
    sex: Sex | None = None,
    age: Age | None = None,
    status: Status | None = None,
) -> CasualtyRange:
    # A root that speaks through many reports speaks once for each value it gives.
    backing = Counter(best for _, best in {(root, count.best) for root, count in counts})
    most = max(backing.values())
    chosen = sorted(best for best, behind in backing.items() if behind == most)
    if len(counts) == 1:
        reason = Reason.ONE_REPORT
    elif len(backing) == 1:
        reason = Reason.AGREE
    elif len(chosen) == 1:
        reason = Reason.MOST_ROOTS
    else:
        reason = Reason.LOWEST_OF_EQUALS
    merged = Count(
        low=min(count.low for _, count in counts), best=chosen[0], high=max(count.high for _, count in counts)
    )
    return CasualtyRange(
        harm=harm, count=merged, reports=len(counts), reason=reason, sex=sex, age=age, status=status
    )


def presumed_civilians_dead(said: Iterable[SaidBy]) -> int:
    """The most civilians any report has among the dead; all who are not known as combatants are presumed such."""
    most = 0
    for each in said:
        dead = [people for people in each.people if people.harm is Harm.KILLED]
        combatants = sum(people.count.low for people in dead if people.status is Status.COMBATANT)
        others = sum(people.count.high for people in dead if people.status is not Status.COMBATANT)
        total = 0 if each.killed is None else each.killed.high
        most = max(most, total - combatants, others)
    return most
