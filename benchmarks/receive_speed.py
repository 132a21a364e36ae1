"""One report told to the mechanism, durable and promised, beside one bare durable insert on the same disk."""

from __future__ import annotations

import os
from time import perf_counter

from benchmarks.figures import Figure, Peer, at_least
from benchmarks.invented import NOW, opened_mission, received
from benchmarks.limits import ROW_BYTES, bare_database, insert_bare
from mithaq.registry.receive import receive
from mithaq.registry.words import Words

__all__ = ["measure"]

COUNTS = {"tiny": 5, "quick": 500, "full": 3_000}
WARM_UP = 3


def measure(scale: str) -> list[Figure]:
    """In turns, so that both meet the same disk and the same neighbours."""
    count = COUNTS[scale]
    reports = list(received(WARM_UP + count))
    ours, bare, busy = [], [], 0.0
    with opened_mission() as mission:
        # Made durable while nobody waits, as a server does between two reports.
        mission.keys.prepare(len(reports))
        connection = bare_database(mission.path)
        for number, report in enumerate(reports):
            # The slow hash of the words is done before the report is sent (`mithaq.registry.receive`).
            words = Words((), os.urandom(32))
            row = os.urandom(ROW_BYTES)
            start, cpu = perf_counter(), sum(os.times()[:2])
            receive(mission, report, now=NOW, words=words)
            middle, done = perf_counter(), sum(os.times()[:2])
            insert_bare(connection, number, row)
            if number >= WARM_UP:
                ours.append(middle - start)
                bare.append(perf_counter() - middle)
                busy += done - cpu
        connection.close()
    ours_each, bare_each = sum(ours) / count, sum(bare) / count
    return [
        Figure(
            "received reports acknowledged, one by one",
            1 / ours_each,
            "a second",
            peer=Peer("bare SQLite FULL insert", 1 / bare_each),
            note=f"median {_median_ms(ours):.2f} ms, bare {_median_ms(bare):.2f} ms",
        ),
        Figure("share of a bare FULL insert's rate", bare_each / ours_each, "", at_least(0.6)),
        Figure("processor time of one received report", max(busy, 1e-6) / count * 1e6, "µs"),
    ]


def _median_ms(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2] * 1e3
