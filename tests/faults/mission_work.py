"""The scenario of a whole mission: real commands in a child on the faulty disk, and what must hold afterwards.

The first line of the notes is the order: ``{"work": "tick"}``. Notes lie outside the faulty disk; what they say
was acknowledged was told to somebody, and must be there after any kill and any power cut.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sqlite3
import sys
import time
from binascii import a2b_base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mithaq.errors import MithaqError
from mithaq.store.settings import configure

ORIGIN = "drill.example/log"
GED_HEADER = (
    "id,type_of_violence,side_a,side_b,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,country,date_prec,"
    "date_start,date_end,low,best,high,source_office,source_headline,conflict_name,dyad_name,source_article,"
    "source_date,source_original,event_clarity,deaths_a,deaths_b,deaths_civilians,deaths_unknown"
)
SECRET = "told in confidence"


def ged_file(folder: Path, numbers: range) -> Path:
    file = folder / f"ged-{numbers.start}-{numbers.stop}.csv"
    rows = [
        f"{number},1,Side A,Side B,6,Wahdara,,,10.0,20.0,Wahdara,1,2017-01-05,2017-01-05,1,1,1,"
        "Office,Headline,Conflict,Dyad,Article,2017-01-06,Original,1,0,0,0,0"
        for number in numbers
    ]
    file.write_text("\n".join([GED_HEADER, *rows]) + "\n", encoding="utf-8")
    return file


class Notes:
    """What the order is, and what the child told the world."""

    def __init__(self, path: Path) -> None:
        self.path = path
        first, *rest = path.read_text("utf-8").splitlines()
        self.order: dict[str, Any] = json.loads(first)
        self.said: list[dict[str, Any]] = [json.loads(line) for line in rest]

    def say(self, **what: object) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")


def command(mission: Path, *arguments: str) -> tuple[int, str, str]:
    """``mithaq -C mission --json …`` in this process: its exit code and what it printed."""
    from mithaq.cli.app import main

    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["mithaq", "-C", str(mission), "--json", *arguments]
    code: object = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = before
    return int(code or 0) if isinstance(code, int | None) else 1, out.getvalue(), err.getvalue()


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Any]:
    from mithaq.registry.create_mission import open_mission

    with open_mission(root / "mission") as mission:
        yield mission


def receive_one(mission: Any, number: int, *, hours_ago: int = 3) -> str:
    """The promise file of a report told to the mechanism."""
    from mithaq.mechanism.monitoring.report import ReceivedReport
    from mithaq.registry.receive import receive

    report = ReceivedReport(
        channel="door",
        facts=None,
        text=f"{SECRET} {number}",
        source="a source",
        external_id=f"call-{number}",
        reporter="a reporter",
    )
    return receive(mission, report, now=datetime.now(UTC) - timedelta(hours=hours_ago)).promise


def _told(notes: Notes, code: int, out: str, err: str) -> None:
    notes.say(exit=code, out=out, err=err)


def _command(*arguments: str) -> Callable[[Path, Notes], None]:
    def work(root: Path, notes: Notes) -> None:
        extra = notes.order.get("arguments", [])
        _told(notes, *command(root / "mission", *arguments, *extra))

    return work


def _new(root: Path, notes: Notes) -> None:
    _told(notes, *command(root / "mission", "new", str(root / "mission"), "--origin", ORIGIN, "--exercise"))


def _tick(root: Path, notes: Notes) -> None:
    """Some days later: a second epoch may enter, and the sealed link's last day has come."""
    from mithaq.cli import tick

    later = datetime.now(UTC) + timedelta(days=5)
    tick.now = lambda: later
    _told(notes, *command(root / "mission", "tick"))


def _receive(root: Path, notes: Notes) -> None:
    try:
        with opened(root) as mission:
            for number in notes.order["numbers"]:
                try:
                    notes.say(promise=receive_one(mission, number))
                except MithaqError as error:
                    if error.code != "not-permitted":
                        raise
                    notes.say(known=number)
        _told(notes, 0, "", "")
    except Exception as error:  # noqa: BLE001 - the door's own callers see what the command line would
        from mithaq.cli.app import named

        _told(notes, named(error).exit_code, "", str(named(error)))


