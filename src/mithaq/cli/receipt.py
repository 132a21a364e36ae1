"""``mithaq receipt``: was the report behind a promise kept, and what do a reporter's words open?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.lines import secret_words
from mithaq.cli.missions import opened
from mithaq.cli.verify import trust_from

__all__ = ["register"]

receipts = typer.Typer(
    help="What reporters hold: words and promise files.", no_args_is_help=True, rich_markup_mode=None
)

_SENTENCES = {
    "kept": "KEPT: the report is entry {index} of the record, since {at} by the record's own clock.",
    "late": "LATE: the report is entry {index} of the record, since {at} by its own clock; promised: {deadline}.",
    "not_yet_due": "NOT YET DUE: it is not on the record; the promise runs until {deadline}, and {clock}.",
    "broken": "BROKEN: the promise ran until {deadline}, {clock}, and the report is not there.",
}

_NEWS = {
    "linked": "It is linked to an incident the mechanism works on.  رُبط بحادث تعمل عليه الآلية.",
    "duplicate": "It was told before; both are kept together.  ورد من قبل، وحُفظ البلاغان معاً.",
    "out_of_scope": "It is outside what the mechanism may judge.  هو خارج ما يجوز للآلية البتّ فيه.",
    "insufficient": "There is not enough to go on yet; it is kept.  لا تكفي الأدلة بعد، وهو محفوظ.",
    "unobservable": "Nobody could look there; it is kept.  لم يتمكن أحد من المعاينة، وهو محفوظ.",
    "withdrawn": "It was withdrawn.  سُحب.",
}


def register() -> None:
    app.add_typer(receipts, name="receipt")


@receipts.command(
    "check",
    help="""Check a promise file against a published record, which is verified first.

Example:

  mithaq receipt check note.txt public --key "example.org/truce+1a2b3c4d+AZ…"

Exit codes: 0 kept or not yet due; 3 late, broken or forged. Keep the file where it endangers nobody.""",
)
def check(
    context: typer.Context,
    promise_file: Annotated[Path, typer.Argument(help="The three-line file.", metavar="FILE")],
    address: Annotated[str, typer.Argument(help="The public folder or its address.", metavar="PLACE")],
    key: Annotated[str | None, typer.Option("--key", help="The log's verifier key.", metavar="VKEY")] = None,
    policy: Annotated[Path | None, typer.Option("--policy", help="A tlog-policy file.", metavar="FILE")] = None,
) -> None:
    from mithaq.errors import SourceUnavailable, VerificationFailed
    from mithaq.record.promises import parse_promise
    from mithaq.verify import PromiseState, check_promise, open_place, verify_record

    try:
        promise = parse_promise(promise_file.read_bytes())
    except OSError as error:
        raise SourceUnavailable(f"it cannot be read: {error.strerror}.", where=str(promise_file)) from error
    place = open_place(address)
    outcome = verify_record(place, trust_from(key, policy))
    if not outcome.has_all_entries:
        first = outcome.problems[0]
        raise VerificationFailed(
            f"the entries are not those that were signed: {first.where}: {first.what}",
            advice="Run `mithaq verify` on it for the whole list; try a mirror of the record.",
        )
    found = check_promise(promise, outcome, place)
    if context_of(context).as_json:
        say_json(
            {
                "state": found.state.value,
                "deadline": found.deadline,
                "index": found.index,
                "report": found.report,
                "at": found.at,
                "disposition": found.disposition,
                "seen_until": found.seen_until,
                "by_witness": found.by_witness,
                "record_holds": outcome.held,
            }
        )
    else:
        clock = (
            f"a witness of yours saw the record at {found.seen_until}"
            if found.by_witness
            else f"the record's own clock stands at {found.seen_until}"
        )
        sentence = _SENTENCES[found.state.value]
        say(sentence.format(index=found.index, at=found.at, deadline=found.deadline, clock=clock))
        if found.disposition is not None:
            say(f"Its disposition: {found.disposition}.")
        if found.state is PromiseState.BROKEN:
            say("With the promise file, the head and the verifier's key anyone can repeat this check.")
        if found.state is PromiseState.NOT_YET_DUE and not found.by_witness:
            say("A record whose clock stands still is never due: give --policy with witnesses you trust.")
        if not outcome.held:
            first = outcome.problems[0]
            say(f"Besides, the record does not hold: {first.where}: {first.what} (mithaq verify lists all)")
    raise typer.Exit(0 if found.state in {PromiseState.KEPT, PromiseState.NOT_YET_DUE} else 3)


@receipts.command(
    "words",
    help="""The status door: say what became of the report that the reporter's five words belong to.

Examples:

  mithaq -C truce receipt words

  mithaq -C truce receipt words < words.txt

The words are asked for, or read from standard input, and never written as arguments. Wrong words, a duress code
and a report nobody has decided about all answer "no news".""",
)
def words(context: typer.Context) -> None:
    from mithaq.registry.receive import status_of

    said = secret_words()
    with opened(context) as mission:
        found = status_of(mission, said)
    if context_of(context).as_json:
        say_json({"news": None if found is None else found.value})
    else:
        say("No news.  لا جديد." if found is None else _NEWS[found.value])
