"""Processes that work on one mission at the same time, and what must hold of it afterwards."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from binascii import a2b_base64
from collections.abc import Sequence
from pathlib import Path

from mithaq.mechanism.statements import read
from mithaq.record.promises import parse_promise
from mithaq.registry.mission import Mission
from mithaq.registry.receive import unpacked
from mithaq.sealed.ciphertext import open_sealed
from mithaq.store.models import Ciphertext, Entry, InboxReport, KeyCopy, UnsaidErasure
from registry.missions import replayed

WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path
sys.path[:0] = [{tests!r}, {src!r}]
from mithaq.errors import MithaqError
from mithaq.registry.create_mission import open_mission
from registry.missions import NOON, OFFICER, collected, received
with open_mission(Path({path!r})) as mission:
    from django.db import connection
    from mithaq.registry.bulletins import publish_bulletin
    from mithaq.registry.clock import tick
    from mithaq.registry.close_epoch import close_epoch
    from mithaq.registry.dispose import dispose, dispose_day
    from mithaq.registry.erase import erase, statements_about
    from mithaq.registry.rebuild import rebuild
    from mithaq.registry.receive import receive
    from mithaq.registry.run_import import run_import
    from mithaq.registry.take_in import take_in
    from mithaq.mechanism.monitoring.statements import Disposition
    from mithaq.cli.site import publish_head, publish_site

    def undisposed():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM report WHERE id NOT IN (SELECT report FROM disposition)"
                " AND id NOT IN (SELECT statement FROM erased_statement UNION SELECT statement FROM unsaid_erasure)"
                " ORDER BY id"
            )
            return [row[0] for row in cursor.fetchall()]

{work}
"""


class Crowd:
    """Workers on one mission; each is the body of a loop that its own process runs."""

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *lines: str) -> subprocess.Popen[str]:
        tests = Path(__file__).resolve().parents[1]
        work = "\n".join(f"    {line}" for line in lines)
        code = WORKER.format(
            tests=str(tests), src=str(tests.parent / "src"), path=str(self.mission.path), work=work
        )
        worker = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ.copy(),
        )
        self.started.append(worker)
        return worker

    def finish(self, *, timeout: int = 240) -> list[str]:
        """What each printed; none may have failed."""
        told = []
        for worker in self.started:
            out, err = worker.communicate(timeout=timeout)
            assert worker.returncode == 0, err
            told.append(out)
        return told


def assert_whole(mission: Mission, promises: Sequence[str] = ()) -> None:
    """No gap, no rule broken, every value opens unless it was erased, no erased key is left, no promise is lost."""
    entries = [read(bytes(entry.bytes)) for entry in Entry.objects.order_by("index")]
    assert list(Entry.objects.order_by("index").values_list("index", flat=True)) == list(range(len(entries)))
    ledger = replayed()
    assert ledger.breaches == []
    gone = ledger.erased.keys() | set(UnsaidErasure.objects.values_list("statement", flat=True))
    sealed = [(row.index, row.key, bytes(row.blob)) for row in Ciphertext.objects.all()]
    inbox = [(row.id, row.key, bytes(row.blob), bytes(row.seals)) for row in InboxReport.objects.all()]
    keys = mission.keys.keys([row[1] for row in (*sealed, *inbox)])
    used = [row[1] for row in (*sealed, *inbox)]
    assert len(set(used)) == len(used)
    there = set()
    for index, key, blob in sealed:
        statement = entries[index]
        if statement.id in gone:
            assert key not in keys
        else:
            open_sealed(keys[key], blob, statement_id=statement.id, kind=statement.kind, version=1)
        if statement.kind == "report.received":
            there.add(a2b_base64(statement.seals["report"]))
    for report, key, blob, seals in inbox:
        open_sealed(keys[key], blob, statement_id=report, kind="report.received", version=1)
        there.add(a2b_base64(unpacked(seals)["report"]))
    assert {parse_promise(promise.encode()).commitment for promise in promises} <= there
    generation = mission.keys.stored_generation()
    assert f"wrapping-{generation}.key" in mission.folder.names("wrapping-")
    if generation:
        copy = mission.path / "backups" / f"keys-{generation}.db"
        assert KeyCopy.objects.filter(name=copy.name, generation=generation, destroyed=False).exists()
        _assert_copy_opens(mission, copy, generation)


def _assert_copy_opens(mission: Mission, copy: Path, generation: int) -> None:
    database = sqlite3.connect(copy)
    try:
        assert database.execute("SELECT generation FROM wrapping").fetchone() == (generation,)
        for key, wrapped in database.execute("SELECT id, wrapped FROM subject_key WHERE wrapped IS NOT NULL"):
            assert mission.keys.unwrap(key, wrapped) is not None
    finally:
        database.close()
