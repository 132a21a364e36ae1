"""``mithaq verify``: check a published record without trusting whoever runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, one_line, say, say_json
from mithaq.cli.bars import bar
from mithaq.mechanism.agreement.mode import MARK, Mode

if TYPE_CHECKING:
    from mithaq.mechanism.ledger import Ledger
    from mithaq.verify import Outcome, Trust

__all__ = ["print_outcome", "register", "trust_from"]

_EXAMPLES = """
Examples:

  mithaq verify public --key "example.org/truce+1a2b3c4d+AZ…"

  mithaq verify https://truce.example.org --policy my-policy.txt

  mithaq verify public --key "…" --head checkpoint-of-last-week

Exit codes: 0 all that could be checked held; 3 something did not; 11 it held, but this release does not know
every kind of statement; 4 a file is malformed; 10 a file cannot be read.
"""

_MODES = {
    Mode.MISSION: "",
    Mode.EXERCISE: "an invented land; nothing on this record happened.",
    Mode.DRY_RUN: "rules tried on real incidents under code names; nothing on this record is a finding.",
}


def register() -> None:
    app.command("verify", help="Check a published record: folder or http(s) address." + _EXAMPLES)(verify)


def trust_from(key: str | None, policy: Path | None) -> Trust:
    """The reader's trust, from exactly one of a key and a policy file."""
    from mithaq.errors import MissionNotReady
    from mithaq.verify import Trust

    if (key is None) is (policy is None):
        raise MissionNotReady(
            "give either --key or --policy: a record cannot vouch for itself.",
            advice="Take the key from somewhere the operator does not control: print, a partner, a newspaper.",
        )
    if key is not None:
        return Trust.of_key(key)
    assert policy is not None
    return Trust.of_policy(policy)


def verify(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="The public folder or its address.", metavar="PLACE")],
    key: Annotated[str | None, typer.Option("--key", help="The log's verifier key.", metavar="VKEY")] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="A tlog-policy file with log and witness keys.", metavar="FILE")
    ] = None,
    head: Annotated[
        Path | None, typer.Option("--head", help="A head you kept: the record may only add to it.", metavar="FILE")
    ] = None,
) -> None:
    from mithaq.errors import SourceUnavailable
    from mithaq.verify import open_place, verify_record

    try:
        earlier = None if head is None else head.read_bytes()
    except OSError as error:
        raise SourceUnavailable(f"it cannot be read: {error.strerror}.", where=str(head)) from error
    trust = trust_from(key, policy)
    with bar(context, "reading entries") as progress:
        outcome = verify_record(
            open_place(address), trust, earlier_head=earlier, now=datetime.now(UTC), progress=progress
        )
    if context_of(context).as_json:
        say_json(as_data(outcome))
    else:
        print_outcome(outcome)
    raise typer.Exit(outcome.exit_code)


def as_data(outcome: Outcome) -> dict[str, object]:
    return {
        "held": outcome.held,
        "verdict": verdict(outcome),
        "origin": outcome.origin,
        "mode": outcome.ledger.mission.mode if outcome.ledger.mission else None,
        "size": outcome.size,
        "root": outcome.root,
        "reports": len(outcome.ledger.reports),
        "open": outcome.ledger.open_reports.count,
        "overdue": overdue(outcome.ledger),
        "problems": [{"check": p.check, "where": p.where, "what": p.what} for p in outcome.problems],
        "checked": outcome.checked,
        "unchecked": outcome.unchecked,
        "trusted": outcome.trusted,
    }


def print_outcome(outcome: Outcome) -> None:
    from mithaq.verify.counted import counted

    say(f"{outcome.origin}: {counted(outcome.size, 'entry', 'entries')}, root {outcome.root}")
    ledger = outcome.ledger
    if ledger.mission is not None and (meaning := _MODES[ledger.mission.mode]):
        say(f"{MARK[ledger.mission.mode]}: {meaning}")
    if outcome.problems:
        say(f"\nDOES NOT HOLD: {counted(len(outcome.problems), 'problem')}")
        for problem in outcome.problems[:50]:
            say(one_line(f"  {problem.where}: {problem.what} [{problem.check}]"))
        if len(outcome.problems) > 50:
            say(f"  … and {len(outcome.problems) - 50} more (use --json for all)")
    if outcome.checked:
        say("\nChecked, and it holds:" if outcome.held else "\nChecked besides:")
        for sentence in outcome.checked:
            say(one_line(f"  {sentence}"))
    if ledger.reports:
        say(
            f"  {counted(len(ledger.reports), 'report')} on the record: "
            f"{len(ledger.reports) - ledger.open_reports.count:,} disposed, {ledger.open_reports.count:,} open, "
            f"{overdue(ledger):,} of them overdue by the record's own clock"
        )
    say("\nNot checked:")
    for sentence in outcome.unchecked:
        say(one_line(f"  {sentence}"))
    say("\nTrusted, because you gave it:")
    for sentence in outcome.trusted:
        say(one_line(f"  {sentence}"))
    say("\nResult: " + verdict(outcome))


def verdict(outcome: Outcome) -> str:
    if not outcome.held:
        return "THE RECORD DOES NOT HOLD."
    unknown = sum(outcome.unknown_kinds.values())
    if unknown:
        from mithaq.verify.counted import counted

        are = counted(unknown, "statement is of a kind", "statements are of kinds")
        return f"what this release can check holds; {are} it does not know."
    return "the record holds."


def overdue(ledger: Ledger) -> int:
    """Judged at the last tick, as in a bulletin: deadlines have no other clock."""
    return ledger.open_reports.overdue(ledger.last_tick[1] if ledger.last_tick else ledger.last_at)
