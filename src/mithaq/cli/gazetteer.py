"""The places a mission knows: the user's own files, kept in its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mithaq.intake.places import Gazetteer
    from mithaq.registry.mission import Mission

__all__ = ["PLACES_FOLDER", "gazetteer_of"]

PLACES_FOLDER = "places"


def gazetteer_of(mission: Mission) -> Gazetteer:
    from mithaq.intake.located import NO_GAZETTEER
    from mithaq.intake.ocha import read_gazetteer

    folder = mission.path / PLACES_FOLDER
    pcodes = folder / "pcodes.csv"
    if not pcodes.exists():
        return NO_GAZETTEER
    communities = folder / "communities.csv"
    boundaries = next(folder.glob("boundaries.*"), None)
    return read_gazetteer(pcodes, communities if communities.exists() else None, boundaries)
