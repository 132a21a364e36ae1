"""Corrections of bulletins: numbered in the order of the record, and visible on both bulletins.

A bulletin is never changed. One that corrects it counts the same period again, says what was wrong, and stands
beside it; the figures of the period that differ carry the number of the correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.publish.views import CorrectionView

__all__ = ["Corrected", "corrections_of"]

Issued = tuple[int, str, BulletinPublished]


def _corrections(issued: Sequence[Issued]) -> Iterator[tuple[Issued, Issued, CorrectionView]]:
    """Each with the bulletin that was wrong and the one that puts it right."""
    known = {identifier: (index, identifier, body) for index, identifier, body in issued}
    number = 0
    for index, identifier, body in issued:
        wrong = known.get(body.corrects or "")
        if wrong is None or body.correction is None:
            continue
        number += 1
        said = body.correction
        view = CorrectionView(
            number=number,
            day=body.cut_off[:10],
            text={**said.translations, said.lang: said.original},
            corrects=str(wrong[2].number),
            index=index,
            bulletin=body.number,
        )
        yield wrong, (index, identifier, body), view


@dataclass(slots=True)
class Corrected:
    """What corrections mean for one bulletin."""

    announced: tuple[CorrectionView, ...] = ()
    """Those it makes."""
    received: tuple[CorrectionView, ...] = ()
    """Those later bulletins make of it."""
    figures: dict[str, int] = field(default_factory=dict)
    """Codes of its figures that a correction changed, with the number of the last that did."""


def corrections_of(issued: Sequence[Issued]) -> dict[str, Corrected]:
    """By the id of each bulletin that corrects or is corrected."""
    found: dict[str, Corrected] = {}
    for wrong, right, view in _corrections(issued):
        found.setdefault(right[1], Corrected()).announced += (view,)
        of_wrong = found.setdefault(wrong[1], Corrected())
        of_wrong.received += (view,)
        before, after = _period(wrong[2]), _period(right[2])
        of_wrong.figures |= {code: view.number for code in before if before[code] != after[code]}
    return found


def _period(body: BulletinPublished) -> dict[str, object]:
    """Figures of the period alone: those of the accounting move with every cut-off and were not wrong."""
    said = body.figures.period
    return {
        "reports": said.reports,
        "undated": said.undated,
        "incidents": said.incidents,
        "verified": said.verified,
        "unverified": said.incidents - said.verified,
        "killed": (said.killed_known, said.killed_low, said.killed_best, said.killed_high),
        "claims": body.figures.claims,
    }
