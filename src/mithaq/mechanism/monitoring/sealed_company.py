"""When an assessment may say what only sealed reports can have told: in company, never after one alone.

Design, section 3: a sealed report must not be betrayed by the moment or the number of anything public. Traces of
sealed reports enter in daily batches. Were an incident's grade or band to move after a batch of one, the batch
would name the report behind it. So a change that rests on sealed values, up or down, waits until the origins of at
least as many sealed reports as an epoch needs have entered since the incident was last assessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.mechanism.monitoring.bands import band_of
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
    """Whether it tells more or less of sealed reports than the assessment before it."""
    if before is None:
        return rests_on_sealed(said)
    if (said.grade, said.band, said.held) == (before.grade, before.band, before.held):
        return False
    if rests_on_sealed(said):
        return True
    # A person's doubt tells of nothing but the doubt, and must never have to wait.
    return said.held is None and rests_on_sealed(before)
