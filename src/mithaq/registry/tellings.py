"""What reports say that bears on each other, opened for the rules that find repeats (`found_repeats`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import MithaqError
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.found_repeats import Telling, codes_in, words_of
from mithaq.mechanism.statements import read
from mithaq.registry.report_values import fact_values, facts_said
from mithaq.sealed.blobs import read_blob
from mithaq.sealed.ciphertext import values_or_none

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["CopiesFound", "copies_found", "source_names", "tellings"]

GOES_BY: Final = frozenset({"code", "previous_codes", "incident_code", "reference_code", "event_id_no_cnty"})
"""Fields in which sources keep what a report is or was called."""
TAKEN_FROM: Final = frozenset({"source_office", "source_original", "source", "Source"})
"""Fields in which recorders name their own sources."""
NAMES_CODES: Final = frozenset({"source_article", "source_headline"})
CITES: Final = frozenset({"cites"})
"""Fields that hold the number of the report it was taken from."""
_LISTED: Final = re.compile(r"[;,\n]")
_LOOK_UP: Final = 500


def tellings(mission: Mission, cursor: Cursor, reports: Iterable[str]) -> list[Telling]:
    """In the order of the record. What was erased or no longer opens says what the record shows of it."""
    names = source_names(cursor)
    wanted = sorted(set(reports))
    found: list[tuple[int, Telling]] = []
    for start in range(0, len(wanted), _LOOK_UP):
        part = wanted[start : start + _LOOK_UP]
        cursor.execute(
            'SELECT entry."index", entry.bytes, ciphertext."key", ciphertext.blob FROM entry'  # noqa: S608 - only marks
            ' LEFT JOIN ciphertext ON ciphertext."index" = entry."index"'
            f" WHERE entry.id IN ({','.join(['%s'] * len(part))})",
            part,
        )
        rows = cursor.fetchall()
        keys = mission.keys.keys([row[2] for row in rows if row[2] is not None])
        for index, data, key_id, blob in rows:
            statement = read(bytes(data))
            opened = None
            if key_id in keys:
                opened = values_or_none(keys[key_id], bytes(blob), statement.id, statement.kind, statement.v)
            found.append((index, _telling(statement.id, statement.body, opened or {}, names)))
    return [telling for _, telling in sorted(found, key=lambda each: each[0])]


def source_names(cursor: Cursor) -> dict[str, tuple[str, frozenset[str]]]:
    """By a source's id, and by its code, which is what a received report names: code, and all it may be called."""
    cursor.execute("SELECT id, code, name FROM source")
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for source, code, name in cursor.fetchall():
        text = msgspec.json.decode(name, type=Text)
        called = frozenset(each.casefold() for each in (code, text.original, *text.translations.values()))
        found[source] = found[code] = (code, called)
    return found


def _telling(
    report: str, body: Any, opened: Mapping[str, Any], sources: Mapping[str, tuple[str, frozenset[str]]]
) -> Telling:
    shown = getattr(body, "facts", None)
    said = {**({} if shown is None else fact_values(shown)), **opened}
    other: dict[str, str] = {str(name): str(value) for name, value in said.get("other", ())}
    number = getattr(body, "external_id", None) or said.get("external_id")
    code, called = sources.get(getattr(body, "source", None) or str(said.get("source") or ""), ("", frozenset()))
    text = said.get("text")
    facts = facts_said(said) if "occurred" in said else None
    goes_by = {each for name in GOES_BY for each in _listed(other.get(name, ""))}
    return Telling(
        report=report,
        source=code or f"told/{report}",
        source_names=called,
        known_as=frozenset({*goes_by, *([] if number is None else [str(number).casefold()])}),
        names=codes_in("\n".join([text or "", *(other.get(name, "") for name in sorted(NAMES_CODES))])),
        cites=frozenset(each for name in CITES for each in _listed(other.get(name, ""))),
        taken_from=frozenset(each for name in TAKEN_FROM for each in _listed(other.get(name, ""))),
        addresses=() if facts is None else facts.links,
        facts=facts,
        words=words_of(text),
    )


def _listed(cell: str) -> set[str]:
    return {each.strip().casefold() for each in _LISTED.split(cell)} - {""}


class CopiesFound(msgspec.Struct, frozen=True):
    """The near-copies of the newest run of linkage: (copy, original); the public ones rest on public values."""

    copies: tuple[tuple[str, str], ...] = ()
    public_copies: tuple[tuple[str, str], ...] = ()

    def among(self, reports: Sequence[str], *, public: bool) -> list[tuple[str, str]]:
        wanted = set(reports)
        pairs = self.public_copies if public else (*self.copies, *self.public_copies)
        return [pair for pair in pairs if wanted.issuperset(pair)]


def copies_found(mission: Mission, cursor: Cursor) -> CopiesFound:
    """Nothing where linkage never ran, or where its file was erased with a report in it."""
    cursor.execute(
        'SELECT linkage_run.id, sealed_file, ciphertext."key", ciphertext.blob FROM linkage_run'
        ' LEFT JOIN ciphertext ON ciphertext."index" = linkage_run."index"'
        ' ORDER BY linkage_run."index" DESC LIMIT 1'
    )
    row = cursor.fetchone()
    if row is None or row[2] is None:
        return CopiesFound()
    statement, sealed_file, key_id, blob = row
    key = mission.keys.keys([key_id]).get(key_id)
    values = None if key is None else values_or_none(key, bytes(blob), statement, "linkage.ran")
    if values is None:
        return CopiesFound()
    try:
        return _copies_in(str(mission.path / "blobs"), sealed_file, values["key"], statement)
    except MithaqError:
        # A damaged file stops no assessment; `mithaq linkage undecided` names it.
        return CopiesFound()


@functools.lru_cache(maxsize=1)
def _copies_in(folder: str, sealed_file: str, key: str, statement: str) -> CopiesFound:
    from pathlib import Path

    data = read_blob(Path(folder), sealed_file, bytes.fromhex(key), statement_id=statement)
    return msgspec.json.decode(data, type=CopiesFound)
