"""``mithaq import``: reports, claims and places from the files others publish."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.bars import Progress, bar
from mithaq.cli.files import require_file
from mithaq.cli.first_of import KEPT, FirstLines, FirstNames
from mithaq.cli.gazetteer import PLACES_FOLDER, gazetteer_of
from mithaq.cli.mapping import named_mapping
from mithaq.cli.missions import now, opened
from mithaq.errors import ImportRejected, MissionNotReady

if TYPE_CHECKING:
    from mithaq.intake.mapping import Mapping
    from mithaq.intake.places import Gazetteer, Place
    from mithaq.intake.rows import Row
    from mithaq.mechanism.monitoring.claim import RecordedClaim
    from mithaq.mechanism.monitoring.report import CollectedReport
    from mithaq.registry.mission import Mission

__all__ = ["register"]

_HELP = """Read a file into the mission. A second import of the same file adds nothing.

Readers of reports: ucdp-ged, acled, airwars, syrian-archive, awsd, table (with --mapping).
Readers of claims: airwars-positions, bulletins, bulletin-governorates, snhr, vdc-governorates, vdc-causes.
And places.

Examples:

  mithaq -C truce import places pcodes.csv --communities communities.csv --boundaries admin3.geojson

  mithaq -C truce import ucdp-ged ged.csv --incidents

  mithaq -C truce import airwars airwars_incidents.csv.gz

  mithaq -C truce import airwars-positions airwars_positions.csv.gz

  mithaq -C truce import table reports.xlsx --mapping office-a --preview

