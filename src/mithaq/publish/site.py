"""The whole site: which files there are, and what each is made from.

Ordered so that what happens today changes few pages: lists go by month, the record by 256 entries, and the newest
head stands only on the home page and the record's index.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from mithaq.errors import MissionNotReady
from mithaq.mechanism.agreement.mode import FILE_PREFIX
from mithaq.mechanism.monitoring.partition_file import partition_path
from mithaq.publish.columns import COLUMNS
from mithaq.publish.entry_views import EntryViews
from mithaq.publish.files import Page
from mithaq.publish.geojson import area_features, point_features
from mithaq.publish.hxl_tags import TAGS
from mithaq.publish.incident_views import IncidentViews, ToldIncident, told_incidents
from mithaq.publish.language import LANGUAGES
from mithaq.publish.map_data import base_map, map_counts
from mithaq.publish.marks import Mark
from mithaq.publish.open_data import (
    Row,
    as_csv,
    as_hxl,
    as_json,
    bulletin_tables,
    incident_rows,
    party_rows,
    source_rows,
)
from mithaq.publish.paper import Paper
from mithaq.publish.rendering import (
    ENTRIES_PER_PAGE,
    Renderer,
    Sheet,
    bulletin_path,
    entries_path,
    incident_path,
)
from mithaq.publish.views import BulletinView, IncidentView, Publication

__all__ = ["COMMANDS", "VENDOR", "Page", "Printed", "plan", "render"]

ASSETS: Final = Path(__file__).parent / "assets"
VENDOR: Final = ASSETS / "vendor"
"""Fonts and the map renderer, brought by ``scripts/assets.py``; not part of the source tree."""

PER_PAGE: Final = 100
LATEST: Final = 5

COMMANDS: Final = (
    ("install", "python3 -m venv check\ncheck/bin/pip install mithaq"),
    ("whole", "check/bin/mithaq verify ./public --key '{vkey}'"),
    ("promise", "check/bin/mithaq receipt check ./promise.txt ./public --key '{vkey}'"),
    ("compare", "check/bin/mithaq verify ./public --key '{vkey}' --head ./head.txt"),
)

_BASE_PATH: Final = "data/base-map.geojson"
_COUNTS_PATH: Final = "data/map-counts.json"
_AREAS: Final = "incidents-by-area"
_POINTS: Final = "incident-points"
TABLE_ENDINGS: Final = ("csv", "hxl.csv", "json")


class Printed(Enum):
    """Which bulletins also lie there as PDFs. A page takes some two seconds: a season of days takes minutes."""

    NONE = auto()
    LONGER = auto()
    """Those of more than a day."""
    ALL = auto()

    def has(self, bulletin: BulletinView) -> bool:
        return self is Printed.ALL or (self is Printed.LONGER and bulletin.day_from != bulletin.day_to)


def render(
    publication: Publication, *, vendor: Path | None = VENDOR, pdfs: Printed = Printed.NONE
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its path below the public folder and its bytes."""
    for page in plan(publication, vendor=vendor, pdfs=pdfs):
        yield page.path, page.make()


def plan(publication: Publication, *, vendor: Path | None = VENDOR, pdfs: Printed = Printed.NONE) -> Iterator[Page]:
    """Every file of the site, each with the digest of what it is made from and the means to make it.

    ``vendor=None`` makes a site without our fonts and without the drawn map; its table stays. Without fonts there
    are no PDFs either.
    """
    pdfs = Printed.NONE if vendor is None else pdfs
    renderer = Renderer(publication, has_vendor=vendor is not None)
    yield Page("index.html", hashlib.sha256(renderer.base + b"choice").hexdigest(), renderer.choice)
    incidents = told_incidents(publication.incidents)
    months = _by_month(incidents)
    for sheet in _sheets(publication, incidents, months, pdfs):
        for code, inputs in renderer.inputs(sheet).items():
            yield Page(f"{code}/{sheet.path}", inputs, partial(renderer.page, code, sheet))
    if vendor is not None:
        yield from _pdfs(publication, renderer, Paper(vendor), pdfs)
    yield from _data(publication, incidents, months, renderer.base)
    partition = publication.partition
    if partition is not None:
        yield Page(partition_path(partition.sha256), partition.sha256, lambda: partition.data)
    yield from _assets(vendor)


