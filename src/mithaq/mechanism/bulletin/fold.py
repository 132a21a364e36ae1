"""How clock, digests, bulletins and manifests change the ledger, and the rules they must keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from mithaq.mechanism.bulletin.doors import wrong_in
from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.bulletin.statements import BulletinPublished, ClockTicked, DigestPublished, ManifestPublished
from mithaq.mechanism.envelope import parse_instant

if TYPE_CHECKING:
    from mithaq.mechanism.bulletin.figures import Figures
    from mithaq.mechanism.envelope import Statement
    from mithaq.mechanism.ledger import Ledger

__all__ = ["HANDLERS"]


def _clock_ticked(ledger: Ledger, statement: Statement, body: ClockTicked) -> None:
    expected = ClockTicked(
        open=ledger.open_reports.count,
        overdue=ledger.open_reports.overdue(statement.at),
        oldest_open=ledger.open_reports.oldest(),
    )
    if body != expected:
        ledger.breach(statement, "clock", f"it says {_tick(body)}; the record gives {_tick(expected)}.")
    if ledger.last_tick is not None:
        gap = parse_instant(statement.at) - parse_instant(ledger.last_tick[1])
        ledger.longest_gap_seconds = max(ledger.longest_gap_seconds, int(gap.total_seconds()))
    ledger.last_tick = (ledger.size, statement.at, body)


def _tick(body: ClockTicked) -> str:
    return f"{body.open} open, {body.overdue} overdue, oldest {body.oldest_open or 'none'}"


def _digest_published(ledger: Ledger, statement: Statement, body: DigestPublished) -> None:
    root = ledger.stream_tree.root()
    if body.as_of != ledger.size:
        ledger.breach(statement, "digest", f"it speaks of {body.as_of} entries but stands at {ledger.size}.")
    elif (body.streams, body.root) != (len(ledger.streams), root):
        ledger.breach(statement, "digest", f"the record gives {len(ledger.streams)} streams with root {root}.")
    ledger.late_digests |= ledger.days_without_digest()
    ledger.undigested.clear()
    ledger.last_digest = ledger.size


def _bulletin_published(ledger: Ledger, statement: Statement, body: BulletinPublished) -> None:
    if body.as_of != ledger.size or body.cut_off != statement.at:
        ledger.breach(statement, "bulletin", "its cut-off is not the moment and place where it stands.")
    if ledger.last_digest != ledger.size - 1:
        ledger.breach(statement, "bulletin", "no digest of the public subjects stands just before it.")
    if body.number != len(ledger.bulletins) + 1:
        ledger.breach(statement, "bulletin", f"it is number {body.number}, after {len(ledger.bulletins)}.")
    if body.day_from > body.day_to:
        ledger.breach(statement, "bulletin", f"its period ends {body.day_to}, before it starts {body.day_from}.")
    expected = figures(ledger, body.day_from, body.day_to)
    if body.figures != expected:
        ledger.breach(statement, "bulletin", _other_figures(body.figures, expected))
    if (problem := wrong_in(ledger, body.cut_off, body.doors)) is not None:
        ledger.breach(statement, "doors", problem)
    ledger.door_weeks.update(each.week for each in body.doors)
    _check_correction(ledger, statement, body)
    ledger.bulletins.append((ledger.size, statement.id, body))


def _check_correction(ledger: Ledger, statement: Statement, body: BulletinPublished) -> None:
    if body.corrects is None:
        if body.correction is not None:
            ledger.breach(statement, "correction", "it says what was wrong, and names no bulletin that was.")
        return
    wrong = next((said for _, identifier, said in ledger.bulletins if identifier == body.corrects), None)
    if wrong is None:
        ledger.breach(statement, "correction", f"it corrects {body.corrects}, which is no earlier bulletin.")
    elif (wrong.day_from, wrong.day_to) != (body.day_from, body.day_to):
        ledger.breach(statement, "correction", f"it corrects bulletin {wrong.number}, which is of another period.")
    if body.correction is None:
        ledger.breach(statement, "correction", "it corrects a bulletin and does not say what was wrong.")


def _other_figures(said: Figures, expected: Figures) -> str:
    """The figures that differ, by name, so that a reader can look at that number on the page."""
    told, counted = dict(_flat(said)), dict(_flat(expected))
    names = sorted(name for name in told.keys() | counted.keys() if told.get(name) != counted.get(name))
    named = [f"{name} {told.get(name, 'none')}, the record gives {counted.get(name, 'none')}" for name in names[:5]]
    more = f"; and {len(names) - 5} more" if len(names) > 5 else ""
    return f"it says {'; '.join(named)}{more}."


def _flat(figures: Figures) -> Iterator[tuple[str, object]]:
    for name, value in msgspec.to_builtins(figures).items():
        for inner, figure in value.items() if isinstance(value, dict) else ((None, value),):
            if isinstance(figure, dict):
                yield from ((f"{inner}/{code}", count) for code, count in figure.items())
            else:
                yield inner or name, figure


def _manifest_published(ledger: Ledger, statement: Statement, body: ManifestPublished) -> None:
    if body.as_of > ledger.size:
        ledger.breach(statement, "manifest", f"it speaks of {body.as_of} entries but stands at {ledger.size}.")
    ledger.manifests.append((ledger.size, body))


HANDLERS: dict[tuple[str, int], Any] = {
    ("clock.ticked", 1): _clock_ticked,
    ("digest.published", 1): _digest_published,
    ("bulletin.published", 1): _bulletin_published,
    ("manifest.published", 1): _manifest_published,
}