The mapping is one saved with `mithaq mapping save`, or a file. Rows that cannot be used are listed with file,
row, field, value and what was expected: the first thousand, and all are counted. No good row is lost. A file that
breaks off ends with exit code 6, and what stood before the break is entered. All readers and the mapping's format:
docs/import.md."""

READERS = (
    "ucdp-ged",
    "acled",
    "airwars",
    "airwars-positions",
    "syrian-archive",
    "awsd",
    "bulletins",
    "bulletin-governorates",
    "snhr",
    "vdc-governorates",
    "vdc-causes",
    "table",
    "places",
)
LISTED = 20
SHOWN_NOTES = 5
SHOWN_EVERY = 500


@dataclass(slots=True)
class _Read:
    """What came out of the file, apart from the reports and claims that go straight through."""

    file: str
    rejected: FirstLines = field(default_factory=FirstLines)
    unresolved: FirstNames = field(default_factory=FirstNames)
    noted: FirstLines = field(default_factory=FirstLines)
    row_numbers: array[int] = field(default_factory=lambda: array("q"))
    """Where in the file each report stood that went through, in their order."""
    cut_short: str | None = None
    """Why the file could not be read to its end."""


def register() -> None:
    app.command("import", help=_HELP)(import_file)


def import_file(
    context: typer.Context,
    reader: Annotated[str, typer.Argument(help="How to read it.", metavar="READER")],
    file: Annotated[Path, typer.Argument(help="The file.", metavar="FILE")],
    mapping: Annotated[
        str | None, typer.Option(help="For `table`: a saved mapping's name, or its file.", metavar="MAPPING")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="For `table`: show, enter nothing.")] = False,
    incidents: Annotated[
        bool, typer.Option("--incidents", help="Open an incident for each public report.")
    ] = False,
    communities: Annotated[Path | None, typer.Option(help="For `places`.", metavar="FILE")] = None,
    boundaries: Annotated[Path | None, typer.Option(help="For `places`.", metavar="FILE")] = None,
) -> None:
    for each in (file, communities, boundaries):
        if each is not None:
            require_file(each)
    if reader == "places":
        _import_places(context, file, communities, boundaries)
        return
    if preview and reader != "table":
        raise MissionNotReady("--preview is for `table` only.", advice="The other readers know their files.")
    with opened(context) as mission:
        gazetteer = gazetteer_of(mission)
        if preview:
            _preview(context, file, mapping, gazetteer)
            return
        done = _import(context, mission, reader, file, mapping, gazetteer)
        if incidents and done["source"]:
            with bar(context, "opening incidents") as progress:
                done["incidents"] = _open_incidents(mission, done["source"], progress)
    _tell(context, done)
    if done["cut_short"] is not None:
        raise typer.Exit(ImportRejected.exit_code)


def _rows(reader: str, file: Path, mapping: str | None, gazetteer: Gazetteer) -> tuple[str, Iterator[Row]]:
    """The code of the source of reports ("" for claims) and the rows."""
    match reader:
        case "ucdp-ged":
            from mithaq.intake.ucdp_ged import SOURCE as UCDP, read_ucdp_ged

            return UCDP, read_ucdp_ged(file, gazetteer=gazetteer)
        case "acled":
            from mithaq.intake.acled import SOURCE as ACLED, read_acled

            return ACLED, read_acled(file, gazetteer=gazetteer)
        case "airwars":
            from mithaq.intake.airwars import SOURCE as AIRWARS, read_airwars

            return AIRWARS, read_airwars(file, gazetteer=gazetteer)
        case "syrian-archive":
            from mithaq.intake.syrian_archive import SOURCE as ARCHIVE, read_syrian_archive

            return ARCHIVE, read_syrian_archive(file, gazetteer=gazetteer)
        case "awsd":
            from mithaq.intake.awsd import SOURCE as AWSD, read_awsd

            return AWSD, read_awsd(file, gazetteer=gazetteer)
        case "table":
            from mithaq.intake.tabular import read_table

            loaded = _mapping(mapping)
            return loaded.source, read_table(file, loaded, gazetteer=gazetteer)
        case _:
            return "", _claims(reader, file, gazetteer)


def _claims(reader: str, file: Path, gazetteer: Gazetteer) -> Iterator[Row]:
    match reader:
        case "airwars-positions":
            from mithaq.intake.airwars_positions import read_airwars_positions

            return read_airwars_positions(file)
        case "bulletins":
            from mithaq.intake.guarantor_bulletins import read_bulletins

            return read_bulletins(file)
        case "bulletin-governorates":
            from mithaq.intake.guarantor_bulletins import read_bulletin_governorates

            return read_bulletin_governorates(file, gazetteer=gazetteer)
        case "snhr":
            from mithaq.intake.snhr_counts import read_snhr_counts

            return read_snhr_counts(file)
        case "vdc-governorates":
            from mithaq.intake.vdc_daily import read_vdc_governorates

            return read_vdc_governorates(file, gazetteer=gazetteer)
        case "vdc-causes":
            from mithaq.intake.vdc_daily import read_vdc_causes

            return read_vdc_causes(file)
    raise MissionNotReady(f"there is no reader {reader!r}.", advice=f"Readers: {', '.join(READERS)}.")


def _mapping(name: str | None) -> Mapping:
    if name is None:
        raise MissionNotReady(
            "a table needs a mapping.", advice="Give --mapping NAME or FILE; `mithaq mapping suggest` prints one."
        )
    return named_mapping(name)


def _import(
    context: typer.Context,
    mission: Mission,
    reader: str,
    file: Path,
    mapping: str | None,
    gazetteer: Gazetteer,
) -> dict[str, Any]:
    from mithaq.registry.claims import record_claims
    from mithaq.registry.drafts import Actor
    from mithaq.registry.run_import import run_import

    registrar = Actor("registrar")
    source, rows = _rows(reader, file, mapping, gazetteer)
    # The first row is read before anything is written: a file of another kind leaves no trace on the record.
    rows = chain(list(islice(rows, 1)), rows)
    read = _Read(file.name)
    moment = now()
    with bar(context, f"reading {file.name}") as progress:
        if source:
            _register_source(mission, source)
            # The reader is drained by the import, so what it rejected is known only afterwards.
            result = run_import(
                mission,
                _reports(_values(rows, read, progress)),
                reader=reader,
                actor=registrar,
                now=moment,
                file_sha256=_sha256(file),
                refused_by_reader=lambda: read.rejected.count,
            )
            refused = result.refused
            listed = [
                f"{file.name}, row {read.row_numbers[each.row]} ({each.external_id}), {each.problem}"
                for each in result.refusals
            ]
            counts = {"accepted": result.accepted, "already_known": result.already_known}
        else:
            refused, listed = 0, []
            counts = {"accepted": 0, "already_known": 0}
            for batch in _batches(_values(rows, read, progress)):
                _register_recorders(mission, batch)
                recorded = record_claims(mission, batch, actor=registrar, now=moment)
                counts["accepted"] += recorded.recorded
                counts["already_known"] += recorded.already_known
    return {
        "reader": reader,
        "file": str(file),
        "source": source,
        **counts,
        "refused": read.rejected.count + refused,
        "rejected": [*read.rejected.kept, *listed][:KEPT],
        "notes": read.noted.count,
        "noted": read.noted.kept,
        "unresolved_rows": read.unresolved.count,
        "unresolved": read.unresolved.kept,
        "cut_short": read.cut_short,
    }


def _values(
    rows: Iterator[Row], read: _Read, progress: Progress | None
) -> Iterator[CollectedReport | RecordedClaim]:
    """What the good rows say. A file that breaks off has given good rows until then: they stay good."""
    from mithaq.intake.rows import Rejected
    from mithaq.mechanism.monitoring.report import CollectedReport

    count = 0
    while True:
        try:
            row = next(rows, None)
        except ImportRejected as error:
            if count == 0:
                raise
            read.cut_short = str(error)
            return
        if row is None:
            return
        count += 1
        if progress is not None and count % SHOWN_EVERY == 0:
            progress(count, None)
        if isinstance(row, Rejected):
            read.rejected.add(f"{read.file}, {row}")
            continue
        for note in row.notes:
            read.noted.add(f"{read.file}, row {row.row_number}, {note}")
        for value in row.values:
            if isinstance(value, CollectedReport):
                if value.unresolved_place is not None:
                    read.unresolved.add(value.unresolved_place)
                read.row_numbers.append(row.row_number)
            yield value


def _reports(values: Iterator[CollectedReport | RecordedClaim]) -> Iterator[CollectedReport]:
    from mithaq.mechanism.monitoring.report import CollectedReport

    return (value for value in values if isinstance(value, CollectedReport))


def _batches(values: Iterator[CollectedReport | RecordedClaim]) -> Iterator[list[RecordedClaim]]:
    """A file of claims may be long as well: no more of them are held than one transaction takes."""
    from mithaq.mechanism.monitoring.claim import RecordedClaim
    from mithaq.registry.claims import BATCH

    claims = (value for value in values if isinstance(value, RecordedClaim))
    while batch := list(islice(claims, BATCH)):
        yield batch


def _register_source(mission: Mission, code: str) -> str:
    from django.db import connection

    from mithaq.intake.known_sources import KNOWN_SOURCES
    from mithaq.registry.drafts import Actor
    from mithaq.registry.sources import register_source

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM source WHERE code = %s", [code])
        row = cursor.fetchone()
    if row is not None:
        return str(row[0])
    if code not in KNOWN_SOURCES:
        raise MissionNotReady(
            f"no source {code!r} is on the register.",
            advice="Register it first, with its terms and what of it may be shown (`mithaq source add`).",
        )
    return register_source(mission, KNOWN_SOURCES[code], actor=Actor("registrar"), now=now())


def _register_recorders(mission: Mission, claims: list[RecordedClaim]) -> None:
    from django.db import connection

    from mithaq.intake.counting_rules import COUNTING_RULES
    from mithaq.mechanism.envelope import Text
    from mithaq.mechanism.monitoring.statements import CountingRulePublished
    from mithaq.registry.drafts import Actor
    from mithaq.registry.sources import publish_rule

    recorders = {code: _register_source(mission, code) for code in sorted({claim.recorder for claim in claims})}
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM counting_rule")
        known = {row[0] for row in cursor.fetchall()}
    rules = [COUNTING_RULES[code] for code in sorted({claim.rule for claim in claims} - known)]
    published = [
        CountingRulePublished(
            code=rule.code,
            recorder=recorders[rule.recorder],
            text=Text(lang="en", original=rule.text_en, translations={"ar": rule.text_ar}),
            source=rule.source,
            verified=rule.verified,
        )
        for rule in rules
    ]
    if published:
        publish_rule(mission, published, actor=Actor("registrar"), now=now())


def _open_incidents(mission: Mission, source: str, progress: Progress | None) -> dict[str, int]:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.one_to_one import open_each

    done = open_each(mission, source, actor=Actor("analyst"), now=now(), progress=progress)
    return {"opened": done.opened, "held": done.held}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _import_places(context: typer.Context, pcodes: Path, communities: Path | None, boundaries: Path | None) -> None:
    """Keeps the user's own files in the mission's folder; only the codes of the areas enter the record."""
    from mithaq.cli.site import PLACES
    from mithaq.intake.names import is_arabic
    from mithaq.intake.ocha import read_communities, read_gazetteer, read_pcodes
    from mithaq.signer.durable import replace_file

    gazetteer = read_gazetteer(pcodes, communities, boundaries)
    with opened(context) as mission:
        folder = mission.path / PLACES_FOLDER
        folder.mkdir(exist_ok=True)
        # Whole or not at all: a gazetteer cut off by a crash would resolve fewer places and say nothing.
        replace_file(folder / "pcodes.csv", pcodes.read_bytes())
        if communities is not None:
            replace_file(folder / "communities.csv", communities.read_bytes())
        if boundaries is not None:
            kept = folder / ("boundaries" + "".join(boundaries.suffixes))
            replace_file(kept, boundaries.read_bytes())
            for old in folder.glob("boundaries.*"):
                if old != kept:
                    old.unlink()
        areas = list(read_pcodes(pcodes))
        settled = list(read_communities(communities, areas)) if communities is not None else []
        rows = [
            {
                "code": place.code,
                "name": {("ar" if is_arabic(name) else "en"): name for name in reversed(place.names)},
                "level": place.precision.value,
                "parent": place.subdistrict or place.district or place.governorate,
            }
            for place in (*areas, *settled)
        ]
        replace_file(mission.path / PLACES, json.dumps(rows, ensure_ascii=False).encode())
        _adopt_area(mission, areas)
    if context_of(context).as_json:
        say_json({"places": len(gazetteer)})
    else:
        say(f"{len(gazetteer):,} places are known to this mission now.")


def _adopt_area(mission: Mission, areas: list[Place]) -> None:
    """Coverage is measured against what anyone can read, so the codes of governorates and sub-districts are."""
    from mithaq.intake.places import Level
    from mithaq.registry.area import adopt_area
    from mithaq.registry.drafts import Actor

    found: dict[str, list[str]] = {place.code: [] for place in areas if place.level is Level.GOVERNORATE}
    for place in areas:
        if place.level is Level.SUBDISTRICT and place.governorate in found:
            found[place.governorate].append(place.code)
    if found:
        adopt_area(mission, found, actor=Actor("registrar"), now=now())


def _preview(context: typer.Context, file: Path, mapping: str | None, gazetteer: Gazetteer) -> None:
    import msgspec

    from mithaq.intake.rows import Rejected
    from mithaq.intake.tabular import preview

    shown = preview(file, _mapping(mapping), gazetteer=gazetteer)
    if context_of(context).as_json:
        rows = [
            {"row": row.row_number, "problem": str(row)}
            if isinstance(row, Rejected)
            else {"row": row.row_number, "report": msgspec.to_builtins(row.value), "notes": list(row.notes)}
            for row in shown.rows
        ]
        say_json({"header": list(shown.header), "rows": rows})
        return
    for row in shown.rows:
        say(str(row) if isinstance(row, Rejected) else f"row {row.row_number}: {_report_line(row.value)}")
        for note in () if isinstance(row, Rejected) else row.notes:
            say(f"    {note}")
    say("Nothing was entered.")


def _report_line(value: object) -> str:
    from mithaq.mechanism.monitoring.report import CollectedReport

    assert isinstance(value, CollectedReport)
    facts = value.facts
    days = facts.day_from if facts.day_from == facts.day_to else f"{facts.day_from} to {facts.day_to}"
    place = f"{facts.place} ({facts.place_precision.value})" if facts.place else "no place"
    unknown = f", {value.unresolved_place!r} unresolved" if value.unresolved_place else ""
    counts = [
        f"{name} {count.best if count.low == count.high else f'{count.low}-{count.high}'}"
        for name, count in (("killed", facts.killed), ("wounded", facts.wounded))
        if count is not None
    ]
    said = (days, place + unknown, " ".join(facts.classes) or "no class", *counts)
    return f"{value.external_id}: {'; '.join(said)}"


def _tell(context: typer.Context, done: dict[str, Any]) -> None:
    if context_of(context).as_json:
        say_json(done)
        return
    refused = done["refused"]
    if done["cut_short"] is not None:
        typer.echo(f"mithaq: {done['cut_short']} What stood before is entered. [import-rejected]", err=True)
    say(f"{done['accepted']:,} entered, {done['already_known']:,} known already, {refused:,} not usable.")
    for line in done["rejected"][:LISTED]:
        say(f"  {line}")
    if refused > LISTED:
        say(f"  … and {refused - LISTED:,} more (--json names the first {KEPT:,})")
    if done["noted"]:
        say(f"{done['notes']:,} notes on what was done to rows on the way in, such as:")
        for line in done["noted"][:SHOWN_NOTES]:
            say(f"  {line}")
    if done["unresolved"]:
        mentions, names = done["unresolved_rows"], len(done["unresolved"])
        more = " or more" if sum(done["unresolved"].values()) < mentions else ""
        say(f"{names:,}{more} place names ({mentions:,} rows) are in no gazetteer; they are kept as written.")
        for name, count in sorted(done["unresolved"].items(), key=lambda item: -item[1])[:LISTED]:
            say(f"  {count:>5}  {name}")
    if "incidents" in done:
        opened_, held = done["incidents"]["opened"], done["incidents"]["held"]
        say(f"{opened_:,} incidents opened, one a report; the pages of {held:,} wait for a person's review.")
