from __future__ import annotations

import json
import subprocess
import sys

from support.drafts import a_day, signer


def mithaq(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mithaq", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_stranger_verifies_a_record_and_reads_what_was_not_checked(tmp_path):
    key = a_day().write(tmp_path)

    done = mithaq("verify", str(tmp_path), "--key", key)

    assert done.returncode == 0, done.stderr
    assert "Result: the record holds." in done.stdout
    assert "Not checked:" in done.stdout
    assert "EXERCISE" in done.stdout


def test_a_changed_record_fails_with_status_3_and_says_where(tmp_path):
    key = a_day(reports=150).write(tmp_path)
    tile = tmp_path / "record" / "tile" / "0" / "000"
    tile.write_bytes(b"\0" + tile.read_bytes()[1:])

    done = mithaq("--json", "verify", str(tmp_path), "--key", key)

    assert done.returncode == 3
    assert json.loads(done.stdout)["problems"][0]["where"] == "record/tile/0/000"


def test_without_a_key_nothing_is_trusted(tmp_path):
    done = mithaq("verify", str(tmp_path))

    assert done.returncode == 8
    assert "a record cannot vouch for itself" in done.stderr


def test_a_missing_folder_is_one_sentence_and_no_traceback(tmp_path):
    done = mithaq("verify", str(tmp_path / "nowhere"), "--key", signer().key.text())

    assert done.returncode == 10
    assert "no such folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_shows_examples():
    done = mithaq("verify", "--help")

    assert done.returncode == 0
    assert "mithaq verify public" in done.stdout


BARE = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "jinja2", "babel", "openpyxl", "psycopg", "pyrage", "numpy", "duckdb"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
from mithaq.cli import main
main()
"""


def bare(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as an outsider has it: without anything of the server extra."""
    return subprocess.run(
        [sys.executable, "-c", BARE, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_bare_install_verifies(tmp_path):
    key = a_day().write(tmp_path)

    assert bare("verify", str(tmp_path), "--key", key).returncode == 0


def test_a_bare_install_says_what_a_mission_command_needs(tmp_path):
    done = bare("new", str(tmp_path / "mission"), "--origin", "drill.example/log", "--exercise")

    assert done.returncode == 8
    assert 'pip install "mithaq[server]"' in done.stderr
    assert "Traceback" not in done.stderr
