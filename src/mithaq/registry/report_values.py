"""A report's sealed values by the names of its seals; what a report does not say has no value at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from mithaq.mechanism.monitoring.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["fact_values", "facts_said", "said_values"]


def fact_values(facts: Facts) -> dict[str, object]:
    values: dict[str, object] = {
        "occurred": {
            "day_from": facts.day_from,
            "day_to": facts.day_to,
            "day_precision": facts.day_precision.value,
        },
        "place": {
            "place": facts.place,
            "place_precision": facts.place_precision.value,
            "subdistrict": facts.subdistrict,
            "governorate": facts.governorate,
        },
        "classes": list(facts.classes),
    }
    if facts.killed is not None or facts.wounded is not None:
        values["casualties"] = {
            name: None if count is None else {"low": count.low, "best": count.best, "high": count.high}
            for name, count in (("killed", facts.killed), ("wounded", facts.wounded))
        }
    if facts.parties is not None:
        values["parties"] = list(facts.parties)
    if facts.point is not None:
        values["point"] = {"lat_e5": facts.point.lat_e5, "lon_e5": facts.point.lon_e5}
    if facts.links:
        values["links"] = list(facts.links)
    return values


def facts_said(values: Mapping[str, Any]) -> Facts:
    """The facts again, from values by the names of their seals; ``occurred`` must be among them."""
    nowhere = {"place": None, "place_precision": "unknown", "subdistrict": None, "governorate": None}
    said = {
        **values["occurred"],
        **values.get("place", nowhere),
        **values.get("casualties", {"killed": None, "wounded": None}),
        "classes": values.get("classes", []),
        "parties": values.get("parties"),
        "point": values.get("point"),
        "links": values.get("links", []),
    }
    return msgspec.convert(said, Facts)


def said_values(
    *, text: str | None, origin: str | None, unresolved_place: str | None, sealed: Mapping[str, str]
) -> dict[str, object]:
    values: dict[str, object] = {}
    if text is not None:
        values["text"] = text
    if origin is not None:
        values["origin"] = origin
    other = dict(sealed)
    if unresolved_place is not None:
        other["unresolved_place"] = unresolved_place
    if other:
        # As pairs: the keys are a source's own words, and canonical JSON has ASCII keys only.
        values["other"] = [[name, value] for name, value in sorted(other.items())]
    return values
