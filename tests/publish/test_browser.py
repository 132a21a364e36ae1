"""The site as a reader's browser sees it: Debian's chromium, wide and on a phone, in both languages."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mithaq.mechanism.agreement.mode import Mode
from mithaq.publish import plan, write_changed
from mithaq.publish.site import VENDOR
from publish.land import EMPTY, publication

pytest.importorskip("playwright")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path(os.environ.get("MITHAQ_CHROMIUM", "/usr/bin/chromium"))
IN_CI = os.environ.get("CI") == "true"
"""There a missing browser or missing assets fail the tests instead of hiding them."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not IN_CI and not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
    pytest.mark.skipif(
        not IN_CI and not VENDOR.is_dir(), reason="fonts and map renderer are missing: run `make assets`"
    ),
]

PAGES = (
    "index.html",
    "waiting.html",
    "bulletins/index.html",
    "bulletins/0012.html",
    "incidents/2031-01.html",
    "incident",
    "map.html",
    "sources.html",
    "parties.html",
    "record/index.html",
    "record/000/000.html",
    "verify.html",
    "methods.html",
    "about.html",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012 -- the base class's own attribute

    def log_message(self, *args):
        """A test's own server has nothing to say."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    write_changed(root / "public", plan(publication(40, 300, 3)), root / "pages.json")
    write_changed(root / "public" / "empty", plan(EMPTY), root / "empty.json")
    return root / "public"


@pytest.fixture(scope="module")
def dry_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("dry-run")
    write_changed(root / "public", plan(publication(mode=Mode.DRY_RUN)), root / "pages.json")
    return root / "public"


@pytest.fixture(scope="module")
def address(folder) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                # A picture drawn by the processor: test machines have no graphics card.
                "--enable-unsafe-swiftshader",
            ],
        )
        yield launched
        launched.close()


def located(folder: Path, code: str, page: str) -> str:
    if page == "incident":
        # The one with the long Arabic name and text of both directions.
        page = min(
            path.relative_to(folder / code).as_posix() for path in (folder / code / "incidents").glob("*/*.html")
        )
    return f"{code}/{page}"


def opened(browser: Browser, url: str, width: int, **options) -> tuple[Page, list[str]]:
    page = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    if url.endswith("map.html"):
        page.wait_for_load_state("networkidle")
    return page, asked


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("code", ["ar", "en"])
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_no_page_is_wider_than_its_window_and_none_asks_another_host(browser, address, folder, code, width):
    wider, foreign = [], []
    for name in PAGES:
        page, asked = opened(browser, f"{address}/{located(folder, code, name)}", width)
        if page.evaluate(OVERFLOW) > 0:
            wider.append(name)
        foreign += [url for url in asked if not url.startswith((address, "data:", "blob:" + address))]
        page.context.close()

    assert wider == []
    assert foreign == []


@pytest.mark.parametrize("code", ["ar", "en"])
@pytest.mark.parametrize("look", [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_serious(browser, address, folder, code, look):
    width, scheme = look
    serious = []
    for name in PAGES:
        page, _ = opened(browser, f"{address}/{located(folder, code, name)}", width, color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        serious += [
            (name, violation["id"], violation["nodes"][0]["html"][:200])
            for violation in found
            if violation["impact"] in {"serious", "critical"}
        ]
        page.context.close()

    assert serious == []


@pytest.mark.parametrize("code", ["ar", "en"])
def test_the_map_is_drawn_by_a_web_server_with_the_exercise_in_the_picture(browser, address, code):
    page, _ = opened(browser, f"{address}/{code}/map.html", 1280)

    page.wait_for_selector("#map[data-drawn=yes]", timeout=20_000)

    assert page.locator("#map canvas").count() == 1
    assert page.locator("#map .picture-mark").inner_text() == "EXERCISE / تمرين"
    assert page.locator("#table table").is_visible()
    page.context.close()


@pytest.mark.parametrize("code", ["ar", "en"])
def test_a_dry_run_shows_its_own_words_and_shape_first_and_stays_in_sight(browser, dry_run, code):
    page, _ = opened(browser, (dry_run / code / "bulletins" / "0012.html").as_uri(), 360)

    page.evaluate("window.scrollTo(0, 3000)")

    band = page.locator("[role=note].band")
    assert " ".join(band.inner_text().split()).startswith("DRY RUN / تشغيل تجريبي")
    assert band.locator("svg circle[stroke-dasharray]").count() == 1
    assert band.bounding_box()["y"] == 0
    assert "EXERCISE" not in page.locator("body").inner_text()
    page.context.close()


def test_a_bulletin_prints_no_wider_than_its_paper(browser, address):
    page, _ = opened(browser, f"{address}/en/bulletins/0012.html", 643)
    page.emulate_media(media="print")

    assert page.evaluate(OVERFLOW) <= 0
    page.context.close()


def test_from_a_folder_the_map_falls_back_to_its_table_and_says_so(browser, folder):
    page, asked = opened(browser, (folder / "ar" / "map.html").as_uri(), 360)

    assert page.locator("#table table").is_visible()
    assert page.locator(".no-map").is_visible()
    assert page.locator("#map").is_hidden()
    assert all(url.startswith(("file:", "data:")) for url in asked)
    page.context.close()


def test_from_a_folder_our_own_style_and_fonts_still_apply(browser, folder):
    page, _ = opened(browser, (folder / "ar" / "index.html").as_uri(), 1280)

    assert page.evaluate("document.fonts.check('16px Plex', 'نص')")
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead nav ul')).display") == "flex"
    page.context.close()


@pytest.mark.parametrize("code", ["ar", "en"])
def test_everything_reads_without_javascript(browser, address, folder, code):
    shown = {}
    for name in PAGES:
        page, _ = opened(browser, f"{address}/{located(folder, code, name)}", 1280, java_script_enabled=False)
        shown[name] = page.locator("main h1").is_visible() and len(page.locator("main").inner_text()) > 100
        page.context.close()

    assert [name for name, reads in shown.items() if not reads] == []


@pytest.mark.parametrize("code", ["ar", "en"])
def test_an_empty_mission_fits_a_phone(browser, address, code):
    wider = []
    for name in ("index.html", "bulletins/index.html", "incidents/index.html", "map.html", "record/index.html"):
        page, _ = opened(browser, f"{address}/empty/{code}/{name}", 320)
        if page.evaluate(OVERFLOW) > 0:
            wider.append(name)
        page.context.close()

    assert wider == []


def test_the_switch_changes_numbers_and_dates_but_no_id(browser, address):
    page, _ = opened(browser, f"{address}/ar/bulletins/0012.html", 1280)
    before = page.locator(".pairs .code").all_inner_texts()

    page.get_by_role("button").click()

    assert page.locator(".gazette .number data").first.inner_text() == "12"
    assert page.locator(".gazette time").first.inner_text() == "5 كانون الثاني/يناير 2031"
    assert page.locator(".pairs .code").all_inner_texts() == before
    page.context.close()


def test_the_keyboard_reaches_the_text_first(browser, address):
    page, _ = opened(browser, f"{address}/en/index.html", 1280)

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"
    page.context.close()


def test_ten_thousand_incidents_stay_in_pages_a_slow_line_can_load(browser, tmp_path):
    made = publication(10_000, 1, 1)
    written = write_changed(tmp_path / "public", plan(made), tmp_path / "pages.json")

    sizes = {
        path: (tmp_path / "public" / path).stat().st_size for path, _ in written.files if path.endswith(".html")
    }
    assert len(sizes) > 20_000
    assert max(sizes.values()) < 150_000

    page, _ = opened(browser, (tmp_path / "public" / "ar" / "incidents" / "2031-01.html").as_uri(), 320)
    assert page.evaluate(OVERFLOW) <= 0
    page.context.close()
