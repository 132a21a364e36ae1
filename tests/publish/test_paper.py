"""PDFs of bulletins, read back by outside readers: pypdf always, poppler's tools where they are."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from mithaq.mechanism.agreement.mode import Mode
from mithaq.publish import plan
from mithaq.publish.paper import can_print
from mithaq.publish.site import VENDOR, Printed
from publish.land import bulletin, publication

pypdf = pytest.importorskip("pypdf")
IN_CI = os.environ.get("CI") == "true"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IN_CI and not can_print(), reason="Pango is not installed"),
    pytest.mark.skipif(not IN_CI and not VENDOR.is_dir(), reason="fonts are missing: run `make assets`"),
]


def week(mode=Mode.EXERCISE):
    made = publication(2, 2, 1, mode=mode)
    return replace(made, bulletins=[replace(bulletin(), day_from="2030-12-30")])


def papers(made, pdfs=Printed.LONGER):
    return {page.path: page for page in plan(made, vendor=VENDOR, pdfs=pdfs) if page.path.endswith(".pdf")}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {path: page.make() for path, page in papers(week()).items()}


@pytest.fixture(scope="module")
def read(made):
    return {path.split(".")[-2]: pypdf.PdfReader(io.BytesIO(body)) for path, body in made.items()}


def test_a_bulletin_of_a_week_has_a_pdf_in_each_language_whose_name_says_exercise(made):
    assert sorted(made) == ["data/EXERCISE-bulletin-0012.ar.pdf", "data/EXERCISE-bulletin-0012.en.pdf"]


def test_one_of_a_day_has_a_pdf_only_where_the_mission_asks_for_it():
    of_a_day = publication(1, 1, 1)

    assert papers(of_a_day) == {}
    assert len(papers(of_a_day, Printed.ALL)) == 2


def test_the_page_leads_to_its_pdfs():
    pages = {page.path: page for page in plan(week(), vendor=VENDOR, pdfs=Printed.LONGER)}

    said = pages["ar/bulletins/0012.html"].make().decode()

    assert all(f'href="../../{path}"' in said for path in pages if path.endswith(".pdf"))


@pytest.mark.parametrize("code", ["en", "ar"])
def test_it_is_tagged_and_says_its_title_language_and_date(read, code):
    root = read[code].trailer["/Root"]
    info = read[code].metadata

    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == code
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert info.title.startswith("EXERCISE / تمرين")
    assert info.creation_date.isoformat().startswith("2031-01-05T18:05")


def kinds(node, found):
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            kinds(each, found)
    elif isinstance(node, dict):
        found.add(node.get("/S"))
        if "/K" in node:
            kinds(node["/K"], found)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_headings_tables_and_their_head_cells_are_tagged_as_such(read, code):
    found: set[str] = set()
    sys.setrecursionlimit(5_000)
    kinds(read[code].trailer["/Root"]["/StructTreeRoot"]["/K"], found)

    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= found


@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_page_has_the_band_and_its_number(read, code):
    pages = read[code].pages
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩" if code == "ar" else "0123456789")

    assert 3 <= len(pages) <= 8
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert "EXERCISE" in text
        assert "تمرين" in text
        assert str(number).translate(digits) in text


def test_arabic_comes_out_in_the_order_it_is_read(read):
    text = " ".join(" ".join(page.extract_text() for page in read["ar"].pages).split())

    for words in ("رصد وقف إطلاق النار في وردة", "النشرة اليومية", "ما نشرته جهات التوثيق", "شبكة اللوز"):
        assert words in text


def test_every_font_is_ours_and_lies_in_the_file(read):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in read["ar"].pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fonts
    assert all(name.partition("+")[2].startswith("Paper-") for name in fonts), fonts


def test_the_same_page_gives_the_same_bytes_in_another_process(made):
    path = "data/EXERCISE-bulletin-0012.ar.pdf"
    code = (
        "import hashlib; from publish.test_paper import papers, week;"
        f"print(hashlib.sha256(papers(week())[{path!r}].make()).hexdigest())"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "77", "TZ": "Asia/Damascus"}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)

    assert said.stdout.strip() == hashlib.sha256(made[path]).hexdigest()


def test_a_new_head_a_new_neighbour_and_a_new_source_print_no_old_bulletin_again():
    now = week()
    later = replace(
        now,
        site=replace(now.site, head_note="another head\n", record_size=9_999),
        bulletins=[replace(now.bulletins[0], head_note=""), bulletin(13)],
        sources=[*now.sources, replace(now.sources[0], code="newcomer")],
    )
    renamed = replace(now, sources=[replace(now.sources[0], name={"en": "Another name"}), *now.sources[1:]])
    before = {path: page.inputs for path, page in papers(now).items()}

    assert {path: page.inputs for path, page in papers(later).items()} == before
    assert {path: page.inputs for path, page in papers(renamed).items()} != before


def test_a_mission_of_its_own_has_no_band():
    made = papers(week(Mode.MISSION))
    body = made["data/bulletin-0012.en.pdf"].make()

    assert "EXERCISE" not in pypdf.PdfReader(io.BytesIO(body)).pages[0].extract_text()


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler's tools are not installed")
def test_poppler_reads_it_as_tagged_and_draws_every_page(made, tmp_path):
    for path, body in made.items():
        file = tmp_path / path.rpartition("/")[2]
        file.write_bytes(body)
        said = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True)
        drawn = subprocess.run(
            ["pdftoppm", "-r", "20", "-png", file, file.with_suffix("")], capture_output=True, text=True, check=True
        )

        assert "Tagged:          yes" in said.stdout
        assert said.stderr == drawn.stderr == ""
        pictures = list(tmp_path.glob(f"{file.stem}-*.png"))
        assert f"Pages:           {len(pictures)}" in said.stdout
