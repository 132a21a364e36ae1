"""A clock that leaps is not believed: one wrong moment on the record would be the least of all later ones for ever.

The time of a record never decreases. A machine that starts in 2099 and writes one statement has taken every day
until then from the mission. So nothing enters that is dated more than ``LONGEST`` after the newest statement,
unless a person says that the record was silent so long (`mithaq tick --after-silence`). What a leap shorter than
that spoils has healed when so many days have passed. An exercise plays its own time and is not held to this.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from mithaq.errors import MissionNotReady
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.envelope import instant, parse_instant

__all__ = ["LONGEST", "USUAL", "require_near", "require_promises_near"]

LONGEST: Final = timedelta(days=3)
"""A weekend without power needs nobody; the timer of a working mission ticks every hour."""


USUAL: Final = timedelta(hours=3)
"""Between two statements of a mission whose timer ticks every hour, with a tick or two left out."""


def require_near(mode: Mode, now: datetime, last_at: str) -> None:
    """``last_at`` is empty where nothing is on the record yet."""
    if mode is Mode.EXERCISE or not last_at or now - parse_instant(last_at) <= LONGEST:
        return
    raise MissionNotReady(
        f"this machine's clock says {instant(now)}, the record's newest statement is of {last_at}: more than"
        f" {LONGEST.days} days lie between. Nothing was written.",
        advice="If the clock is wrong, set it. If the record was silent so long, say why:"
        " mithaq tick --after-silence REASON.",
    )


def require_promises_near(mode: Mode, now: datetime, last_at: str, first_deadline: str | None) -> None:
    """Where reports wait, a leap past their promised time is not believed either: it would make promises untrue.

    ``first_deadline`` is the nearest of those that wait. A mission that works ticks far oftener than it promises.
    """
    if mode is Mode.EXERCISE or first_deadline is None or not last_at or instant(now) <= first_deadline:
        return
    if now - parse_instant(last_at) <= USUAL:
        return
    raise MissionNotReady(
        f"this machine's clock says {instant(now)}; a report that waits was promised by {first_deadline}, and the"
        f" record's newest statement is of {last_at}. Nothing was written.",
        advice="If the clock is wrong, set it, and the promise can be kept. If the machine really stood still, the"
        " promise is broken: say why: mithaq tick --after-silence REASON.",
    )
