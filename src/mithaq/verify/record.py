"""The whole check of a published record, in the order a sceptic would ask.

1. Is the head signed by a key the reader brought? 2. Do the entries give the head's root? 3. Is every other
file of the record what the entries give, and is there no file that should not be there? 4. Is each statement
canonical and of its frozen schema? 5. Do the statements keep the rules, and do bulletins and digests follow
from what stands before them? 6. Do opened values fit their commitments? 7. Is the rest of the public site the
one that the record's manifest commits to?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

import msgspec

from mithaq.errors import InvalidStatement, MalformedRecord, MithaqError, SourceUnavailable
from mithaq.mechanism.envelope import Statement, instant, parse_instant
from mithaq.mechanism.monitoring.sealed_company import rests_on_sealed
from mithaq.mechanism.monitoring.statements import Held
from mithaq.mechanism.statements import UnknownKind, read, read_together
from mithaq.record.canonical import decode
from mithaq.record.entries import decode_bundle, read_bundle
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.tiles import TILE_WIDTH, Tile, bundles_at
from mithaq.record.tree import leaf_hashes
from mithaq.record.uncollected import uncollected
from mithaq.verify.blame import signed_rows
from mithaq.verify.counted import counted
from mithaq.verify.files import RecordFiles
from mithaq.verify.outcome import UNPROVABLE, Outcome
from mithaq.verify.partition import check_partition
from mithaq.verify.places import PublicPlace, Under
from mithaq.verify.rows import Rows
from mithaq.verify.seals import check_openings
from mithaq.verify.signature_lines import check_signature_lines
from mithaq.verify.site import check_site
from mithaq.verify.trust import Trust

__all__ = ["entries_of", "record_prefix", "verify_record"]

RECORD: Final = "record/"
DAY_SECONDS: Final = 86_400
AT_ONCE: Final = 4_096
_YEAR_10000: Final = 253_402_300_800
_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_FREE_VALUES: Final = frozenset({"seal.opened"})
"""Kinds whose body holds any value: read them by the strict reader too, which refuses what JSON would allow."""


def record_prefix(place: PublicPlace) -> str:
    """Where the record lies in a place: in its folder ``record``, or the place is the record itself."""
    try:
        place.read(RECORD + "checkpoint")
    except SourceUnavailable:
        place.read("checkpoint")
        return ""
    return RECORD


def verify_record(
    place: PublicPlace,
    trust: Trust,
    *,
    earlier_head: bytes | None = None,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Checks everything that can be checked; an unreadable head raises, all else is listed in the outcome.

    ``earlier_head`` is a head the reader kept or was given elsewhere: the record must only have added to it.
    ``now`` is the reader's own clock; with it the outcome says how long the record has been silent.
    """
    prefix = record_prefix(place)
    reader = Under(place, prefix)
    outcome = Outcome(place=place.name)
    head_bytes = reader.read("checkpoint")
    head = open_head(head_bytes, trust.log_keys, trust.witness_keys)
    outcome.origin, outcome.size, outcome.root = head.origin, head.size, head.root.hex()
    outcome.trusted += trust.sentences()
    outcome.trusted.append(f"the head of size {head.size} found at {place.name}")
    outcome.checked.append("the head is signed by a log key you brought")
    outcome.witnessed_at = _witnessed_at(head)
    seen = sum(1 for witness in trust.witness_keys if head.witnessed_by(witness))
    if not trust.has_quorum(head):
        outcome.add("witnesses", "checkpoint", f"{seen} of your witnesses cosigned the head: no quorum.")
    if seen:
        outcome.checked.append(f"{seen} of your witnesses saw this head as the largest")
    else:
        outcome.unchecked.append("that others are shown the same head: no witness of yours signed it")

    with uncollected():
        rows = _read_entries(outcome, reader, head.size, progress)
    if rows is None:
        outcome.unchecked.append("everything that rests on the entries: they could not all be read")
        return outcome
    rows = _check_root(outcome, reader, rows, head.root)
    if earlier_head is None:
        outcome.unchecked.append("that it only added to what you saw before: you gave no earlier head (--head)")
    else:
        _check_earlier(outcome, rows, open_head(earlier_head, trust.log_keys, trust.witness_keys))
    RecordFiles(outcome, place, prefix, rows).check()
    check_signature_lines(outcome, head.note)
    check_openings(outcome, reader)
    if prefix:
        check_site(outcome, place)
        check_partition(outcome, place)
    else:
        outcome.unchecked.append("the pages of the public site: you gave the record's folder alone")
    _say_what_was_not_checked(outcome, now)
    return outcome