def _sheets(
    publication: Publication,
    incidents: Sequence[ToldIncident],
    months: Mapping[str, Sequence[ToldIncident]],
    pdfs: Printed,
) -> Iterator[Sheet]:
    site = publication.site
    bulletins = sorted(publication.bulletins, key=lambda bulletin: bulletin.number)
    yield Sheet(
        "index.html",
        "home.html",
        "home",
        {
            "latest": [_in_list(bulletin) for bulletin in bulletins[: -LATEST - 1 : -1]],
            "status": publication.status,
            "record_size": site.record_size,
            "generated_at": site.generated_at,
            "head_note": site.head_note,
        },
    )
    yield Sheet(
        "waiting.html",
        "waiting.html",
        "home",
        {
            "status": publication.status,
            "waiting": publication.waiting,
            "total": max(publication.status.open, len(publication.waiting)),
        },
    )
    yield from _bulletin_sheets(publication, bulletins, pdfs)
    yield from _incident_sheets(publication, incidents, months)
    yield Sheet(
        "map.html",
        "map.html",
        "map",
        {
            "m": publication.map,
            "base_path": _BASE_PATH,
            "counts_path": _COUNTS_PATH,
            "files": [file for stem in (_AREAS, _POINTS) for file in _files(publication, stem, ("geojson",))],
        },
    )
    yield from _source_sheets(publication)
    yield Sheet(
        "parties.html",
        "parties.html",
        "parties",
        {"parties": publication.parties, "files": _files(publication, "parties", TABLE_ENDINGS)},
    )
    yield from _record_sheets(publication)
    steps = [{"key": key, "command": command.format(vkey=site.log_vkey)} for key, command in COMMANDS]
    yield Sheet("verify.html", "verify.html", "verify", {"steps": steps})
    rules = {"rule_list": publication.rules, "marks": [kind.value for kind in Mark]}
    yield Sheet("methods.html", "methods.html", "methods", rules)
    yield Sheet("about.html", "about.html", "about", {})


def _in_list(bulletin: BulletinView) -> dict[str, object]:
    return {
        "number": bulletin.number,
        "title": bulletin.title,
        "day_from": bulletin.day_from,
        "day_to": bulletin.day_to,
        "withdrawn": bulletin.withdrawn is not None,
        "corrected_by": [correction.number for correction in bulletin.corrected_by],
    }


def _bulletin_sheets(publication: Publication, bulletins: Sequence[BulletinView], pdfs: Printed) -> Iterator[Sheet]:
    months: dict[str, list[BulletinView]] = defaultdict(list)
    for bulletin in bulletins:
        months[bulletin.day_to[:7]].append(bulletin)
    newest_first = sorted(months, reverse=True)
    yield Sheet(
        "bulletins/index.html",
        "bulletins.html",
        "bulletins",
        {
            "month": "",
            "bulletins": [_in_list(bulletin) for bulletin in bulletins[: -LATEST - 1 : -1]],
            "months": [{"month": month, "count": len(months[month])} for month in newest_first],
        },
    )
    for month, of_month in months.items():
        listed = [_in_list(bulletin) for bulletin in reversed(of_month)]
        yield Sheet(
            f"bulletins/{month}.html",
            "bulletins.html",
            "bulletins",
            {"month": month, "bulletins": listed, "months": []},
        )
    numbers = [None, *(bulletin.number for bulletin in bulletins), None]
    for bulletin, before, after in zip(bulletins, numbers, numbers[2:], strict=False):
        stem = _stem(bulletin)
        around = {
            "before": before and f"{before:04d}.html",
            "after": after and f"{after:04d}.html",
            "pdfs": _files(publication, stem, [f"{code}.pdf" for code in LANGUAGES]) if pdfs.has(bulletin) else [],
            "files": [
                *_files(publication, stem, ("json",)),
                *(
                    file
                    for table in bulletin_tables(publication.site, bulletin)
                    for file in _files(publication, f"{stem}-{table}", ("csv", "hxl.csv"))
                ),
            ],
        }
        yield _bulletin_sheet(publication, bulletin, around)


def _stem(bulletin: BulletinView) -> str:
    return f"bulletin-{bulletin.number:04d}"


def _bulletin_sheet(publication: Publication, bulletin: BulletinView, around: Mapping[str, object]) -> Sheet:
    rules = {rule.key: rule for rule in publication.rules}
    return Sheet(
        bulletin_path(bulletin.number),
        "bulletin.html",
        "bulletins",
        {
            "b": bulletin,
            "used_rules": [rules[code] for code in _rules_used(bulletin) if code in rules],
            "languages": " · ".join(_OWN_NAMES.get(code, code) for code in bulletin.languages),
            **around,
        },
    )


