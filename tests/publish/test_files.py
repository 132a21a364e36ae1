# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from mithaq.errors import MalformedRecord, MissionNotReady, RecordConflict
from mithaq.publish import Page, plan, write_changed
from mithaq.publish.site import render
from publish.land import bulletin, correction, incident, publication


def write(folder, made, **options):
    return write_changed(folder / "public", plan(made, vendor=None), folder / "pages.json", **options)


def test_a_second_writing_of_the_same_views_renders_and_writes_nothing(tmp_path):
    write(tmp_path, publication(12, 20, 2))

    again = write(tmp_path, publication(12, 20, 2))

    assert again.rendered == 0
    assert again.wrote == ()
    assert again.removed == ()


def test_the_folder_holds_exactly_what_render_gives(tmp_path):
    made = publication(3, 5, 1)
    written = write(tmp_path, made)

    given = {path: hashlib.sha256(body).hexdigest() for path, body in render(made, vendor=None)}
    lying = {
        path.relative_to(tmp_path / "public").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "public").rglob("*")
        if path.is_file()
    }

    assert lying == given == dict(written.files)


def test_a_new_head_changes_only_the_pages_that_print_it(tmp_path):
    before = publication(12, 20, 2)
    write(tmp_path, before)

    site = replace(before.site, generated_at="2031-01-05T19:10:00Z", head_note="another\n", record_size=21)
    after = write(tmp_path, replace(before, site=site))

    assert {path.partition("/")[2] for path in after.wrote} == {"index.html", "record/index.html"}


def test_a_corrected_incident_changes_its_page_its_list_and_its_data(tmp_path):
    before = publication(12, 20, 2)
    write(tmp_path, before)
    changed = replace(incident(2), corrections=(correction(9, "x"),))

    after = write(tmp_path, replace(before, incidents=[changed, *before.incidents[2:], before.incidents[0]]))

    short = f"incidents/{changed.id[-2:]}/{changed.id}.html"
    assert set(after.wrote) == {
        f"{code}/{path}" for code in ("ar", "en") for path in (short, "incidents/2031-01.html")
    }


def test_a_new_bulletin_leaves_the_incidents_alone(tmp_path):
    before = publication(12, 20, 1)
    write(tmp_path, before)

    after = write(tmp_path, replace(before, bulletins=[*before.bulletins, bulletin(13)]))

    assert "ar/bulletins/0013.html" in after.wrote
    assert [path for path in after.wrote if "incident" in path or "/record/" in path] == []


def test_a_page_that_is_no_longer_made_is_removed(tmp_path):
    write(tmp_path, publication(2))

    after = write(tmp_path, publication(1))

    gone = incident(2).id
    assert [path for path in after.removed if gone in path] == [
        f"ar/incidents/{gone[-2:]}/{gone}.html",
        f"en/incidents/{gone[-2:]}/{gone}.html",
    ]
    assert not list((tmp_path / "public").rglob(f"{gone}.html"))


def test_what_others_put_into_the_folder_is_left_alone(tmp_path):
    record = tmp_path / "public" / "record" / "checkpoint"
    record.parent.mkdir(parents=True)
    record.write_text("a signed head")

    write(tmp_path, publication())
    write(tmp_path, publication(2))

    assert record.read_text() == "a signed head"


def test_a_file_that_was_lost_or_cut_short_is_written_again(tmp_path):
    write(tmp_path, publication())
    (tmp_path / "public" / "ar" / "index.html").unlink()
    (tmp_path / "public" / "en" / "index.html").write_text("short")

    after = write(tmp_path, publication())

    assert set(after.wrote) == {"ar/index.html", "en/index.html"}


def test_a_file_altered_to_the_same_size_is_found_when_reread(tmp_path):
    write(tmp_path, publication())
    target = tmp_path / "public" / "en" / "about.html"
    target.write_bytes(target.read_bytes().replace(b"People decide", b"Nobody decide"))

    after = write(tmp_path, publication(), reread=True)

    assert after.wrote == ("en/about.html",)


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "record/checkpoint", ""])
def test_no_page_is_written_outside_its_place(tmp_path, path):
    with pytest.raises(RecordConflict):
        write_changed(tmp_path / "public", [Page(path, "x", lambda: b"")], tmp_path / "pages.json")


def test_two_pages_of_one_path_are_refused(tmp_path):
    page = Page("a.html", "x", lambda: b"")

    with pytest.raises(RecordConflict, match=r"a\.html"):
        write_changed(tmp_path / "public", [page, page], tmp_path / "pages.json")


def test_a_broken_index_says_what_to_do(tmp_path):
    (tmp_path / "pages.json").write_text("{")

    with pytest.raises(MalformedRecord, match="Delete it"):
        write(tmp_path, publication())


def test_missing_fonts_are_an_error_that_says_how_to_get_them(tmp_path):
    with pytest.raises(MissionNotReady, match="make assets"):
        list(plan(publication(), vendor=tmp_path / "vendor"))