def _prepare(root: Path, notes: Notes) -> None:
    """A mission in the middle of its life: reports in the inbox and out of it, a sealed link, an erasure."""
    from mithaq.mechanism.monitoring.statements import Disposition
    from mithaq.registry.close_epoch import close_epoch
    from mithaq.registry.dispose import dispose
    from mithaq.registry.drafts import Actor

    mission_path = root / "mission"

    def must(*arguments: str) -> dict[str, Any]:
        code, out, err = command(mission_path, *arguments)
        assert code == 0, out + err
        return dict(json.loads(out))

    made = must("new", str(mission_path), "--origin", ORIGIN, "--exercise")
    notes.say(key=made["log_key"])
    must("import", "ucdp-ged", str(ged_file(notes.path.parent, range(1, 4))), "--incidents")
    must("import", "ucdp-ged", str(ged_file(notes.path.parent, range(4, 9))))
    with opened(root) as mission:
        for number in range(6):
            receive_one(mission, number)
        closed = close_epoch(mission, now=datetime.now(UTC)).reports
        assert len(closed) == 6
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT min(id) FROM incident")
            (incident,) = cursor.fetchone()
            cursor.execute(
                "SELECT id FROM report WHERE facts IS NOT NULL"
                " AND id NOT IN (SELECT report FROM disposition) ORDER BY id"
            )
            collected = [row[0] for row in cursor.fetchall()]
        waits = dispose(
            mission,
            closed[0],
            Disposition.LINKED,
            incident=incident,
            actor=Actor("analyst", "amal"),
            now=datetime.now(UTC),
        )
        assert waits.is_waiting
        for number in range(10, 16):
            receive_one(mission, number)
    must("dispose", collected[0], "insufficient", "--reason", "no second source", "--staff", "amal")
    must("erase", collected[1], "--ground", "request")
    if notes.order.get("site"):
        must("publish")
    else:
        must("publish", "--head-only")
    notes.say(closed=list(closed), collected=collected, incident=incident)


def check(root: Path, notes: Notes) -> None:
    """Everything that must hold of a mission after whatever happened to it; then once more after the next run."""
    mission_path = root / "mission"
    said = notes.order["said"]
    again: list[str] = notes.order.get("again", [])
    if notes.order.get("may_be_unfinished") and not _is_finished(mission_path, said):
        return
    _integrity(mission_path)
    with opened(root) as mission:
        _assert_whole(mission, said)
        _assert_rebuild_changes_nothing(mission)
    if again:
        code, out, err = command(mission_path, *again)
        assert code in notes.order["again_codes"], (code, out, err)
        assert "Traceback" not in err
    if "again_work" in notes.order:
        more = notes.order["again_work"]
        inner = notes.path.with_name(notes.path.name + ".again")
        inner.write_text(json.dumps(more) + "\n", "utf-8")
        WORKS[more["work"]](root, Notes(inner))
        assert Notes(inner).said[-1]["exit"] == 0, Notes(inner).said
        said = [*said, *Notes(inner).said]
    with opened(root) as mission:
        # Killed before it was told, the key is still the one that the record lists.
        key = notes.order["key"] or mission.log_signer.key.text()
        _assert_whole(mission, said)
        _assert_counts(notes.order.get("counts", {}))
        if not notes.order.get("site"):
            from mithaq.cli.site import publish_head

            publish_head(mission)
    _assert_verifies(mission_path / "public", key, said)


def _is_finished(path: Path, said: list[dict[str, Any]]) -> bool:
    """A half-made mission says so in one sentence and is refused; one whose key was printed is whole."""
    code, out, _ = command(path, "status")
    was_told = any(note.get("exit") == 0 for note in said)
    if code == 0:
        return True
    assert not was_told, out
    refused = json.loads(out)
    assert refused["error"] == "mission-not-ready", refused
    assert refused["advice"], refused
    # What the advice says: the folder is deleted, and made anew.
    import shutil

    if path.exists() and any(path.iterdir()):
        code, out, _ = command(path, "new", str(path), "--origin", ORIGIN, "--exercise")
        assert code == 8, out
        shutil.rmtree(path)
    code, out, err = command(path, "new", str(path), "--origin", ORIGIN, "--exercise")
    assert code == 0, out + err
    return False


