"""Workers that import, receive, close, rebuild and sign are killed at random moments, again and again."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from faults.mission_work import Notes

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("MITHAQ_FAULTS_ROUNDS", "4"))
SEED = int(os.environ.get("MITHAQ_FAULTS_SEED", "20170105"))

LIFE = "from faults.mission_work import random_life; import sys; from pathlib import Path;"
LIFE += "random_life(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))"
ONE = "from faults.mission_work import run; import sys; from pathlib import Path;"
ONE += "run(Path(sys.argv[1]), Path(sys.argv[2]))"


def python(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(HERE.parent), str(HERE.parent.parent / "src")])
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], env=environment)


def did(root: Path, notes: Path, **order: object) -> Notes:
    notes.write_text(json.dumps(order) + "\n", "utf-8")
    assert python(ONE, root, notes).wait(timeout=300) == 0
    return Notes(notes)


@pytest.mark.slow
def test_workers_killed_at_random_moments_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    key = did(root, tmp_path / "prepare", work="prepare").said[0]["key"]
    chance = random.Random(SEED)
    said: list[dict[str, object]] = []

    for number in range(ROUNDS):
        seeds = [SEED % 1_000 + 2 * number, SEED % 1_000 + 2 * number + 1]
        notes = [tmp_path / f"life-{seed}" for seed in seeds]
        for path in notes:
            path.write_text('{"work": "life"}\n', "utf-8")
        workers = [python(LIFE, root, path, seed) for path, seed in zip(notes, seeds, strict=True)]
        begun = time.monotonic()
        while not all("promise" in path.read_text("utf-8") for path in notes) and time.monotonic() < begun + 120:
            time.sleep(0.05)
        time.sleep(2 * chance.random())
        for worker in workers:
            assert worker.poll() is None, f"a worker of the seeds {seeds} ended by itself"
            worker.kill()
            worker.wait()
        for path in notes:
            said += [note for note in Notes(path).said if note.get("exit", 0) == 0]
        did(root, tmp_path / "check", work="check", said=said, key=key, again=["tick"], again_codes=[0])

    promised = sum("promise" in note for note in said)
    assert promised
    print(f"seed {SEED}: {2 * ROUNDS} workers killed, {len(said)} acts and {promised} promises kept")