def _witnessed_at(head: SignedHead) -> str | None:
    """The latest moment at which a witness the reader trusts saw this head."""
    times = [each.seconds for each in head.cosignatures if each.seconds < _YEAR_10000]
    return instant(datetime.fromtimestamp(max(times), UTC)) if times else None


def _check_root(outcome: Outcome, reader: Under, rows: Rows, root: bytes) -> Rows:
    """The rows to hold every other file against: the entries' own, or those that were signed where they differ."""
    if rows.root() == root:
        outcome.checked.append(f"{counted(outcome.size, 'entry gives', 'entries give')} the head's root")
        return rows
    outcome.add("root", "checkpoint", f"the entries give root {rows.root().hex()}, the head says {outcome.root}.")
    found = signed_rows(reader, outcome.size, root, rows)
    if found is None:
        outcome.unchecked.append("which files were changed: neither entries nor tiles lead to the head's root")
        return rows
    signed, changed = found
    for bundle in changed:
        outcome.add("entry", reader.prefix + bundle.path, str(bundle))
    signed.read_from = rows.read_from
    return signed


def _check_earlier(outcome: Outcome, rows: Rows, earlier: SignedHead) -> None:
    outcome.trusted.append(f"the earlier head of size {earlier.size} that you brought")
    if earlier.size > outcome.size:
        outcome.add(
            "earlier-head",
            "checkpoint",
            f"the record has {counted(outcome.size, 'entry', 'entries')}, the head you kept has {earlier.size:,}:"
            " what was public has been taken out.",
        )
    elif rows.root_at(earlier.size) != earlier.root:
        outcome.add(
            "earlier-head",
            "checkpoint",
            f"the first {counted(earlier.size, 'entry is', 'entries are')} not what the head you kept signed:"
            " two histories were shown.",
        )
    else:
        outcome.checked.append(
            f"the record has only added to your earlier head of {counted(earlier.size, 'entry', 'entries')}"
        )


