"""Turning one sheet into bytes: the templates, and what they may call in one language.

Nothing here reads a clock, the environment or the network: the same views give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mithaq.mechanism.agreement.mode import MARK, Mode
from mithaq.publish.entry_views import ENTRIES_PER_PAGE
from mithaq.publish.language import LANGUAGES, Language, language
from mithaq.publish.marks import Mark, mark, shape, shown
from mithaq.publish.panels import claim_panels, class_panels, incidents_chart, killed_chart, most_of
from mithaq.publish.views import (
    MONITORS,
    AreaToldView,
    IncidentView,
    PartyName,
    PointView,
    Publication,
    Words,
)

__all__ = ["CSP", "ENTRIES_PER_PAGE", "NAV", "Renderer", "Sheet", "bulletin_path", "entries_path", "incident_path"]

_HERE: Final = Path(__file__).parent

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
"""`data:` images are the map control's own signs, inside maplibre's style sheet."""

NAV: Final = (
    ("home", "index.html"),
    ("bulletins", "bulletins/index.html"),
    ("incidents", "incidents/index.html"),
    ("map", "map.html"),
    ("sources", "sources.html"),
    ("parties", "parties.html"),
    ("record", "record/index.html"),
    ("verify", "verify.html"),
    ("methods", "methods.html"),
    ("about", "about.html"),
)

_NAV_TARGETS: Final = frozenset(target for _, target in NAV)


def bulletin_path(number: int) -> str:
    return f"bulletins/{number:04d}.html"


def incident_path(incident: str) -> str:
    """Spread over folders by the last two characters, so that no folder holds tens of thousands of files."""
    return f"incidents/{incident[-2:]}/{incident}.html"


def entries_path(index: int) -> str:
    thousands, page = divmod(index // ENTRIES_PER_PAGE, 1000)
    return f"record/{thousands:03d}/{page:03d}.html"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page before it is put into words; ``values`` is all the template sees besides the mission's names."""

    path: str
    template: str
    section: str
    values: Mapping[str, object]
    stands_for: Mapping[str, object] | bytes | None = None
    """Smaller values that change whenever ``values`` do, for a page whose own are dear to make."""


