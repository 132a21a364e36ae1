"""The issue's own measure: the real files through the commands to ninety-two bulletins that a stranger verifies."""

from __future__ import annotations

import pytest

DATA = {
    "places": "geo_cod_syria/syr_pcodes_admin_and_neighbourhoods.csv",
    "communities": "geo_cod_syria/syr_communities_gazetteer.csv",
    "boundaries": "geo_cod_syria/syr_admin3.geojson.gz",
    "ucdp-ged": "conflict_events_ucdp_ged_syria/ged_syria_window_20161230_20170331.csv",
    "awsd": "aid_worker_security_awsd/awsd_syria.csv",
    "bulletins": "ceasefire_bulletins_2017/guarantor_bulletins.csv",
    "bulletin-governorates": "ceasefire_bulletins_2017/guarantor_bulletins_by_governorate.csv",
    "snhr": "ceasefire_bulletins_2017/snhr_breach_counts_cumulative.csv",
    "airwars": "conflict_events_airwars_syria/airwars_syria_window_20161230_20170331.csv",
    "airwars-positions": "conflict_events_airwars_syria/airwars_syria_belligerent_positions.csv.gz",
    "syrian-archive": "conflict_incidents_syrian_archive/syrian_archive_chemical_incidents.csv",
    "vdc-governorates": "casualties_vdc_daily/casualties_by_province_by_day.csv",
    "vdc-causes": "casualties_vdc_daily/casualties_by_cause_of_death_by_day.csv",
}
READERS = ("ucdp-ged", "awsd", "bulletins", "bulletin-governorates", "snhr")
FURTHER = ("airwars", "airwars-positions", "syrian-archive", "vdc-governorates", "vdc-causes")


@pytest.mark.slow
def test_the_real_files_are_imported_accounted_for_published_and_verified(desk, shared_data):
    files = {name: str(shared_data / path) for name, path in DATA.items()}

    places = desk.run(
        *("import", "places", files["places"]),
        *("--communities", files["communities"], "--boundaries", files["boundaries"]),
    )
    first = {
        reader: desk.run("import", reader, files[reader], *(["--incidents"] if reader == "ucdp-ged" else []))
        for reader in READERS
    }
    again = {reader: desk.run("import", reader, files[reader]) for reader in READERS}
    desk.run("party", "bring")
    desk.run("tick")
    bulletins = desk.run("bulletin", "2016-12-30", "2017-03-31", "--daily")["bulletins"]
    status = desk.run("status")
    still_open = desk.run("report", "list", "--open", "--limit", "10000")["reports"]
    unresolved = desk.run("places", "unresolved", "--limit", "10000")
    desk.run("publish")
    checked = desk.verify()

    assert places["places"] == 6_385
    assert {name: (done["accepted"], done["refused"]) for name, done in first.items()} == {
        "ucdp-ged": (1_571, 0),
        "awsd": (368, 0),
        "bulletins": (51, 2),
        "bulletin-governorates": (124, 17),
        "snhr": (43, 0),
    }
    assert {name: (done["accepted"], done["already_known"]) for name, done in again.items()} == {
        name: (0, done["accepted"]) for name, done in first.items()
    }
    # Every row has its disposition, or stands in the list of what is open, or was named as not usable.
    assert first["ucdp-ged"]["incidents"] == {"opened": 1_571, "held": 0}
    assert status["disposed"] == {"linked": 1_571}
    assert (status["reports"], len(still_open)) == (1_939, 368)
    assert {report["source"] for report in still_open} == {"awsd"}
    assert all("row " in line for done in first.values() for line in done["rejected"])
    # No place is guessed: what no gazetteer knew is kept as written, and listed with its reports.
    assert unresolved["mentions"] == status["unresolved_places"] == 253 + 116
    assert sum(place["reports"] for place in unresolved["listed"]) == 369
    assert len(bulletins) == 92
    assert checked["problems"] == []
    assert checked["held"]


ACLED = {
    "event_id_cnty": "WRD17",
    "event_date": "05 January 2017",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Hill Front",
    "actor2": "Valley Front",
    "country": "Wardan",
    "admin1": "North",
    "admin2": "",
    "admin3": "",
    "location": "Tel Ward",
    "latitude": "1.5",
    "longitude": "2.5",
    "geo_precision": "1",
    "source": "Radio Ward",
    "notes": "Canary in the notes of an event.",
    "fatalities": "2",
}
"""Invented: no row of ACLED's may be kept here."""


@pytest.mark.slow
def test_the_further_sources_are_imported_published_and_verified(desk, shared_data, tmp_path):
    files = {name: str(shared_data / path) for name, path in DATA.items()}
    acled = tmp_path / "acled.csv"
    acled.write_text("\n".join((",".join(ACLED), ",".join(ACLED.values()))), "utf-8")
    files["acled"] = str(acled)

    desk.run("import", "places", files["places"], "--communities", files["communities"])
    first = {reader: desk.run("import", reader, files[reader]) for reader in (*FURTHER, "acled")}
    again = {reader: desk.run("import", reader, files[reader]) for reader in (*FURTHER, "acled")}
    desk.run("tick")
    desk.run("bulletin", "2016-12-30", "2017-01-31")
    desk.run("publish")
    checked = desk.verify()

    assert {name: (done["accepted"], done["refused"]) for name, done in first.items()} == {
        "airwars": (484, 0),
        "airwars-positions": (4_331, 9_896),
        "syrian-archive": (190, 17),
        "vdc-governorates": (21_116, 0),
        "vdc-causes": (10_594, 0),
        "acled": (1, 0),
    }
    assert {name: (done["accepted"], done["already_known"]) for name, done in again.items()} == {
        name: (0, done["accepted"]) for name, done in first.items()
    }
    assert {each["code"]: each["republish"] for each in desk.run("source", "list")["sources"]} == {
        "airwars": "derived",
        "military-coalition": "derived",
        "military-us": "derived",
        "military-uk": "derived",
        "syrian-archive": "derived",
        "vdc": "derived",
        "acled": "none",
    }
    assert checked["problems"] == []
    assert checked["held"]
    published = [file.read_bytes() for file in (desk.folder / "public").rglob("*") if file.is_file()]
    for sealed in (b"Canary in the notes", b"WRD17", b"airwars.org/civilian-casualties", b"37SEV008784"):
        assert not any(sealed in body for body in published)