def entries_of(reader: Under, size: int, read_from: set[str] | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """Each bundle's first index and its entries; the paths of those found whole are added to ``read_from``."""
    bundles = bundles_at(size)
    # So many at a time: a head may claim any size, and the first missing bundle is to end the reading.
    while tiles := list(islice(bundles, AT_ONCE)):
        yield from _entries_of(reader, tiles, read_from)


def _entries_of(reader: Under, tiles: list[Tile], read_from: set[str] | None) -> Iterator[tuple[int, list[bytes]]]:
    for tile, (path, found) in zip(tiles, reader.each(tile.path for tile in tiles), strict=True):
        if isinstance(found, MithaqError):
            # A partial bundle may have been replaced by the full one since the head was read.
            entries = read_bundle(reader, tile.index, tile.width)
        else:
            try:
                entries = decode_bundle(found, tile.width)
            except MalformedRecord as error:
                raise MalformedRecord(error.problem, where=reader.prefix + path) from error
            if read_from is not None:
                read_from.add(path)
        yield tile.index * TILE_WIDTH, entries


def _read_entries(
    outcome: Outcome, reader: Under, size: int, progress: Callable[[int, int], None] | None
) -> Rows | None:
    rows = Rows()
    ledger = outcome.ledger
    try:
        for first, entries in entries_of(reader, size, rows.read_from):
            rows.extend(leaf_hashes(entries))
            for index, statement in enumerate(_statements(outcome, first, entries), first):
                _take(outcome, index, statement)
            if progress is not None:
                progress(first + len(entries), size)
    except MithaqError as error:
        outcome.add("entries", error.where or reader.prefix + "tile/entries", error.problem)
        return None
    for breach in ledger.breaches:
        outcome.add(breach.rule, f"entry {breach.index} ({breach.statement})", breach.problem)
    if not any(problem.check in {"schema", "judged"} for problem in outcome.problems) and not ledger.breaches:
        outcome.checked.append(
            "every statement keeps the rules of procedure built into this release"
            if not outcome.unknown_kinds
            else "every statement of a kind this release knows keeps its rules of procedure"
        )
    if ledger.mission is not None and ledger.mission.origin != outcome.origin:
        outcome.add("origin", "entry 0", f"the mission's origin is {ledger.mission.origin}, not {outcome.origin}.")
    return rows


def _take(outcome: Outcome, index: int, statement: Statement | None) -> None:
    ledger = outcome.ledger
    if statement is None:
        ledger.size += 1
        return
    try:
        ledger.take(statement)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        # A hostile record must end in a verdict, whatever a rule did not foresee.
        outcome.add("judged", f"entry {index} ({statement.id})", f"its rules cannot be applied to it: {error!r}.")
        ledger.size = index + 1


def _statements(outcome: Outcome, first: int, entries: list[bytes]) -> Sequence[Statement | None]:
    """All at once where nothing is wrong; else one by one, to say which entry it is and what is wrong with it."""
    together = read_together(entries)
    if together is not None and all(
        statement.kind not in _FREE_VALUES or _is_strict(entry)
        for statement, entry in zip(together, entries, strict=True)
    ):
        return together
    return [_read_statement(outcome, first + offset, entry) for offset, entry in enumerate(entries)]


def _is_strict(entry: bytes) -> bool:
    try:
        decode(entry)
    except MithaqError:
        return False
    return True


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


def _say_what_was_not_checked(outcome: Outcome, now: datetime | None) -> None:
    ledger = outcome.ledger
    if ledger.sealed_values:
        opened = len(ledger.opened)
        outcome.unchecked.append(
            f"{counted(ledger.sealed_values - opened, 'sealed value')}, of {ledger.sealed_values:,}"
        )
    if ledger.door_weeks:
        outcome.unchecked.append(
            f"by which door the reports told in {counted(len(ledger.door_weeks), 'week')} came: sealed; that the"
            " numbers add up and show no door by which few came was checked"
        )
    if sealed := sum(rests_on_sealed(each.said) for each in ledger.assessments()):
        outcome.unchecked.append(
            f"the grade or number of origins of {counted(sealed, 'assessment')}: sealed reports are said to give"
            " another than public ones; that bands are said, that a lower one has a ground, and that what sealed"
            " reports add or take changed only when enough of them had been linked and traced was checked"
        )
    if doubted := sum(each.said.held in {Held.DOUBT, Held.CONTRADICTED} for each in ledger.assessments()):
        outcome.unchecked.append(
            f"whether {counted(doubted, 'assessment')} held lower for a person's doubt were so held: the reasons"
            " are sealed"
        )
    if ledger.pending_erasures:
        outcome.unchecked.append(
            f"{counted(len(ledger.pending_erasures), 'erasure')} whose copies are not yet confirmed destroyed"
        )
    for number, at, restored in ledger.restorations:
        given_up = "" if restored.waiting_kept else "; what waited when the backup was taken was given up as well"
        outcome.unchecked.append(
            f"what was lost when the mission was restored (entry {number}): reports received between"
            f" {restored.backup_at} and {at} that are not on the record, and anything written after entry"
            f" {restored.size - 1} that was never published{given_up}"
        )
    if ledger.lost:
        outcome.unchecked.append(
            f"the sealed values of {counted(len(ledger.lost), 'statement')}, lost by a restore or with their keys"
        )
    if ledger.off_boundary:
        outcome.unchecked.append(
            f"when {counted(len(ledger.off_boundary), 'batch', 'batches')} closed: dated by the entry before, not"
            " by the boundary of the period"
        )
    short = sum(stood < least for stood, least in ledger.batch_sizes.values())
    if short:
        outcome.unchecked.append(
            f"whether {counted(short, 'batch', 'batches')} smaller than the terms ask for had to enter so: what is"
            " promised is sealed"
        )
    if late := ledger.late_digests | ledger.days_without_digest():
        outcome.unchecked.append(
            f"the chains of public subjects by a digest in time, for {counted(len(late), 'day')} (from {min(late)}"
            f" to {max(late)}): none was published by the end of the day after"
        )
    if hidden := ledger.hidden_duplicates:
        outcome.unchecked.append(
            f"whether {counted(hidden, 'public report')} disposed as duplicate of what may not be shown did repeat"
            " anything"
        )
    still = max(ledger.longest_gap_seconds, ledger.seconds_since_tick)
    if still > 2 * DAY_SECONDS:
        outcome.unchecked.append(
            f"what was due while the record's clock stood still, {counted(still // 3600, 'hour')} at most"
        )
    if now is not None and ledger.last_at and (now - parse_instant(ledger.last_at)).days >= 2:
        outcome.unchecked.append(
            f"what was due since {ledger.last_at}: the record says nothing of the"
            f" {counted((now - parse_instant(ledger.last_at)).days, 'day')} from then to this check"
        )
    for name, count in sorted(outcome.unknown_kinds.items()):
        outcome.unchecked.append(f"{counted(count, 'statement')}: {name}")
    outcome.unchecked += [f"{sentence} (no record can prove it)" for sentence in UNPROVABLE]
