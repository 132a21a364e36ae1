"""What persons judged of pairs of reports, taken together: the newest word on a pair holds, and none contradict.

That two reports are of one event is passed on: if A is with B and B with C, nobody can hold A and C apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mithaq.errors import NotPermitted
from mithaq.mechanism.monitoring.statements import Judgement

__all__ = ["Judgements", "Pair", "ordered"]

Pair = tuple[str, str]


def ordered(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


@dataclass(slots=True)
class Judgements:
    """By pair in order."""

    by_pair: dict[Pair, Judgement] = field(default_factory=dict)

    @classmethod
    def of(cls, judged: Iterable[tuple[Judgement, str, str]]) -> Judgements:
        """From the oldest to the newest."""
        return cls({ordered(a, b): judgement for judgement, a, b in judged})

    @property
    def together(self) -> tuple[Pair, ...]:
        return tuple(sorted(pair for pair, said in self.by_pair.items() if said is not Judgement.SPLIT))

    @property
    def apart(self) -> tuple[Pair, ...]:
        return tuple(sorted(pair for pair, said in self.by_pair.items() if said is Judgement.SPLIT))

    def require_room(self, judgement: Judgement, a: str, b: str) -> None:
        """Refuses a judgement that the others, without an earlier one on the same pair, contradict."""
        others = {pair: said for pair, said in self.by_pair.items() if pair != ordered(a, b)}
        with_it = Judgements({**others, ordered(a, b): judgement})
        group_of = _groups(with_it.by_pair)
        for one, other in with_it.apart:
            if group_of[one] == group_of[other]:
                raise NotPermitted(
                    f"{a} and {b} cannot be judged {judgement.value}: with the other judgements {one} and {other}"
                    " would be both of one event and of two.",
                    advice="Judge the pair that you now think was wrong anew; the newest word on a pair holds.",
                )


def _groups(by_pair: Mapping[Pair, Judgement]) -> dict[str, str]:
    leader = {report: report for pair in by_pair for report in pair}

    def found(report: str) -> str:
        while leader[report] != report:
            leader[report] = leader[leader[report]]
            report = leader[report]
        return report

    for (a, b), said in by_pair.items():
        if said is not Judgement.SPLIT:
            low, high = ordered(found(a), found(b))
            leader[high] = low
    return {report: found(report) for report in leader}
