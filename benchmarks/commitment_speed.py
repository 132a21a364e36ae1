"""The sixteen commitments of one report, beside the library's own HMAC called sixteen times."""

from __future__ import annotations

import hmac
import os

from benchmarks.figures import Figure, Peer, at_most
from benchmarks.stopwatch import stopwatch
from mithaq.mechanism.monitoring.statements import REPORT_SEALS
from mithaq.record import canonical
from mithaq.record.commitments import SALT_BYTES, committing

__all__ = ["measure"]

COUNTS = {"tiny": 10, "quick": 5_000, "full": 50_000}
VALUE = "Shelling near the mill at dawn, two houses hit."


def measure(scale: str) -> list[Figure]:
    count = COUNTS[scale]
    fields = [(field, canonical.encode(VALUE), os.urandom(SALT_BYTES)) for field in REPORT_SEALS]
    with stopwatch() as ours:
        for _ in range(count):
            commit = committing(statement_id="r7z2k9m4qd1x8v0ntc", kind="report.received", version=1)
            for field, value, salt in fields:
                commit(field, value, salt)
    message = VALUE.encode()
    with stopwatch() as bare:
        for _ in range(count):
            for _, _, salt in fields:
                hmac.digest(salt, message, "sha256")
    return [
        Figure(
            "sixteen commitments of a report",
            ours.wall_s / count * 1e6,
            "µs",
            at_most(25),
            Peer("sixteen bare HMAC-SHA-256 of the standard library", bare.wall_s / count * 1e6),
            note=ours.note(count),
        )
    ]
