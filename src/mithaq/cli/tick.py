"""``mithaq tick``: time passes on the record."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from mithaq.cli.app import app, context_of, one_line, plain, say, say_json
from mithaq.cli.missions import now, opened

__all__ = ["register"]

T = TypeVar("T")


def register() -> None:
    app.command(
        "tick",
        help="""Close what is due: the inbox's epoch, the day's links, traces and erasures, the clock. For a timer.

Example:

  mithaq -C truce tick

  mithaq -C truce tick --after-silence "no power since Monday"

A clock that runs more than three days ahead of the record is not believed without --after-silence.
It may run as often as you like, every few minutes is best: what is not due waits. Reports enter at the end of an
epoch, sealed links once a UTC day, both in company or at their limit. Where one step fails the others are
still taken; the failure is told last, and the exit code is its own.""",
    )(tick)


def tick(
    context: typer.Context,
    after_silence: Annotated[
        str | None, typer.Option(help="The record was silent for days; why.", metavar="REASON")
    ] = None,
) -> None:
    from mithaq.registry.clock import tick as tick_clock
    from mithaq.registry.close_epoch import close_epoch
    from mithaq.registry.digest import daily_digest
    from mithaq.registry.dispose import dispose_day
    from mithaq.registry.trace import trace_day
    from mithaq.registry.waiting_erasures import enter_erasures

    moment = now()
    with opened(context) as mission:
        if after_silence is not None:
            # Alone and first: from here on the others stand beside a moment that a person has vouched for.
            tick_clock(mission, now=moment, after_silence=True)
        failed: list[Exception] = []
        closed = _tried(failed, lambda: close_epoch(mission, now=moment))
        settled = _tried(failed, lambda: dispose_day(mission, now=moment)) or ()
        traced = _tried(failed, lambda: trace_day(mission, now=moment)) or ()
        erased = _tried(failed, lambda: enter_erasures(mission, now=moment)) or ()
        clock = _tried(failed, lambda: tick_clock(mission, now=moment))
        _tried(failed, lambda: daily_digest(mission, now=moment))
    if closed is None or clock is None or failed:
        # What entered has entered; the timer must see that something did not.
        for other in failed[1:]:
            print(plain(one_line(f"mithaq: {other}")), file=sys.stderr)
        raise failed[0]
    entered = closed.reports
    if context_of(context).as_json:
        say_json(
            {
                "entered": len(entered),
                "settled": len(settled),
                "erasures": len(erased),
                "traced": len(traced),
                "open": clock.open,
                "overdue": clock.overdue,
                "oldest_open": clock.oldest_open,
                "damaged": list(closed.damaged),
            }
        )
        return
    if after_silence is not None:
        say(f"After silence: {after_silence}")
    for report in closed.damaged:
        say(f"Report {report} entered, but its sealed values do not open: look for a copy that does.")
    say(
        f"{len(entered)} reports entered the record, {len(settled)} sealed dispositions and {len(traced)} sealed"
        " traces were entered."
    )
    if erased:
        say(f"{len(erased)} {'erasure was' if len(erased) == 1 else 'erasures were'} told.")
    say(
        f"{clock.open} reports are open, {clock.overdue} overdue; the oldest is of {clock.oldest_open or 'no day'}."
    )


def _tried(failed: list[Exception], step: Callable[[], T]) -> T | None:
    """One step that fails must not keep the others' deadlines from being met: each has a transaction of its own."""
    try:
        return step()
    except Exception as error:  # noqa: BLE001 - raised again after the last step
        failed.append(error)
        return None
