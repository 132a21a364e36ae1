"""An officer at the command line: the real entry point, in this process or in one of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

__all__ = ["Done", "Officer", "new_officer"]


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


class Officer:
    """Works on one mission. Starting Python takes longer than most commands: most run in this process."""

    def __init__(self, folder: Path, *, own_process: bool = False) -> None:
        self.folder = folder
        self.key = ""
        self.own_process = own_process

    def process(self, *arguments: str, given: str | bytes = b"") -> Done:
        data = given.encode() if isinstance(given, str) else given
        line = ["-C", str(self.folder), *arguments]
        return _in_its_own(line, data) if self.own_process else _here(line, data)

    def run(self, *arguments: str, given: str | bytes = b"", expect: int = 0) -> Any:
        done = self.process("--json", *arguments, given=given)
        assert done.code == expect, done.out + done.err
        return json.loads(done.out)

    def say(self, *arguments: str, given: str | bytes = b"", expect: int = 0) -> str:
        """What a person reads, standard error after standard output."""
        done = self.process(*arguments, given=given)
        assert done.code == expect, done.out + done.err
        return done.out + done.err

    def verify(self, expect: int = 0) -> Any:
        return self.run("verify", str(self.folder / "public"), "--key", self.key, expect=expect)


def _in_its_own(line: list[str], data: bytes) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "mithaq", *line],
        input=data,
        capture_output=True,
        check=False,
        timeout=300,
        env={name: value for name, value in os.environ.items() if not name.startswith("MITHAQ_")},
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def _here(line: list[str], data: bytes) -> Done:
    from mithaq.cli.app import main

    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        mock.patch.object(sys, "argv", ["mithaq", *line]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as done:
            code = done.code if isinstance(done.code, int) else 0
    return Done(code, out.getvalue(), err.getvalue())


def new_officer(folder: Path, *, own_process: bool = False) -> Officer:
    officer = Officer(folder, own_process=own_process)
    officer.key = officer.run("new", str(folder), "--origin", "drill.example/log", "--exercise")["log_key"]
    return officer
