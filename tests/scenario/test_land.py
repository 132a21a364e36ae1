"""The land is complete, its borders hold, and none of its names exists anywhere else."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

from mithaq.mechanism.monitoring.facts import PlacePrecision
from mithaq.scenario.actors import PARTIES, SOURCES
from mithaq.scenario.land import LAND_NAME, survey
from mithaq.scenario.names import invented_words
from mithaq.scenario.spelling import other_spellings

COUNTRIES = [
    name
    for line in (
        "Afghanistan Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bahrain Belarus",
        "Belgium Bolivia Brazil Bulgaria Canada Chad Chile China Colombia Croatia Cuba Cyprus Denmark Egypt",
        "Eritrea Ethiopia Finland France Georgia Germany Ghana Greece Hungary India Indonesia Iran Iraq Ireland",
        "Israel Italy Japan Jordan Kazakhstan Kenya Kosovo Kuwait Lebanon Libya Mali Malta Mexico Moldova",
        "Morocco Myanmar Nepal Niger Nigeria Norway Oman Pakistan Palestine Peru Poland Portugal Qatar Romania",
        "Russia Rwanda Senegal Serbia Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria Tunisia",
        "Turkey Türkiye Uganda Ukraine Yemen",
        "مصر العراق الأردن لبنان فلسطين سوريا سورية تركيا إيران روسيا قطر الكويت عمان اليمن السعودية البحرين",
        "الإمارات ليبيا تونس الجزائر المغرب السودان الصومال موريتانيا فرنسا ألمانيا إيطاليا إسبانيا الصين الهند",
        "باكستان نيبال أرمينيا جورجيا أوكرانيا اليونان قبرص مالطا إسرائيل السويد النرويج فنلندا الدنمارك كندا",
    )
    for name in line.split()
]


def plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold().translate(str.maketrans("أإآىة", "ااايه"))
    return "".join(each for each in letters if each.isalnum() and not unicodedata.combining(each))


def spellings(row: dict[str, str], columns: tuple[str, ...], separators: str) -> set[str]:
    cells = [row[column] for column in columns]
    return {plain(part) for cell in cells for part in [cell, *re.split(separators, cell)]} - {""}


def real_names(shared_data: Path) -> set[str]:
    names: set[str] = set()
    with (shared_data / "geonames_syria/geonames_syria_cities500.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names |= spellings(row, ("name", "alternate_names", "arabic_names"), r"\|")
    folder = shared_data / "geo_cod_syria"
    with (folder / "syr_communities_gazetteer.csv").open(encoding="utf-8") as file:
        columns = ("name_en", "name_ar", "name_ar_short", "subdistrict_en", "district_en")
        for row in csv.DictReader(file):
            names |= spellings(row, columns, r"[-(),]")
    with (folder / "syr_pcodes_admin_and_neighbourhoods.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names |= spellings(row, ("name_en", "name_en_ref", "name_ar"), r"[-(),]")
    return names


def invented_names() -> set[str]:
    land = survey()
    words = [*(place.name for place in land.by_code.values()), LAND_NAME]
    # Whole names and the bare words inside them: "Tal X" must not hide a real X.
    stems = {plain(part) for word in words for part in (*word.en.split()[-1:], word.ar)}
    return stems | {plain(each) for word in words for each in (word.en, word.ar, *word.variants)}


def test_the_land_has_its_levels_and_their_codes_nest():
    land = survey()

    assert [len(each) for each in (land.governorates, land.districts, land.subdistricts)] == [6, 24, 80]
    assert len(land.communities) > 400
    assert all(place.parent in land.by_code for place in land.by_code.values() if place.parent)
    assert all(re.fullmatch(r"X[A-F](\d\d){0,3}", code) for code in land.by_code)
    assert all(place.code.startswith(place.parent or "X") for place in land.by_code.values())


def test_the_land_is_the_same_for_every_caller():
    assert survey.__wrapped__() == survey()


def test_every_community_lies_inside_its_subdistrict_and_its_governorate():
    land = survey()
    rings = {code: land.borders.ring(cells) for code, cells in land.cells.items()}

    for place in land.communities:
        assert contains(rings[place.subdistrict], place.position), place.code
        assert contains(rings[place.governorate], place.position), place.code


def test_subdistricts_fill_their_governorate_without_gap_or_overlap():
    land = survey()
    areas = {code: area(land.borders.ring(cells)) for code, cells in land.cells.items()}

    for governorate in land.governorates:
        inner = [areas[each.code] for each in land.subdistricts if each.governorate == governorate.code]
        assert sum(inner) == areas[governorate.code]


def test_the_base_map_is_geojson_with_closed_counter_clockwise_rings_and_says_exercise():
    base_map = json.loads(json.dumps(survey().base_map()))

    assert base_map["type"] == "FeatureCollection"
    assert "تمرين" in base_map["exercise"]
    assert len(base_map["features"]) == 86
    for feature in base_map["features"]:
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert area([(round(lon * 1e5), round(lat * 1e5)) for lon, lat in ring]) > 0


def test_the_gazetteer_has_a_row_for_every_place_with_both_scripts():
    rows = survey().gazetteer_rows()

    assert len({row.code for row in rows}) == len(rows) == len(survey().by_code)
    assert all(re.fullmatch(r"[A-Za-z ]+", row.name_en) for row in rows)
    assert all(re.fullmatch(r"[\u0621-\u064a ]+", row.name_ar) for row in rows)
    assert {row.level for row in rows} >= {PlacePrecision.COMMUNITY, PlacePrecision.GOVERNORATE}


def test_no_name_of_the_land_is_a_real_place_of_the_region(shared_data: Path):
    assert invented_names() & real_names(shared_data) == set()


def test_no_word_the_tables_could_ever_form_is_a_real_place_of_the_region(shared_data: Path):
    class Steady:
        @staticmethod
        def random() -> float:
            return 0.5

    words = invented_words(Steady())  # type: ignore[arg-type]  # only random() is asked of it

    assert {plain(each) for word in words for each in (word.en, word.ar)} & real_names(shared_data) == set()


def test_no_other_spelling_of_a_place_is_a_real_place_of_the_region(shared_data: Path):
    others = {
        plain(each)
        for place in survey().by_code.values()
        for spellings_of in other_spellings(place.name)
        for each in spellings_of
    }

    assert others & real_names(shared_data) == set()


def test_no_party_source_or_place_bears_a_countrys_name():
    ours = {plain(word) for party in PARTIES for word in f"{party.name_en} {party.name_ar}".split()}
    ours |= {plain(word) for source in SOURCES for word in f"{source.name_en} {source.name_ar}".split()}

    assert {plain(country) for country in COUNTRIES} & (ours | invented_names()) == set()


def area(ring: list[tuple[int, int]]) -> int:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def contains(ring: list[tuple[int, int]], point: tuple[int, int]) -> bool:
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1
