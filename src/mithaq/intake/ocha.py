"""Reads the user's own OCHA files into a `Gazetteer`: p-codes, communities and sub-district boundaries.

The files stay where they are: OCHA's data have their own terms and are never copied into the project. Known
shapes: the p-code list (level, pcode, name_en, name_ar, adm1_pcode …), the community list (pcode, name_en,
name_ar_short, lat, lon, adm3_pcode_by_point) and admin GeoJSON whose features carry PCODE.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from typing import TYPE_CHECKING, Any

from mithaq.errors import ImportRejected
from mithaq.intake.areas import Area, Areas
from mithaq.intake.names import exact_key
from mithaq.intake.places import Gazetteer, Level, Place
from mithaq.mechanism.monitoring.facts import Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["read_areas", "read_communities", "read_gazetteer", "read_pcodes"]

_LEVELS = {
    "0": Level.COUNTRY,
    "1": Level.GOVERNORATE,
    "2": Level.DISTRICT,
    "3": Level.SUBDISTRICT,
    "nbhd": Level.NEIGHBOURHOOD,
}
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*")
_OR = re.compile(r"\s+-\s+|\s*[/_]\s*|(?<=[\u0600-\u06ff])-\s+")


def read_gazetteer(pcodes: Path, communities: Path | None = None, boundaries: Path | None = None) -> Gazetteer:
    areas = list(read_pcodes(pcodes))
    settled = read_communities(communities, areas) if communities else ()
    return Gazetteer([*areas, *settled], read_areas(boundaries) if boundaries else None)


def read_pcodes(path: Path) -> Iterator[Place]:
    for number, row in _rows(path, ("level", "pcode", "name_en", "name_ar")):
        level = _LEVELS.get(row["level"])
        if level is None:
            raise ImportRejected(
                f"level {row['level']!r} in row {number} is not one of {', '.join(_LEVELS)}.",
                where=str(path),
                advice="Give OCHA's p-code list as it is published.",
            )
        yield Place(
            code=row["pcode"],
            level=level,
            names=_names((row["name_en"], row.get("name_en_ref", ""), row["name_ar"])),
            point=_point(path, number, row.get("rep_lat", ""), row.get("rep_lon", "")),
            subdistrict=row.get("adm3_pcode") or None,
            district=row.get("adm2_pcode") or None,
            governorate=row.get("adm1_pcode") or None,
        )


def read_communities(path: Path, areas: Sequence[Place]) -> Iterator[Place]:
    """The communities with a code of their own; rows that only repeat an area's code are place names to nobody."""
    by_code = {place.code: place for place in areas}
    for number, row in _rows(path, ("pcode", "name_en", "lat", "lon", "adm3_pcode_by_point")):
        code = row["pcode"]
        if code in by_code or not code.startswith("C"):
            continue
        subdistrict = by_code.get(row["adm3_pcode_by_point"])
        above = (subdistrict.code, subdistrict.district, subdistrict.governorate) if subdistrict else ()
        parents = [by_code[each] for each in above if each in by_code]
        yield Place(
            code=code,
            level=Level.COMMUNITY,
            names=_names((row["name_en"], row.get("name_ar", ""), row.get("name_ar_short", "")), parents),
            point=_point(path, number, row["lat"], row["lon"]),
            subdistrict=subdistrict.code if subdistrict else None,
            district=subdistrict.district if subdistrict else None,
            governorate=subdistrict.governorate if subdistrict else None,
        )


def read_areas(path: Path) -> Areas:
    """Boundaries from .geojson or .geojson.gz; use the full file, since simplified ones move the borders."""
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        features: list[dict[str, Any]] = json.loads(raw)["features"]
        return Areas([Area.from_rings(each["properties"]["PCODE"], _rings(each["geometry"])) for each in features])
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError) as error:
        raise ImportRejected(
            f"this is not a boundary file with PCODE and polygons ({type(error).__name__}: {error}).",
            where=str(path),
            advice="Give OCHA's admin 3 layer as GeoJSON, complete and unedited.",
        ) from error


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    if geometry["type"] == "Polygon":
        yield from geometry["coordinates"]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon
    else:
        raise ValueError(f"a {geometry['type']} has no area")


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise ImportRejected(
                    f"column {', '.join(missing)} is missing.",
                    where=str(path),
                    advice="Give OCHA's list with its header row.",
                )
            yield from enumerate(reader, start=2)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImportRejected(
            f"cannot be read: {error}.", where=str(path), advice="Save it as UTF-8 CSV."
        ) from error


def _names(texts: Sequence[str], parents: Sequence[Place] = ()) -> tuple[str, ...]:
    """Every way the row writes the name: whole, without its bracket, and each side of a joining dash or slash.

    "Jalma - Jandairis" names its parent after the dash, which is no name of the place itself.
    """
    of_parents = {exact_key(name) for place in parents for name in place.names}
    names: dict[str, None] = {}
    for text in filter(None, texts):
        bare = _IN_BRACKETS.sub(" ", text).strip()
        sides = [side for side in _OR.split(bare) if exact_key(side) not in of_parents]
        for name in (text, bare, *sides):
            if name.strip():
                names[name.strip()] = None
    return tuple(names)


def _point(path: Path, number: int, lat: str, lon: str) -> Point | None:
    if not lat or not lon:
        return None
    try:
        return Point(lat_e5=round(float(lat) * 100_000), lon_e5=round(float(lon) * 100_000))
    except (ValueError, OverflowError) as error:
        raise ImportRejected(
            f"row {number}: {lat!r}, {lon!r} are not coordinates.", where=str(path), advice="Correct the row."
        ) from error
