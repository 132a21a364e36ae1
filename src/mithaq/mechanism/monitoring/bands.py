"""How many origins stand behind an incident, said in bands: one sealed report more or less does not show.

Source: design, section 3 ("on the incident whether corroboration is met and the number of origins in bands").
The edges are those the minimums ask for; within a band nothing can be read from the number.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Band", "band_of"]


class Band(StrEnum):
    FEWER_THAN_TWO = "0-1"
    TWO_OR_THREE = "2-3"
    FOUR_OR_MORE = "4+"

    @property
    def low(self) -> int:
        return {"0-1": 0, "2-3": 2, "4+": 4}[self.value]

    @property
    def high(self) -> int | None:
        return {"0-1": 1, "2-3": 3, "4+": None}[self.value]


def band_of(roots: int) -> Band:
    if roots < 2:
        return Band.FEWER_THAN_TWO
    return Band.TWO_OR_THREE if roots < 4 else Band.FOUR_OR_MORE
