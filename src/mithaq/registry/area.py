"""Adopting the mission's area: the governorates and sub-districts that coverage is measured against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement
from mithaq.mechanism.agreement.statements import AreaAdopted
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.store.queries.coverage import area_in_force

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["adopt_area"]


def adopt_area(
    mission: Mission, governorates: Mapping[str, Collection[str]], *, actor: Actor, now: datetime
) -> str | None:
    """The statement's id, or ``None`` where the same area is in force already."""
    area = {code: tuple(sorted(governorates[code])) for code in sorted(governorates)}
    listed = [code for part in area.values() for code in part]
    if not area or len(set(listed)) != len(listed):
        raise InvalidStatement(
            "an area has at least one governorate, and each sub-district lies in one of them.",
            advice="Compare the file of places: a code stands in it twice, or no governorate does.",
        )
    with writing(mission) as door:
        if area_in_force(door.cursor) == area:
            return None
        made = draft(mission, "area.adopted", AreaAdopted(governorates=area), actor)
        door.enter([made], now)
    return made.id
