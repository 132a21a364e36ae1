"""GeoJSON (RFC 7946) for other people's maps: incidents by area, and points as coarse and late as on our own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from mithaq.mechanism.agreement.mode import MARK
from mithaq.publish.columns import GEOJSON
from mithaq.publish.views import IncidentView, MapView, Quantity, SiteView, Words

__all__ = ["area_features", "point_features"]

Property = str | int | None


def area_features(site: SiteView, shown: MapView, names: Mapping[str, Words]) -> bytes:
    """One feature an area that is counted, in the shape the base map gives it, or in none (null)."""
    shapes = _shapes(shown.base)
    return _collection(
        "areas",
        [
            (
                shapes.get(area.place),
                (
                    MARK[site.mode],
                    area.place,
                    names.get(area.place, {}).get("en", ""),
                    names.get(area.place, {}).get("ar", ""),
                    shown.day_from,
                    shown.day_to,
                    *_number(area.reported),
                ),
            )
            for area in shown.areas
        ],
    )


def point_features(site: SiteView, incidents: Iterable[IncidentView]) -> bytes:
    """Incidents whose page shows a point: nothing that the page does not show."""
    return _collection(
        "points",
        [
            (
                {"type": "Point", "coordinates": [incident.point.lon_e5 / 1e5, incident.point.lat_e5 / 1e5]},
                (
                    MARK[site.mode],
                    incident.id,
                    incident.state.value,
                    incident.day_from,
                    incident.day_to,
                    " ".join(incident.classes),
                    incident.point.radius_m,
                ),
            )
            for incident in incidents
            if incident.point is not None
        ],
    )


def _number(quantity: Quantity) -> tuple[Property, ...]:
    return quantity.form.value, quantity.value, quantity.low, quantity.high


def _shapes(base: bytes | None) -> dict[str, object]:
    if base is None:
        return {}
    features = json.loads(base).get("features", [])
    return {
        feature["properties"]["code"]: feature.get("geometry")
        for feature in features
        if (feature.get("properties") or {}).get("code")
    }


def _collection(table: str, rows: Sequence[tuple[object, tuple[Property, ...]]]) -> bytes:
    names = [column.name for column in GEOJSON[table]]
    features = [
        {"type": "Feature", "geometry": geometry, "properties": dict(zip(names, values, strict=True))}
        for geometry, values in rows
    ]
    made = {"type": "FeatureCollection", "features": features}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
