"""Several writers, killed writers, and imports that are run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mithaq.errors import KeyUnavailable, MissionNotReady
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.registry.campaigns import recognise_campaign
from mithaq.registry.clock import tick
from mithaq.registry.create_mission import create_mission, open_mission
from mithaq.registry.dispose import dispose
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.run_import import run_import
from mithaq.registry.take_in import BATCH, take_in
from mithaq.sealed.keys import open_postgres
from mithaq.store.models import DispositionRow, Entry, ImportRun, Report
from registry.missions import NOON, OFFICER, collected, new_mission

WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {src!r}]
from mithaq.registry.mission import open_folder
from mithaq.registry.take_in import take_in
from mithaq.registry.run_import import run_import
from registry.missions import NOON, OFFICER, collected
mission = open_folder(Path({path!r}))

{work}
"""


def start_writer(mission: Mission, work: str) -> subprocess.Popen[bytes]:
    tests = Path(__file__).resolve().parents[1]
    code = WRITER.format(tests=str(tests), src=str(tests.parent / "src"), path=str(mission.path), work=work)
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ.copy())


def test_two_writers_never_share_an_index_and_leave_no_gap(with_source: Mission) -> None:
    work = "for n in range(25): take_in(mission, [collected({first} + n), collected(9_000 + n)], now=NOON)"
    writers = [start_writer(with_source, work.format(first=first)) for first in (0, 1_000)]

    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]

    indices = list(Entry.objects.order_by("index").values_list("index", flat=True))
    assert indices == list(range(len(indices)))
    # Both bring the same 25 reports beside their own: each of these enters once.
    assert Report.objects.count() == 75
    before = table_rows()
    rebuild(with_source)
    assert table_rows() == before


def test_a_killed_import_leaves_whole_batches_and_can_be_run_again(with_source: Mission) -> None:
    work = "run_import(mission, (collected(n) for n in range(60_000)), reader='test', actor=OFFICER, now=NOON)"
    writer = start_writer(with_source, work)
    deadline = time.monotonic() + 60
    while Report.objects.count() < BATCH and time.monotonic() < deadline:
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.wait()

    kept = Report.objects.count()
    total = kept + 100
    result = run_import(with_source, (collected(n) for n in range(total)), reader="test", actor=OFFICER, now=NOON)

    assert kept % BATCH == 0
    assert kept >= BATCH
    assert (result.accepted, result.already_known) == (100, kept)
    assert Report.objects.count() == total
    assert ImportRun.objects.count() == 1


def test_an_import_says_what_became_of_every_row(with_source: Mission) -> None:
    rows = [collected(1), collected(1), collected(2, source="NOBODY"), collected(3)]

    result = run_import(with_source, iter(rows), reader="gazette", actor=OFFICER, now=NOON, file_sha256="0" * 64)

    assert (result.rows, result.accepted, result.already_known, result.refused) == (4, 2, 1, 1)
    assert result.refusals[0].row == 2
    run = ImportRun.objects.get()
    assert (run.rows, run.accepted, run.already_known, run.refused) == (4, 2, 1, 1)


acts = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(0, 12)),
        st.tuples(st.just("dispose"), st.integers(0, 12)),
        st.tuples(st.just("campaign"), st.integers(1, 3)),
    ),
    max_size=12,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_every_report_is_open_or_disposed_whatever_is_done(
    with_source: Mission, acts: list[tuple[str, int]]
) -> None:
    for act, number in acts:
        undisposed = sorted(
            set(Report.objects.values_list("id", flat=True))
            - set(DispositionRow.objects.values_list("report", flat=True))
        )
        if act == "take":
            take_in(with_source, [collected(number), collected(number + 1)], now=NOON)
        elif act == "dispose" and undisposed:
            report = undisposed[number % len(undisposed)]
            dispose(with_source, report, Disposition.OUT_OF_SCOPE, actor=OFFICER, now=NOON)
        elif act == "campaign" and undisposed:
            recognise_campaign(
                with_source,
                undisposed[:number],
                Disposition.OUT_OF_SCOPE,
                reason=Text(lang="en", original="One flood"),
                pattern="x",
                actor=OFFICER,
                now=NOON,
            )

    counted = tick(with_source, now=NOON)

    assert counted.open == Report.objects.count() - DispositionRow.objects.count()
    before = table_rows()
    rebuild(with_source)
    assert table_rows() == before


def test_keys_are_refused_in_the_cluster_of_the_record(mission: Mission, database: str) -> None:
    if not database:
        pytest.skip("the record lies in SQLite here; nothing to share a cluster with")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        [identifier] = cursor.fetchone()

    with pytest.raises(MissionNotReady, match="same PostgreSQL cluster"):
        open_postgres(database, main_cluster=identifier)


def test_a_second_mission_in_the_same_database_is_refused(mission: Mission, database: str, tmp_path: Path) -> None:
    if not database:
        pytest.skip("a folder brings its own SQLite database")
    with pytest.raises(MissionNotReady, match="another mission"):
        new_mission(tmp_path / "second")


@pytest.mark.parametrize("mode", [Mode.MISSION, Mode.DRY_RUN])
def test_what_is_not_invented_needs_a_passphrase_and_does_not_open_with_a_wrong_one(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    name = Text(lang="en", original="Real")
    path = tmp_path / "real"
    with pytest.raises(MissionNotReady, match="passphrase"):
        create_mission(path, origin="real.example/log", name=name, mode=mode, now=NOON)
    monkeypatch.setenv("MITHAQ_PASSPHRASE", "four ordinary words here")
    path = tmp_path / "real2"
    create_mission(path, origin="real.example/log", name=name, mode=mode, now=NOON).close()

    assert json.loads((path / "keys" / "lock.json").read_text())["scheme"] == "scrypt-aes-256-gcm"
    with pytest.raises(KeyUnavailable, match="does not open"):
        open_mission(path, passphrase="something else")
    open_mission(path).close()
