"""The package as it is handed out: built, installed alone in an environment of its own, and used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.drafts import a_day

ROOT = Path(__file__).parent.parent.parent
SERVER_ONLY = ("django", "jinja2", "babel", "openpyxl", "psycopg", "pyrage", "numpy", "duckdb")

pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path = ROOT) -> str:
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=clean,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def uv() -> str:
    """The same uv as scripts/setup.sh uses."""
    return shutil.which("uv") or str(ROOT / ".cache" / "uv" / "bin" / "uv")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    [file] = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def outsider(wheel, tmp_path_factory) -> Path:
    """An environment with the wheel and its base requirements, at the locked versions, and nothing else."""
    folder = tmp_path_factory.mktemp("outsider")
    pinned = folder / "versions.txt"
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    pinned.write_text("\n".join(re.findall(r"^[a-z0-9._-]+==[^ ;\\]+", locked, re.MULTILINE)), "utf-8")
    run(uv(), "venv", "--quiet", "--python", sys.executable, folder / "env")
    python = folder / "env" / "bin" / "python"
    run(uv(), "pip", "install", "--quiet", "--python", python, "--constraint", pinned, wheel)
    return python


def test_the_wheel_carries_the_fonts_and_the_map_with_their_licences(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    vendored = {Path(name).parent.name for name in names if "/assets/vendor/" in name}

    assert "maplibre-gl" in vendored
    assert [
        package for package in sorted(vendored) if not any(f"/vendor/{package}/LICENSE" in name for name in names)
    ] == []


def test_the_wheel_carries_no_test_and_no_data_of_others(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert [name for name in names if not name.startswith(("mithaq/", "mithaq-"))] == []


def test_the_installed_base_brings_none_of_the_server(outsider):
    script = f"import importlib.util as u; print([n for n in {SERVER_ONLY!r} if u.find_spec(n)])"

    assert run(outsider, "-c", script, cwd=outsider.parent).strip() == "[]"


def test_the_installed_wheel_verifies_a_record_and_notices_one_changed_byte(outsider, tmp_path):
    key = a_day(reports=150).write(tmp_path)
    command = (outsider.parent / "mithaq", "verify", tmp_path, "--key", key)
    held = run(*command, cwd=outsider.parent)
    bundle = tmp_path / "record" / "tile" / "entries" / "000"
    data = bundle.read_bytes()
    bundle.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])

    changed = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)

    assert "Result: the record holds." in held
    assert changed.returncode == 3
    assert "tile/entries" in changed.stdout
