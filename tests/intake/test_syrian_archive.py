"""Observations of the Syrian Archive: links and hashes are kept. Every row here is invented."""

from __future__ import annotations

import pytest

from mithaq.errors import ImportRejected
from mithaq.intake.rows import Accepted, Rejected
from mithaq.intake.syrian_archive import read_syrian_archive
from mithaq.mechanism.monitoring.report import CollectedReport

HEADER = (
    "reference_code,online_link,md5_hash,sha256_hash,incident_date,location,latitude,longitude,"
    "summary_en,summary_ar,weapons_used.0,weapons_used.1,staff_id,creator"
)


def observations(folder, *rows):
    file = folder / "units.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return list(read_syrian_archive(file))


def report(row) -> CollectedReport:
    assert isinstance(row, Accepted), row
    assert isinstance(row.value, CollectedReport)
    return row.value


def test_an_observation_keeps_its_link_and_its_hashes_and_nobody_s_name(tmp_path):
    [row] = observations(
        tmp_path,
        "u1,https://video.example/1,b55d,9f86,2017-01-05,حماة : تل ورد,,,A strike,غارة,Barrel Bomb,Sarin,7,someone",
    )

    read = report(row)
    assert (read.external_id, read.facts.links) == ("u1", ("https://video.example/1",))
    assert (read.sealed["md5_hash"], read.sealed["sha256_hash"]) == ("b55d", "9f86")
    assert (read.facts.classes, read.unresolved_place) == (("VC-05", "VC-08"), "تل ورد")
    assert read.text == "A strike\n\nغارة"
    assert not {"staff_id", "creator"} & set(read.sealed)


def test_a_cell_that_holds_several_addresses_gives_each_once(tmp_path):
    [row] = observations(
        tmp_path, "u1,https://a.example/1 https://b.example/2 https://a.example/1,,,2017-01-05,,,,,,,,,"
    )

    assert report(row).facts.links == ("https://a.example/1", "https://b.example/2")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("u2,not an address,,,2017-01-05,,,,,,,,,", "online_link"),
        (",https://a.example,,,2017-01-05,,,,,,,,,", "reference_code"),
        ("u2,,,,,,,,,,,,,", "incident_date"),
        ("u2,,,,2017-01-05,,33.1,,,,,,,", "longitude"),
        ("u1,,,,2017-01-05,,,,,,,,,", "reference_code"),
    ],
)
def test_a_bad_observation_is_named_and_its_neighbours_stay_good(tmp_path, row, field):
    first, bad, last = observations(tmp_path, "u1,,,,2017-01-05,,,,,,,,,", row, "u3,,,,2017-01-05,,,,,,,,,")

    assert (report(first).external_id, report(last).external_id) == ("u1", "u3")
    assert isinstance(bad, Rejected)
    assert (bad.row_number, bad.field) == (3, field)


def test_a_file_with_neither_code_is_refused_whole(tmp_path):
    (tmp_path / "other.csv").write_text("id,date\n1,2017-01-05\n", "utf-8")

    with pytest.raises(ImportRejected, match="incident_code or reference_code"):
        list(read_syrian_archive(tmp_path / "other.csv"))