class Renderer:
    """The templates with the names of one publication's places, classes, sources, parties and rules."""

    def __init__(self, publication: Publication, *, has_vendor: bool) -> None:
        # What changes with every head is handed to the few pages that print it, never to all of them.
        self.site = replace(publication.site, generated_at="", head_note="", record_size=0)
        self.has_vendor = has_vendor
        self.places = {place.code: place.name for place in publication.places}
        self.classes = dict(publication.classes)
        self.channels = dict(publication.channels)
        self.sources = {source.code: source.name for source in publication.sources}
        self.parties = {party.code: party.names[-1].name for party in publication.parties if party.names}
        self.rules = {rule.key: rule for rule in publication.rules}
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._helpers = {code: _Helpers(self, language(code)).names() for code in LANGUAGES}

    @cached_property
    def base(self) -> bytes:
        """Digest of all that every page depends on: templates, wording, our code, and the shared names."""
        digest = hashlib.sha256()
        for path in sorted([*_HERE.glob("*.py"), *_HERE.glob("templates/*.html"), *_HERE.glob("wording/*.toml")]):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        digest.update(
            msgspec.json.encode(
                [
                    self.site,
                    self.has_vendor,
                    self.places,
                    self.classes,
                    self.channels,
                    self.sources,
                    self.parties,
                    self.rules,
                ],
                order="deterministic",
            )
        )
        return digest.digest()

    def inputs(self, sheet: Sheet) -> dict[str, str]:
        """By language, the digest of everything the page is made from."""
        said = sheet.values if sheet.stands_for is None else sheet.stands_for
        made_from = self.base + msgspec.json.encode([sheet.path, sheet.template, said], order="deterministic")
        return {code: hashlib.sha256(made_from + code.encode()).hexdigest() for code in LANGUAGES}

    def page(self, code: str, sheet: Sheet) -> bytes:
        return self._said(code, sheet, paper=False).encode()

    def on_paper(self, code: str, sheet: Sheet) -> str:
        """The same page without what only a screen has use for."""
        return self._said(code, sheet, paper=True)

    def _said(self, code: str, sheet: Sheet, *, paper: bool) -> str:
        standing = self._standing(code, sheet.path.count("/"), sheet.section, _nav_target(sheet.path))
        return self._environment.get_template(sheet.template).render(
            {**standing, **sheet.values, "path": sheet.path, "paper": paper}
        )

    @lru_cache(256)  # noqa: B019 -- one renderer makes one site, and both end together
    def _standing(self, code: str, depth: int, section: str, target: str) -> dict[str, object]:
        """What a page is given for where it stands, with the frame that it shares with its neighbours."""
        below, root = "../" * depth, "../" * (depth + 1)
        given = self._helpers[code] | {
            "section": section,
            "target": target,
            "url": lambda target: below + target,
            "asset": lambda target: root + target,
            "link": lambda target, words: Markup('<a href="{}">{}</a>').format(below + target, words),
            "entry": lambda index: _anchor(below + entries_path(index), f"e{index}", index),
            "source": self._named_link(code, self.sources, below + "sources.html", "s"),
            "party": self._named_link(code, self.parties, below + "parties.html", "p"),
            "rule": self._named_link(
                code, {key: rule.title for key, rule in self.rules.items()}, below + "methods.html", "r"
            ),
        }
        given["frame"] = {
            part: Markup(self._environment.get_template(f"frame_{part}.html").render(given).rstrip("\n"))  # noqa: S704 -- our own template escaped it
            for part in ("styles", "band", "nav", "foot")
        }
        return given

    def choice(self) -> bytes:
        languages = [language(code) for code in LANGUAGES]
        text = self._environment.get_template("choice.html").render(
            site=self.site,
            languages=languages,
            csp=CSP,
            has_vendor=self.has_vendor,
            band=_band(self.site.mode),
        )
        return text.encode()

    def _named_link(self, code: str, names: Mapping[str, Words], page: str, prefix: str) -> Callable[[str], Markup]:
        lang = language(code)

        def linked(key: str) -> Markup:
            if key not in names:
                return _code(key)
            return Markup('<a href="{}#{}-{}">{}</a>').format(page, prefix, key, lang.named(names[key]))

        return linked


def _nav_target(path: str) -> str:
    """The path, where the site's navigation leads to it."""
    return path if path in _NAV_TARGETS else ""


def _code(text: object) -> Markup:
    """An id, a code, a hash: in Latin letters, so isolated and left to right wherever it stands."""
    # Some ten of these stand on every page: Markup.format would take ten times as long.
    return Markup(f'<bdi class="code" dir="ltr">{escape(str(text))}</bdi>')  # noqa: S704 -- escaped


def _anchor(page: str, fragment: str, shown_as: object) -> Markup:
    return Markup(f'<a href="{escape(page)}#{escape(fragment)}">{_code(shown_as)}</a>')  # noqa: S704 -- escaped


