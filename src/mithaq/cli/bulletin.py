"""``mithaq bulletin``: a numbered bulletin, one for each day, week or month of a period, or a correction of one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.bilingual import text_of
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement
from mithaq.mechanism.bulletin.periods import days_of, month_of, week_of_day

__all__ = ["register"]

_HELP = """Enter bulletins on the record; `mithaq publish` then shows them.

Examples:

  mithaq -C truce bulletin 2017-01-05

  mithaq -C truce bulletin 2016-12-30 2017-03-31 --daily

  mithaq -C truce bulletin 2017-01-08 --weekly

  mithaq -C truce bulletin 2017-01-31 --monthly

  mithaq -C truce bulletin --corrects 7
  --reason "The events of Zahra were counted twice; they were one."
  --reason-ar "أُحصيت أحداث الزهرة مرتين وهي حدث واحد."

The figures are those of the record at this moment, its cut-off; anyone recomputes them. A week is from Monday to
Sunday, a month is of the calendar; both must be over. All bulletins have one series of numbers, and none is ever
changed: a correction has a number of its own, counts the same period again, and stands on both pages. So first put
right on the record what was wrong. The reason says what was wrong and what is right; it is published for ever."""


def register() -> None:
    app.command("bulletin", help=_HELP)(bulletin)


def bulletin(
    context: typer.Context,
    first: Annotated[str | None, typer.Argument(help="The first day.", metavar="DAY")] = None,
    last: Annotated[str | None, typer.Argument(help="The last day; the same if left out.", metavar="DAY")] = None,
    daily: Annotated[bool, typer.Option("--daily", help="One bulletin for each day.")] = False,
    weekly: Annotated[
        bool, typer.Option("--weekly", help="One for each week that a day of the period lies in.")
    ] = False,
    monthly: Annotated[
        bool, typer.Option("--monthly", help="One for each month that a day of the period lies in.")
    ] = False,
    corrects: Annotated[
        int | None, typer.Option(help="Correct this bulletin, whose period it takes.", metavar="NUMBER")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="What was wrong, in English; published.")] = None,
    reason_ar: Annotated[str | None, typer.Option(help="What was wrong, in Arabic; published.")] = None,
) -> None:
    if corrects is not None:
        if first is not None or daily or weekly or monthly:
            raise InvalidStatement(
                "a correction is of the period of the bulletin it corrects.",
                advice="Give no day, and none of --daily, --weekly and --monthly.",
            )
        _correct(context, corrects, reason, reason_ar)
        return
    if first is None:
        raise InvalidStatement(
            "a bulletin is of a day.", advice="Write it as 2017-01-05, or give --corrects NUMBER."
        )
    if reason is not None or reason_ar is not None:
        raise InvalidStatement(
            "a reason is given with a correction only.", advice="Say which bulletin was wrong: --corrects NUMBER."
        )
    start, end = _day(first), _day(last or first)
    if start > end:
        raise InvalidStatement(f"the period ends on {end}, before it begins on {start}.")
    periods = _periods(start, end, daily=daily, weekly=weekly, monthly=monthly)
    _issue(context, periods or [(start, end)])


def _correct(context: typer.Context, number: int, reason: str | None, reason_ar: str | None) -> None:
    from mithaq.registry.bulletins import correct_bulletin
    from mithaq.registry.drafts import Actor

    english, arabic = (reason or "").strip(), (reason_ar or "").strip()
    if not english or not arabic:
        raise InvalidStatement(
            "a correction says in both languages what was wrong.", advice="Give --reason and --reason-ar."
        )
    with opened(context) as mission:
        made = correct_bulletin(
            mission, number, text_of("reason", english, arabic), actor=Actor("editor"), now=now()
        )
    if context_of(context).as_json:
        say_json({"bulletin": made.id, "number": made.number, "corrects": number})
    else:
        say(f"Entered bulletin {made.number}, which corrects bulletin {number}. `mithaq publish` shows it on both.")


def _periods(start: date, end: date, *, daily: bool, weekly: bool, monthly: bool) -> list[tuple[date, date]]:
    """In the order of their last days, the shorter first: so they are numbered."""
    days = days_of(start, end)
    longer = {
        period(day) for day in days for period, is_asked in ((week_of_day, weekly), (month_of, monthly)) if is_asked
    }
    today = now().date()
    for first, last in sorted(longer):
        if last >= today:
            raise InvalidStatement(
                f"the period from {first} to {last} is not over.",
                advice="Wait for its end, or name its days yourself.",
            )
    return sorted(
        [*((day, day) for day in days if daily), *longer], key=lambda period: (period[1], period[1] - period[0])
    )


def _issue(context: typer.Context, periods: list[tuple[date, date]]) -> None:
    from mithaq.registry.bulletins import publish_bulletins
    from mithaq.registry.drafts import Actor

    with opened(context) as mission:
        ids = publish_bulletins(mission, periods, actor=Actor("editor"), now=now())
    if context_of(context).as_json:
        say_json({"bulletins": ids})
    else:
        many = "1 bulletin" if len(ids) == 1 else f"{len(ids)} bulletins"
        say(f"Entered {many}. `mithaq publish` shows what the record has.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidStatement(f"{text!r} is not a day; write it as 2017-01-05.") from error