def _pdfs(publication: Publication, renderer: Renderer, paper: Paper, pdfs: Printed) -> Iterator[Page]:
    """A carried-away file knows no neighbours and no newest head: it changes when the bulletin's own page does.

    Its digest is of the page in words, so that a new source's name prints no old bulletin again.
    """
    for bulletin in publication.bulletins:
        if pdfs.has(bulletin):
            alone: dict[str, object] = {"before": None, "after": None, "pdfs": [], "files": []}
            sheet = _bulletin_sheet(publication, replace(bulletin, head_note=""), alone)
            for code in LANGUAGES:
                html = renderer.on_paper(code, sheet)
                [file] = _files(publication, _stem(bulletin), (f"{code}.pdf",))
                yield Page(file["path"], paper.inputs(html), partial(paper.pdf, html))


def _rules_used(bulletin: BulletinView) -> list[str]:
    """Each once, in the order the bulletin first needs them."""
    named = [
        *(figure.rule for figure in bulletin.figures),
        "own/ways",
        *(trend.rule for trend in bulletin.trends),
        *(["own/doors"] if bulletin.doors else []),
        *(["own/restrictions"] if bulletin.restrictions else []),
        *(claim.rule_key for claim in bulletin.claims),
    ]
    return list(dict.fromkeys(named))


_OWN_NAMES: Final = {"ar": "العربية", "en": "English", "fr": "Français", "ku": "Kurdî", "ru": "Русский"}


def _by_month(incidents: Iterable[ToldIncident]) -> dict[str, list[ToldIncident]]:
    months: dict[str, list[ToldIncident]] = defaultdict(list)
    for incident in sorted(incidents, key=lambda incident: (incident.day_from, incident.id)):
        months[incident.day_from[:7]].append(incident)
    return months


def _incident_sheets(
    publication: Publication, incidents: Sequence[ToldIncident], months: Mapping[str, Sequence[ToldIncident]]
) -> Iterator[Sheet]:
    counts = [{"month": month, "count": len(months[month])} for month in sorted(months, reverse=True)]
    yield Sheet(
        "incidents/index.html", "incidents.html", "incidents", {"month": "", "months": counts, "incidents": []}
    )
    for month, of_month in months.items():
        pages = [of_month[start : start + PER_PAGE] for start in range(0, len(of_month), PER_PAGE)]
        names = [f"{month}.html", *(f"{month}-{page}.html" for page in range(2, len(pages) + 1))]
        for number, listed in enumerate(pages, 1):
            around = {
                "month": month,
                "months": [],
                "page": number,
                "page_count": len(pages),
                "before": names[number - 2] if number > 1 else None,
                "after": names[number] if number < len(pages) else None,
                "files": _files(publication, f"incidents-{month}", TABLE_ENDINGS),
            }
            yield Sheet(
                f"incidents/{names[number - 1]}",
                "incidents.html",
                "incidents",
                {"incidents": IncidentViews(listed), **around},
                {"incidents": _inputs(listed), **around},
            )
    for incident in incidents:
        yield Sheet(
            incident_path(incident.id), "incident.html", "incidents", _OneIncident(incident), incident.inputs
        )


def _inputs(incidents: Iterable[ToldIncident]) -> str:
    return hashlib.sha256(b"".join(incident.inputs for incident in incidents)).hexdigest()


class _OneIncident(Mapping[str, IncidentView]):
    """``{"i": view}``, the view made when the page asks for it."""

    __slots__ = ("_incident",)

    def __init__(self, incident: ToldIncident) -> None:
        self._incident = incident

    def __getitem__(self, name: str) -> IncidentView:
        if name != "i":
            raise KeyError(name)
        return self._incident.view()

    def __iter__(self) -> Iterator[str]:
        return iter(("i",))

    def __len__(self) -> int:
        return 1


def _source_sheets(publication: Publication) -> Iterator[Sheet]:
    sources = publication.sources
    yield Sheet(
        "sources.html",
        "sources.html",
        "sources",
        {
            "sources": sources,
            "files": _files(publication, "sources", TABLE_ENDINGS),
            "before": None,
            "after": None,
        },
    )


