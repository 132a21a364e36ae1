"""The whole check of a published record, in the order a sceptic would ask.

1. Is the head signed by a key the reader brought? 2. Do the entries give the head's root? 3. Is every other
file of the record what the entries give, and is there no file that should not be there? 4. Is each statement
canonical and of its frozen schema? 5. Do the statements keep the rules, and do bulletins and digests follow
from what stands before them? 6. Do opened values fit their commitments? 7. Is the rest of the public site the
one that the record's manifest commits to?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from mithaq.errors import InvalidStatement, MithaqError, SourceUnavailable
from mithaq.mechanism.envelope import Statement
from mithaq.mechanism.statements import UnknownKind, read
from mithaq.record.canonical import decode
from mithaq.record.entries import read_bundle
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.tiles import TILE_WIDTH
from mithaq.record.tree import leaf_hashes
from mithaq.verify.files import RecordFiles, Rows, check_signature_lines
from mithaq.verify.outcome import UNPROVABLE, Outcome
from mithaq.verify.places import PublicPlace, Under
from mithaq.verify.seals import check_openings
from mithaq.verify.site import check_site
from mithaq.verify.trust import Trust

__all__ = ["RECORD", "entries_of", "verify_record"]

RECORD: Final = "record/"
_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_FREE_VALUES: Final = frozenset({"seal.opened"})
"""Kinds whose body holds any value: read them by the strict reader too, which refuses what JSON would allow."""


def verify_record(
    place: PublicPlace,
    trust: Trust,
    *,
    earlier_head: bytes | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Checks everything that can be checked; an unreadable head raises, all else is listed in the outcome.

    ``earlier_head`` is a head the reader kept or was given elsewhere: the record must only have added to it.
    """
    prefix = _prefix(place)
    reader = Under(place, prefix)
    outcome = Outcome(place=place.name)
    head_bytes = reader.read("checkpoint")
    head = open_head(head_bytes, trust.log_keys, trust.witness_keys)
    outcome.origin, outcome.size, outcome.root = head.origin, head.size, head.root.hex()
    outcome.trusted += trust.sentences()
    outcome.trusted.append(f"the head of size {head.size} found at {place.name}")
    outcome.checked.append("the head is signed by a log key you brought")
    seen = sum(1 for witness in trust.witness_keys if head.witnessed_by(witness))
    if not trust.has_quorum(head):
        outcome.add("witnesses", "checkpoint", f"{seen} of your witnesses cosigned the head: no quorum.")
    if seen:
        outcome.checked.append(f"{seen} of your witnesses saw this head as the largest")
    else:
        outcome.unchecked.append("that others are shown the same head: no witness of yours signed it")

    rows = _read_entries(outcome, reader, head.size, progress)
    if rows is None:
        return outcome
    if rows.root() != head.root:
        outcome.add(
            "root", "checkpoint", f"the entries give root {rows.root().hex()}, the head says {outcome.root}."
        )
    else:
        outcome.checked.append(f"all {head.size} entries give the head's root")
    if earlier_head is not None:
        _check_earlier(outcome, rows, open_head(earlier_head, trust.log_keys, trust.witness_keys))
    RecordFiles(outcome, place, prefix, rows).check()
    check_signature_lines(outcome, head.note)
    check_openings(outcome, reader)
    if prefix:
        check_site(outcome, place)
    else:
        outcome.unchecked.append("the pages of the public site: you gave the record's folder alone")
    _say_what_was_not_checked(outcome)
    return outcome


def _check_earlier(outcome: Outcome, rows: Rows, earlier: SignedHead) -> None:
    outcome.trusted.append(f"the earlier head of size {earlier.size} that you brought")
    if earlier.size > outcome.size:
        outcome.add("earlier-head", "checkpoint", f"it has {outcome.size} entries; your head has {earlier.size}.")
    elif rows.root_at(earlier.size) != earlier.root:
        outcome.add("earlier-head", "checkpoint", f"the first {earlier.size} entries are not those of your head.")
    else:
        outcome.checked.append(f"the record has only added to your earlier head of {earlier.size} entries")


def _prefix(place: PublicPlace) -> str:
    try:
        place.read(RECORD + "checkpoint")
    except SourceUnavailable:
        place.read("checkpoint")
        return ""
    return RECORD


def entries_of(reader: Under, size: int) -> Iterator[tuple[int, list[bytes]]]:
    """Each bundle's first index and its entries."""
    for number in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        yield number * TILE_WIDTH, read_bundle(reader, number, width)


def _read_entries(
    outcome: Outcome, reader: Under, size: int, progress: Callable[[int, int], None] | None
) -> Rows | None:
    rows = Rows()
    ledger = outcome.ledger
    number = 0
    try:
        for first, entries in entries_of(reader, size):
            number = first // TILE_WIDTH
            rows.extend(leaf_hashes(entries), entries)
            for offset, entry in enumerate(entries):
                statement = _read_statement(outcome, first + offset, entry)
                if statement is None:
                    ledger.size += 1
                else:
                    ledger.take(statement)
            if progress is not None:
                progress(first + len(entries), size)
    except MithaqError as error:
        outcome.add("entries", f"tile/entries bundle {number}", str(error))
        return None
    for breach in ledger.breaches:
        outcome.add(breach.rule, f"entry {breach.index} ({breach.statement})", breach.problem)
    if not ledger.breaches:
        outcome.checked.append("every statement keeps the rules of procedure built into this release")
    if ledger.mission is not None and ledger.mission.origin != outcome.origin:
        outcome.add("origin", "entry 0", f"the mission's origin is {ledger.mission.origin}, not {outcome.origin}.")
    return rows


def _read_statement(outcome: Outcome, index: int, entry: bytes) -> Statement | None:
    try:
        statement = read(entry)
        if statement.kind in _FREE_VALUES:
            decode(entry)
    except UnknownKind as error:
        outcome.unknown_kinds[error.problem] = outcome.unknown_kinds.get(error.problem, 0) + 1
        return None
    except MithaqError as error:
        outcome.add("schema", f"entry {index}", str(error))
        return None
    if _ENCODER.encode(statement) != entry:
        problem = InvalidStatement("it is not in canonical form (RFC 8785): two spellings of one statement.")
        outcome.add("canonical", f"entry {index} ({statement.id})", str(problem))
    return statement


def _say_what_was_not_checked(outcome: Outcome) -> None:
    ledger = outcome.ledger
    if ledger.sealed_values:
        opened = len(ledger.opened)
        outcome.unchecked.append(f"{ledger.sealed_values - opened} sealed values, of {ledger.sealed_values}")
    if ledger.door_weeks:
        outcome.unchecked.append(
            f"by which door the reports told in {len(ledger.door_weeks)} weeks came: sealed; that the numbers add"
            " up and show no door by which few came was checked"
        )
    if ledger.pending_erasures:
        outcome.unchecked.append(
            f"{len(ledger.pending_erasures)} erasures whose copies are not yet confirmed destroyed"
        )
    if ledger.longest_gap_seconds > 2 * 86_400:
        outcome.unchecked.append(
            f"what was due while the record's clock stood still, {ledger.longest_gap_seconds // 3600} hours at most"
        )
    for name, count in sorted(outcome.unknown_kinds.items()):
        outcome.unchecked.append(f"{count} statements: {name}")
    outcome.unchecked += [f"{sentence} (no record can prove it)" for sentence in UNPROVABLE]
