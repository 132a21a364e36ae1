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
}
READERS = ("ucdp-ged", "awsd", "bulletins", "bulletin-governorates", "snhr")


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