def _record_sheets(publication: Publication) -> Iterator[Sheet]:
    total = len(publication.entries)
    starts = range(0, total, ENTRIES_PER_PAGE)
    yield Sheet(
        "record/index.html",
        "record_index.html",
        "record",
        {
            "record_size": publication.site.record_size,
            "pages": [
                {
                    "path": entries_path(start),
                    "first": start,
                    "last": min(start + ENTRIES_PER_PAGE, total) - 1,
                }
                for start in reversed(starts)
            ],
        },
    )
    paths = [None, *(entries_path(start) for start in starts), None]
    for start, before, after in zip(starts, paths, paths[2:], strict=False):
        entries = publication.entries[start : start + ENTRIES_PER_PAGE]
        around = {
            "first": start,
            "last": start + len(entries) - 1,
            "before": before and f"../../{before}",
            "after": after and f"../../{after}",
        }
        yield Sheet(
            entries_path(start),
            "record.html",
            "record",
            {"entries": entries, **around},
            {"entries": entries.digest(), **around} if isinstance(entries, EntryViews) else None,
        )


def _files(publication: Publication, stem: str, endings: Sequence[str]) -> list[dict[str, str]]:
    """A download's name says what it is of, since it will be read far from this site."""
    name = FILE_PREFIX[publication.site.mode] + stem
    return [{"name": f"{name}.{ending}", "path": f"data/{name}.{ending}"} for ending in endings]


def _data(
    publication: Publication,
    incidents: Sequence[ToldIncident],
    months: Mapping[str, Sequence[ToldIncident]],
    base: bytes,
) -> Iterator[Page]:
    site = publication.site

    def page(stem: str, ending: str, of: object, make: Callable[[], bytes]) -> Page:
        digest = hashlib.sha256(base + msgspec.json.encode([stem, of, COLUMNS, TAGS], order="deterministic"))
        return Page(_files(publication, stem, (ending,))[0]["path"], digest.hexdigest(), make)

    def both(stem: str, table: str, of: object, rows: Callable[[], Iterable[Row]]) -> Iterator[Page]:
        yield page(stem, "csv", of, lambda: as_csv(table, rows()))
        yield page(stem, "hxl.csv", of, lambda: as_hxl(table, rows()))
        yield page(stem, "json", of, lambda: as_json({table: list(rows())}))

    for bulletin in publication.bulletins:
        stem = f"bulletin-{bulletin.number:04d}"
        tables = bulletin_tables(site, bulletin)
        yield page(stem, "json", bulletin, partial(as_json, tables))
        for table, rows in tables.items():
            yield page(f"{stem}-{table}", "csv", bulletin, partial(as_csv, table, rows))
            yield page(f"{stem}-{table}", "hxl.csv", bulletin, partial(as_hxl, table, rows))
    for month, of_month in months.items():
        yield from both(
            f"incidents-{month}",
            "incidents",
            _inputs(of_month),
            partial(_listed, incident_rows, site, IncidentViews(of_month)),
        )
    if publication.sources:
        yield from both(
            "sources", "sources", publication.sources, partial(_listed, source_rows, site, publication.sources)
        )
    if publication.parties:
        yield from both(
            "parties", "parties", publication.parties, partial(_listed, party_rows, site, publication.parties)
        )
    if publication.map is not None:
        shown = publication.map
        points = [incident.view() for incident in incidents if incident.has_point]
        made = map_counts(site, shown, points)
        yield Page(_COUNTS_PATH, hashlib.sha256(made).hexdigest(), lambda: made)
        names = {place.code: place.name for place in publication.places}
        for stem, features in (
            (_AREAS, area_features(site, shown, names)),
            (_POINTS, point_features(site, points)),
        ):
            path = _files(publication, stem, ("geojson",))[0]["path"]
            yield Page(path, hashlib.sha256(features).hexdigest(), partial(bytes, features))
        if shown.base is not None:
            base_bytes = base_map(shown.base)
            yield Page(_BASE_PATH, hashlib.sha256(base_bytes).hexdigest(), lambda: base_bytes)


def _listed(rows: Callable[..., Iterable[Row]], *of: object) -> list[Row]:
    return list(rows(*of))


def _assets(vendor: Path | None) -> Iterator[Page]:
    ours = [path for path in sorted(ASSETS.iterdir()) if path.is_file()]
    for path in ours:
        yield _file_page(path, f"assets/{path.name}")
    if vendor is None:
        return
    theirs = sorted(path for path in vendor.rglob("*") if path.is_file())
    if not theirs:
        raise MissionNotReady(
            "the site's fonts and map renderer are missing.",
            where=vendor.name,
            advice="Run `make assets`, or python scripts/assets.py after npm ci.",
        )
    for path in theirs:
        yield _file_page(path, f"assets/vendor/{path.relative_to(vendor).as_posix()}")


def _file_page(path: Path, target: str) -> Page:
    body = path.read_bytes()
    return Page(target, hashlib.sha256(body).hexdigest(), lambda: body)