def _integrity(path: Path) -> None:
    for name in ("mithaq.db", "keys.db"):
        database = sqlite3.connect(path / name)
        try:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        finally:
            database.close()


def _assert_whole(mission: Any, said: list[dict[str, Any]]) -> None:
    from django.db import connection

    from mithaq.mechanism.ledger import Ledger
    from mithaq.mechanism.statements import read
    from mithaq.sealed.ciphertext import open_sealed

    ledger = Ledger()
    with connection.cursor() as cursor:
        cursor.execute('SELECT "index", bytes FROM entry ORDER BY "index"')
        rows = cursor.fetchall()
        assert [row[0] for row in rows] == list(range(len(rows)))
        statements = [read(bytes(data)) for _, data in rows]
        for statement in statements:
            ledger.take(statement)
        assert ledger.breaches == []
        cursor.execute('SELECT "index", "key", blob FROM ciphertext')
        sealed = cursor.fetchall()
        cursor.execute('SELECT id, "key", blob, seals FROM inbox')
        inbox = cursor.fetchall()
        cursor.execute('SELECT statement, kind, "key", blob FROM pending_disposition')
        pending = cursor.fetchall()
        cursor.execute("SELECT statement, 'subject.erased', \"key\", blob FROM pending_erasure")
        pending += cursor.fetchall()
        cursor.execute("SELECT statement FROM unsaid_erasure")
        gone = ledger.erased.keys() | {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT name, generation, destroyed FROM key_copy")
        copies = cursor.fetchall()
    keys = mission.keys.keys([*(row[1] for row in sealed), *(row[1] for row in inbox if row[1] is not None)])
    keys |= mission.keys.keys([row[2] for row in pending if row[2] is not None])
    used = [row[1] for row in sealed] + [row[1] for row in inbox if row[1]] + [row[2] for row in pending if row[2]]
    assert len(used) == len(set(used)), "two statements under one key: erasing one would erase the other"
    texts: dict[bytes, str] = {}
    for index, key, blob in sealed:
        statement = statements[index]
        if statement.id in gone:
            assert key not in keys, f"the key of {statement.id} outlives its erasure"
            continue
        assert key in keys, f"the key of entry {index} was never durable"
        values = open_sealed(keys[key], bytes(blob), statement_id=statement.id, kind=statement.kind, version=1)
        if statement.kind == "report.received":
            texts[a2b_base64(statement.seals["report"])] = str(values["text"][1])
    from mithaq.registry.receive import unpacked

    for report, key, blob, seals in inbox:
        assert key in keys, f"the key of {report} in the inbox was never durable"
        values = open_sealed(keys[key], bytes(blob), statement_id=report, kind="report.received", version=1)
        texts[a2b_base64(unpacked(bytes(seals))["report"])] = str(values["text"][1])
    for statement_id, kind, key, blob in pending:
        assert key in keys
        open_sealed(keys[key], bytes(blob), statement_id=statement_id, kind=kind, version=1)
    _assert_promises(said, texts)
    ids = {statement.id for statement in statements} | {row[0] for row in pending}
    for note in said:
        if note.get("exit") == 0 and note.get("out"):
            out = json.loads(note["out"])
            for told in (out.get("statement"), out.get("erasure"), *out.get("bulletins", ())):
                assert told is None or told in ids, f"{told} was acknowledged and is gone"
            assert set(out.get("statements", ())) <= gone, "an acknowledged erasure is gone"
    _assert_key_files(mission, keys, copies)


def _assert_promises(said: list[dict[str, Any]], texts: dict[bytes, str]) -> None:
    from mithaq.record.promises import parse_promise

    for note in said:
        if "promise" in note:
            commitment = parse_promise(note["promise"].encode()).commitment
            assert commitment in texts, "a promised report is gone"
            assert texts[commitment].startswith(SECRET)


def _assert_key_files(mission: Any, keys: dict[int, bytes], copies: list[tuple[str, int, bool]]) -> None:
    """One wrapping key, and after an erasure one fresh copy of the keys that it opens, listed as such."""
    generation = mission.keys.stored_generation()
    assert mission.folder.names("wrapping-") == [f"wrapping-{generation}.key"]
    backups = sorted(path.name for path in (mission.path / "backups").glob("keys-*.db"))
    if not generation:
        assert backups == []
        return
    assert len(backups) == 1, backups
    assert (backups[0], generation, False) in copies
    copy = sqlite3.connect(mission.path / "backups" / backups[0])
    try:
        assert copy.execute("SELECT generation FROM wrapping").fetchone() == (generation,)
        for key_id, wrapped in copy.execute("SELECT id, wrapped FROM subject_key WHERE wrapped IS NOT NULL"):
            found = mission.keys.unwrap(key_id, wrapped)
            assert found is not None
            assert keys.get(key_id, found) == found
    finally:
        copy.close()


def _assert_rebuild_changes_nothing(mission: Any) -> None:
    from mithaq.registry.rebuild import rebuild, table_rows

    before = table_rows()
    done = rebuild(mission)
    assert done.unopened == 0
    assert table_rows() == before


def _assert_counts(counts: dict[str, int]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for query, wanted in counts.items():
            cursor.execute(query)
            (found,) = cursor.fetchone()
            assert found == wanted, (query, found, wanted)


def _assert_verifies(public: Path, key: str, said: list[dict[str, Any]]) -> None:
    from mithaq.verify import Folder, Trust, verify_record

    head = next((json.loads(note["out"])["head"] for note in said if '"head"' in note.get("out", "")), None)
    outcome = verify_record(Folder(public), Trust.of_key(key), earlier_head=head.encode() if head else None)
    assert outcome.problems == []


def warm_up() -> None:
    """Loads everything once, before the forks: a start of Django for every outcome would take most of the time."""
    import tempfile

    child = os.fork()
    if child == 0:
        # What a life imports is known only by living it; the parent then imports the same.
        with tempfile.TemporaryDirectory() as folder:
            notes = Path(folder) / "notes"
            notes.write_text('{"work": "prepare", "site": true}\n', "utf-8")
            _prepare(Path(folder), Notes(notes))
            order = {"work": "check", "said": [], "site": True, "key": Notes(notes).said[0]["key"]}
            notes.write_text(json.dumps(order) + "\n", "utf-8")
            check(Path(folder), Notes(notes))
            Path(sys.argv[1] + ".modules").write_text("\n".join(sys.modules), "utf-8")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    configure(Path())
    for name in Path(sys.argv[1] + ".modules").read_text("utf-8").split():
        if name.startswith(("mithaq", "django", "typer", "jinja2", "babel", "msgspec", "cryptography")):
            with contextlib.suppress(Exception):
                importlib.import_module(name)


WORKS: dict[str, Callable[[Path, Notes], None]] = {
    "prepare": _prepare,
    "new": _new,
    "receive": _receive,
    "import": _command("import", "ucdp-ged"),
    "dispose": _command("dispose"),
    "erase": _command("erase"),
    "tick": _tick,
    "bulletin": _command("bulletin"),
    "publish": _command("publish"),
    "rebuild": _command("rebuild"),
    "check": check,
}


def run(root: Path, notes: Path) -> None:
    read = Notes(notes)
    WORKS[read.order["work"]](root, read)


def random_life(root: Path, notes: Path, seed: int) -> None:
    """Works without end, until somebody kills it."""
    import random

    chance = random.Random(seed)
    numbers = iter(range(seed * 1_000, (seed + 1) * 1_000))
    ged = iter(range(100_000 + seed * 1_000, 100_000 + (seed + 1) * 1_000, 3))
    inner = Notes(notes)
    while True:
        work = chance.choice(["receive", "receive", "receive", "import", "tick", "rebuild", "head"])
        if work == "receive":
            with opened(root) as mission:
                inner.say(promise=receive_one(mission, next(numbers), hours_ago=chance.randrange(30)))
        elif work == "import":
            first = next(ged)
            file = ged_file(notes.parent, range(first, first + 3))
            _told(inner, *command(root / "mission", "import", "ucdp-ged", str(file), "--incidents"))
        elif work == "head":
            _told(inner, *command(root / "mission", "publish", "--head-only"))
        else:
            _told(inner, *command(root / "mission", work))
        time.sleep(chance.random() / 100)
