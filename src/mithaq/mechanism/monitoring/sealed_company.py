"""When an assessment may say what only sealed reports can have told: in company, never after one alone.

Design, section 3: a sealed report must not be betrayed by the moment or the number of anything public. Traces of
sealed reports enter in daily batches. Were an incident's grade or band to move after a batch of one, the batch
would name the report behind it. So a change that rests on sealed values, up or down, waits until the origins of at
least as many sealed reports as an epoch needs have entered since the incident was last assessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.mechanism.monitoring.bands import band_of
from mithaq.mechanism.monitoring.minimums import Missing
from mithaq.mechanism.monitoring.statements import Held

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.statements import IncidentAssessed

__all__ = ["needs_company", "rests_on_sealed"]


def rests_on_sealed(said: IncidentAssessed) -> bool:
    """Whether its grade or band is another than the public values give, for reasons that are not shown."""
    return (
        said.grade.rank > said.shown_grade.rank
        or said.band is not band_of(said.roots)
        or said.held is Held.SEALED_GROUNDS
    )


def needs_company(said: IncidentAssessed, before: IncidentAssessed | None) -> bool:
    """Whether it tells more or less of sealed reports than the assessment before it.

    Grade and band are looked at each for itself: what is said, beside what public reports give then and now. The
    same word rests on more that is sealed when public reports give less than they did.
    """
    if _is_a_doubt(said) and said.band is band_of(said.roots):
        # A person's doubt tells of nothing but the doubt, and must never have to wait.
        return False
    return _grade_tells(said, before) or _tells(
        (said.band.low, band_of(said.roots).low),
        None if before is None else (before.band.low, band_of(before.roots).low),
    )


def _grade_tells(said: IncidentAssessed, before: IncidentAssessed | None) -> bool:
    # A public denial alone keeps the grade down, whatever was said of sealed reports before.
    is_public = said.grade is said.shown_grade and Missing.CONTRADICTION in said.missing
    return not (is_public or _is_a_doubt(said)) and _tells(
        _grades(said), None if before is None else _grades(before)
    )


def _is_a_doubt(said: IncidentAssessed) -> bool:
    return said.grade.rank < said.shown_grade.rank and said.held in {Held.DOUBT, Held.CONTRADICTED}


def _grades(said: IncidentAssessed) -> tuple[int, int]:
    """What is said and what public reports give; a person's doubt says nothing of sealed ones."""
    return said.grade.rank, said.grade.rank if _is_a_doubt(said) else said.shown_grade.rank


def _tells(now: tuple[int, int], before: tuple[int, int] | None) -> bool:
    """``now`` and ``before``: what is said, and what public reports alone give."""
    said, shown = now
    if before is None:
        return said != shown
    was_said, was_shown = before
    if said == shown:
        # Sealed reports are no longer said to add or to take: untold only if public ones go as far by now.
        return shown < was_said if was_said > was_shown else was_said < was_shown and shown > was_said
    is_same_word = said == was_said and (said > shown) is (was_said > was_shown) and was_said != was_shown
    return not is_same_word or abs(said - shown) > abs(was_said - was_shown)
