"""The map's own file: counts by area in a few steps of one hue, and circles for coarsened points."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Final

from mithaq.errors import InvalidStatement
from mithaq.mechanism.agreement.mode import MARK
from mithaq.publish.views import IncidentView, MapView, PointView, Quantity, SiteView

__all__ = ["base_map", "map_counts"]

STEPS: Final = 5
_CORNERS: Final = 36
_METRES_PER_DEGREE: Final = 111_320


def base_map(given: bytes) -> bytes:
    """The mission's base map, checked to be GeoJSON and written in one way."""
    try:
        collection = json.loads(given)
        if collection["type"] != "FeatureCollection":
            raise InvalidStatement("the base map is not a FeatureCollection.", advice="Export it as GeoJSON.")
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidStatement(f"the base map is not GeoJSON: {error}.", advice="Export it as GeoJSON.") from error
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def map_counts(site: SiteView, shown: MapView, incidents: Iterable[IncidentView]) -> bytes:
    """``areas`` is code to step 1..5, or 0 for "no number may be shown" (which is drawn hatched)."""
    tops = [_top(area.reported) for area in shown.areas]
    most = max((top for top in tops if top is not None), default=0)
    areas = {
        area.place: 0 if top is None else max(1, math.ceil(top * STEPS / most)) if most else 1
        for area, top in zip(shown.areas, tops, strict=True)
    }
    circles = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"incident": incident.id},
                "geometry": {"type": "Polygon", "coordinates": [_circle(incident.point)]},
            }
            for incident in incidents
            if incident.point
        ],
    }
    made = {"mark": MARK[site.mode], "areas": areas, "circles": circles}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _top(quantity: Quantity) -> int | None:
    """The number an area is shaded by: the best or else the lowest that is said."""
    return quantity.value if quantity.value is not None else quantity.low


def _circle(point: PointView) -> list[list[float]]:
    lat, lon = point.lat_e5 / 1e5, point.lon_e5 / 1e5
    north = point.radius_m / _METRES_PER_DEGREE
    east = north / max(math.cos(math.radians(lat)), 0.01)
    turns = [2 * math.pi * (corner % _CORNERS) / _CORNERS for corner in range(_CORNERS + 1)]
    # Four decimals (ten metres) hide that two machines' cosines may differ in the last bit.
    return [[round(lon + east * math.cos(turn), 4), round(lat + north * math.sin(turn), 4)] for turn in turns]