@dataclass(frozen=True)
class _Helpers:
    """What the templates call by name, bound to one language."""

    renderer: Renderer
    lang: Language

    def names(self) -> dict[str, object]:
        lang, renderer = self.lang, self.renderer
        return {
            "bar": self.bar,
            "bdi": lambda text: Markup("<bdi>{}</bdi>").format(text),
            "bulletin_path": bulletin_path,
            "claim_panels": lambda bulletin: claim_panels(bulletin, lang),
            "class_panels": lambda bulletin: class_panels(bulletin, lang),
            "channel": lambda code: self.called(renderer.channels, code),
            "code": _code,
            "correction_mark": self.correction_mark,
            "disposition": self.disposition,
            "counted": lang.counted,
            "csp": CSP,
            "day": lang.day,
            "document": self.document,
            "band": _band(renderer.site.mode),
            "history": self.history,
            "has_vendor": renderer.has_vendor,
            "incident_path": incident_path,
            "incidents_chart": lambda bulletin: incidents_chart(bulletin, lang),
            "killed_chart": lambda bulletin: killed_chart(bulletin, lang),
            "klass": lambda code: self.called(renderer.classes, code),
            "lang": lang,
            "mark": lambda kind: mark(Mark(kind), lang),
            "moment": lang.moment,
            "monitors": MONITORS,
            "month_name": lang.month,
            "most_of": most_of,
            "n": lang.number,
            "name_period": self.name_period,
            "named": lang.named,
            "nav": [{"section": section, "target": target} for section, target in NAV],
            "other_languages": [language(code) for code in LANGUAGES if code != lang.code],
            "period": lang.period,
            "place": lambda code: self.called(renderer.places, code),
            "place_shown": self.place_shown,
            "plain": lang.plain,
            "prose": lang.prose,
            "radius": _radius_km,
            "short_day": lang.short_day,
            "short_period": lang.short_period,
            "shown": lambda quantity: shown(quantity, lang),
            "site": renderer.site,
            "t": lang.text,
        }

    def called(self, names: Mapping[str, Words], code: str) -> Markup:
        if not code:
            return mark(Mark.UNKNOWN, self.lang)
        return self.lang.named(names[code]) if code in names else _code(code)

    def place_shown(self, incident: IncidentView) -> Markup:
        """The finest place that is shown; where only the governorate is, that is the place."""
        shown = incident.place or incident.governorate
        return mark(Mark.UNKNOWN, self.lang) if shown is None else self.called(self.renderer.places, shown)

    def correction_mark(self, number: int) -> Markup:
        words = self.lang.text("correction.numbered", number=self.lang.number(number))
        return mark(Mark.CORRECTED, self.lang, words)

    def disposition(self, name: str) -> Markup:
        return self.lang.text(f"disposition.{name}")

    def history(self, kind: str) -> Markup:
        """What an entry did to the page; a kind without words stands by its own name."""
        key = f"history.{kind.rpartition('.')[2]}"
        return self.lang.text(key) if key in self.lang.words else _code(kind)

    def document(self, document: str) -> Markup:
        """A public document: a link if it is an address of the web, its own words if not."""
        if document.startswith(("https://", "http://")):
            return Markup(
                '<a class="document" rel="external noreferrer nofollow" href="{}"><bdi dir="ltr">{}</bdi></a>'
            ).format(document, document)
        return Markup('<bdi class="document">{}</bdi>').format(document)

    def name_period(self, name: PartyName) -> Markup:
        start = self.lang.short_day(name.day_from) if name.day_from else None
        end = self.lang.short_day(name.day_to) if name.day_to else None
        if start and end:
            return self.lang.text("common.from_to", start=start, end=end)
        if start:
            return self.lang.text("common.since", start=start)
        if end:
            return self.lang.text("common.until", end=end)
        return self.lang.text("common.not_recorded")

    def bar(self, area: AreaToldView) -> Markup:
        """Sub-districts told of as a solid bar; the rest, of which nobody told, is hatched as the gap it is."""
        share = area.told * 120 // area.subdistricts if area.subdistricts else 0
        said = self.lang.plain(
            "coverage.drawn", told=self.lang.digits(area.told), all=self.lang.digits(area.subdistricts)
        )
        # Strokes instead of a pattern: a pattern needs an id, and one page draws many bars.
        strokes = "".join(f"M{x} 12l8-12" for x in range(share - share % 6, 120, 6) if x >= share)
        return Markup(
            '<svg class="bar" viewBox="0 0 121 13" width="121" height="13" role="img" aria-label="{}">'
            '<path class="gap" d="{}" fill="none" stroke="#4b5257"/>'
            '<rect class="watched" x="0.5" y="0.5" width="{}" height="12" fill="#0b5d66"/>'
            '<rect class="frame" x="0.5" y="0.5" width="120" height="12" fill="none" stroke="#8d8a82"/></svg>'
        ).format(said, strokes, share)


def _band(mode: Mode) -> dict[str, object] | None:
    """The band on every page of what is not a mission's own work: its shape, and its words in both languages."""
    if mode is Mode.MISSION:
        return None
    english, arabic = MARK[mode].split(" / ")
    return {
        "mode": mode.value,
        "text": MARK[mode],
        "en": english,
        "ar": arabic,
        "shape": shape(Mark(mode.value)),
    }


def _radius_km(point: PointView) -> int:
    """Rounded up: the circle promised is never smaller than the one drawn."""
    return -(-point.radius_m // 1000)
