# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest

from mithaq.errors import InvalidStatement
from mithaq.mechanism.agreement.mode import Mode
from mithaq.publish import render
from mithaq.publish.language import language
from mithaq.publish.marks import Mark, shown
from mithaq.publish.views import SUPPRESSED, UNKNOWN, Form, Quantity
from publish.land import EMPTY, bulletin, incident, publication

VOID = {"br", "link", "meta", "hr", "img", "input", "path", "circle", "rect"}


class Structure(HTMLParser):
    """What a page is built of, and whether every element it opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.broken: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.broken.append(tag)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def structures(html: dict[str, str]) -> dict[str, Structure]:
    return {path: Structure(text) for path, text in html.items()}


def test_every_page_closes_what_it_opens(structures):
    assert {path: page.broken + page.open for path, page in structures.items() if page.broken or page.open} == {}


def test_every_page_says_its_language_and_direction(structures):
    wanted = {"ar": ("ar", "rtl"), "en": ("en", "ltr"), "index.html": ("en", "ltr")}

    roots = {path: (page.of("html")[0]["lang"], page.of("html")[0]["dir"]) for path, page in structures.items()}

    assert {path: root for path, root in roots.items() if root != wanted[path.split("/")[0]]} == {}


def test_every_page_has_one_first_heading(structures):
    assert [path for path, page in structures.items() if len(page.of("h1")) != 1] == []


def test_no_page_uses_an_id_twice(structures):
    assert [path for path, page in structures.items() if len(page.ids) != len(set(page.ids))] == []


def test_every_page_forbids_what_it_does_not_bring(structures):
    policies = {
        path: [meta["content"] for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
        for path, page in structures.items()
    }

    assert [path for path, policy in policies.items() if len(policy) != 1] == []
    assert all("default-src 'none'" in policy[0] and "unsafe" not in policy[0] for policy in policies.values())


def test_no_page_has_inline_script_or_style(structures):
    scripts = [path for path, page in structures.items() if any("src" not in attrs for attrs in page.of("script"))]
    styles = [
        path
        for path, page in structures.items()
        for tag, attrs in page.elements
        if tag == "style" or "style" in attrs or any(name.startswith("on") for name in attrs)
    ]

    assert scripts == []
    assert styles == []


def links(page: Structure) -> list[str]:
    return [
        value
        for _, attrs in page.elements
        for name in ("href", "src")
        if (value := attrs.get(name)) and "external" not in (attrs.get("rel") or "") and value != "data:,"
    ]


def test_no_link_is_absolute_but_those_to_a_cited_document(structures):
    absolute = {
        path: [link for link in links(page) if ":" in link or link.startswith("/")]
        for path, page in structures.items()
    }

    assert {path: found for path, found in absolute.items() if found} == {}


def test_a_cited_document_is_followed_without_saying_where_from(structures):
    cited = [attrs for page in structures.values() for attrs in page.of("a") if "://" in (attrs.get("href") or "")]

    assert cited
    assert all("noreferrer" in (attrs["rel"] or "") for attrs in cited)


def test_every_relative_link_leads_to_a_page_and_a_place_on_it(pages, structures):
    missing = []
    for path, page in structures.items():
        for link in links(page):
            target, _, fragment = link.partition("#")
            where = resolve(path, target) if target else path
            # The invented bulletins cite entries beyond the three hundred that were rendered.
            if (where not in pages and "/record/" not in where) or (
                fragment
                and where in structures
                and "/record/" not in where
                and fragment not in structures[where].ids
            ):
                missing.append((path, link))

    assert missing == []


def resolve(path: str, target: str) -> str:
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(target).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_both_languages_have_the_same_pages(html):
    arabic = {path.removeprefix("ar/") for path in html if path.startswith("ar/")}
    english = {path.removeprefix("en/") for path in html if path.startswith("en/")}

    assert arabic == english


def test_the_same_views_give_the_same_bytes(pages):
    assert dict(render(publication(40, 300, 3), vendor=None)) == pages


def test_an_exercise_says_so_on_every_page_and_in_every_file_name(pages, html):
    downloads = [path for path in pages if path.startswith("data/") and "map" not in path]

    assert [path for path, text in html.items() if "EXERCISE" not in text or "تمرين" not in text] == []
    assert downloads
    assert [path for path in downloads if "/EXERCISE-" not in path] == []


def test_a_dry_run_says_so_in_its_own_words_on_every_page_and_in_every_file_name():
    made = dict(render(publication(40, 300, 3, mode=Mode.DRY_RUN), vendor=None))

    said = {path: body.decode() for path, body in made.items() if path.endswith(".html")}
    assert [path for path, text in said.items() if "DRY RUN" not in text or "تشغيل تجريبي" not in text] == []
    assert [path for path, text in said.items() if "EXERCISE" in text] == []
    downloads = [path for path in made if path.startswith("data/") and "map" not in path]
    assert downloads
    assert [path for path in downloads if "/DRY-RUN-" not in path] == []
    assert "DRY RUN / تشغيل تجريبي" in made["data/map-counts.json"].decode()


def test_a_real_mission_has_no_exercise_band():
    real = dict(render(publication(mode=Mode.MISSION), vendor=None))

    assert [path for path, body in real.items() if b'class="band' in body] == []
    assert [path for path in real if "EXERCISE" in path] == []


@pytest.mark.parametrize("code", ["ar", "en"])
@pytest.mark.parametrize("quantity", [SUPPRESSED, UNKNOWN])
def test_what_is_withheld_or_unknown_never_shows_a_digit(code, quantity):
    words = re.sub(r"<[^>]+>", "", shown(quantity, language(code)))

    assert words.strip()
    assert not re.search(r"\d", words)


def test_a_quantity_that_says_nothing_can_carry_no_number():
    with pytest.raises(InvalidStatement):
        Quantity(Form.SUPPRESSED, 3)


def test_a_range_whose_best_value_lies_outside_is_refused():
    with pytest.raises(InvalidStatement):
        Quantity.between(3, 5, best=7)


def test_zero_is_shown_where_somebody_said_zero():
    assert ">0<" in shown(Quantity.exact(0), language("en"))
    assert ">٠<" in shown(Quantity.exact(0), language("ar"))


def test_what_nobody_told_of_is_drawn_as_a_gap_and_never_as_zero(html):
    table = html["en/bulletins/0012.html"].partition('class="coverage')[2].partition("</table>")[0]

    assert table.count('class="gap"') == 4
    assert table.count("mark-unknown") == 1
    assert 'value="0"' not in table


def test_claims_are_never_added_up(html):
    claims = html["en/bulletins/0012.html"].partition('class="claims')[2].partition("</table>")[0]

    assert claims.count("<tr>") == 1 + len(bulletin().claims)
    assert "total" not in claims.lower()
    assert "<tfoot" not in claims


def test_a_figure_leads_to_its_rule_its_sources_and_its_entries(html):
    made = html["en/bulletins/0012.html"].partition('id="f-events"')[2].partition("</section>")[0]

    assert 'href="../methods.html#r-events-reported"' in made
    assert 'href="../sources.html#s-almond"' in made
    assert 'href="../record/000/001.html#e401"' in made


def test_a_bulletin_prints_the_head_it_rests_on(html):
    assert "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=" in html["ar/bulletins/0012.html"]


def test_what_a_stranger_wrote_cannot_become_markup(html):
    page = html["en/record/000/000.html"]

    assert "<b>0</b>" not in page
    assert "&lt;b&gt;0&lt;/b&gt;" in page


def test_a_document_that_is_no_web_address_is_never_a_link():
    source = replace(publication().sources[0], document="javascript:alert(1)")

    made = dict(render(replace(publication(), sources=[source]), vendor=None))

    assert b'href="javascript' not in made["en/sources.html"]


def test_long_lists_come_in_pages():
    many = dict(render(publication(250), vendor=None))

    assert "en/incidents/2031-01-3.html" in many
    assert many["en/incidents/2031-01.html"].count(b'<th scope="row">') == 100


def test_the_record_comes_in_pages_of_256(html):
    assert html["en/record/000/000.html"].count('<li id="e') == 256
    assert html["en/record/000/001.html"].count('<li id="e') == 44


def test_a_mission_with_nothing_yet_says_so_calmly():
    empty = {path: body.decode() for path, body in render(EMPTY, vendor=None) if path.endswith(".html")}

    lists = ["bulletins/index.html", "incidents/index.html", "sources.html", "parties.html", "map.html"]
    assert [path for path in lists if 'class="empty"' not in empty[f"ar/{path}"]] == []


def test_an_unverified_incident_is_marked_as_such_in_both_languages():
    unverified = next(candidate for number in range(1, 9) if (candidate := incident(number)).state == "unverified")

    made = dict(render(replace(publication(), incidents=[unverified]), vendor=None))
    path = next(path for path in made if path.endswith(f"{unverified.id}.html"))[3:]

    assert b"mark-unverified" in made[f"ar/{path}"]
    assert b"mark-unverified" in made[f"en/{path}"]


def test_every_mark_is_explained_on_the_page_of_methods(html):
    page = html["en/methods.html"]

    assert [kind for kind in Mark if f'<dt><span class="mark mark-{kind}">' not in page] == []
