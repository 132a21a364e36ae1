"""``mithaq status``: where the mission stands, and what is due first."""

from __future__ import annotations

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened

__all__ = ["register"]


def register() -> None:
    app.command(
        "status",
        help="""Say where the mission stands: reports, what is overdue, the inbox, what is not yet public.

Example:

  mithaq -C truce status""",
    )(status)


def status(context: typer.Context) -> None:
    from mithaq.cli.site import public_head
    from mithaq.mechanism.agreement.mode import MARK
    from mithaq.mechanism.envelope import instant
    from mithaq.registry.standing import standing_of

    with opened(context) as mission:
        found = standing_of(mission, instant(now()))
    head = public_head(context_of(context).mission)
    public = head.size if head else 0
    data = {
        "origin": found.origin,
        "mode": found.mode.value,
        "entries": found.entries,
        "public_entries": public,
        "reports": found.received,
        "disposed": found.disposed,
        "open": found.open,
        "overdue": found.overdue,
        "oldest_open": found.oldest_open,
        "inbox": found.inbox,
        "waiting_dispositions": found.waiting_dispositions,
        "held_pages": found.held,
        "unresolved_places": found.unresolved_places,
    }
    if context_of(context).as_json:
        say_json(data)
        return
    say(f"{found.origin}  {MARK[found.mode]}".rstrip())
    say(f"  overdue reports        {found.overdue:>9,}   oldest open: {found.oldest_open or 'none'}")
    say(f"  open reports           {found.open:>9,}")
    say(f"  in the inbox           {found.inbox:>9,}   (mithaq tick lets them enter when they may)")
    say(f"  sealed dispositions    {found.waiting_dispositions:>9,}   wait for the day's batch")
    say(f"  pages held for review  {found.held:>9,}")
    say(f"  unresolved places      {found.unresolved_places:>9,}")
    say(f"  reports on the record  {found.received:>9,}")
    for name, count in found.disposed.items():
        say(f"    {name:<20} {count:>9,}")
    say(f"  entries                {found.entries:>9,}   of them public: {public:,} (mithaq publish)")
