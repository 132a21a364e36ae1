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

__all__ = ["LONGEST", "require_near"]

LONGEST: Final = timedelta(days=3)
"""A weekend without power needs nobody; the timer of a working mission ticks every hour."""


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
