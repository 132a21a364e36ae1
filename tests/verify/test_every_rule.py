"""No rule without a forgery: every place in the source that reports a breach is reached by one, and caught."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import mithaq
from mithaq.mechanism.envelope import Statement
from mithaq.mechanism.ledger import Ledger
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import Draft, signer
from verify import forged_origins
from verify.forgeries import FORGERIES, forged

assert forged_origins.__doc__, "its forgeries are on the list once it is read"

SOURCE = Path(mithaq.__file__).parent
ELSEWHERE = {
    "earlier-head": "tests/cli/test_dishonest_operator.py",
    "witnesses": "tests/verify/test_record.py",
    "signature-line": "tests/verify/test_signature_lines.py",
    "entry": "tests/verify/test_blame.py",
    "judged": "tests/verify/test_record.py",
    "root": "tests/verify/test_damaged_files.py",
    "entries": "tests/verify/test_damaged_files.py",
    "file": "tests/verify/test_damaged_files.py",
    "missing-file": "tests/verify/test_damaged_files.py",
    "unlisted-file": "tests/verify/test_damaged_files.py",
    "page": "tests/verify/test_site.py",
    "unlisted-page": "tests/cli/test_dishonest_operator.py",
    "partition": "tests/verify/test_partition.py",
}
"""Checks of files and heads: they are broken without forging a statement, by the tests named here."""


def calls(folder: str, *functions: str) -> Iterator[tuple[str, int, int, str]]:
    """Every call of these functions: file, first line, last line, and the rule it names."""
    for path in sorted((SOURCE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in functions:
                rule = node.args[1] if node.func.attr == "breach" else node.args[0]
                if isinstance(rule, ast.Constant):
                    yield str(path), node.lineno, node.end_lineno or node.lineno, rule.value


def problems(draft: Draft, folder: Path) -> set[str]:
    draft.write(folder)
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    assert all(problem.where and problem.what.endswith(".") for problem in outcome.problems)
    return {problem.check for problem in outcome.problems}


@pytest.mark.parametrize(("rule", "make"), FORGERIES, ids=[make.__name__ for _, make in FORGERIES])
def test_a_forged_and_signed_statement_is_caught_by_its_rule(
    rule: str, make: Callable[[Draft], None], tmp_path: Path
) -> None:
    assert rule in problems(forged(make), tmp_path)


def test_every_place_that_reports_a_breach_is_reached_by_a_forgery(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: set[tuple[str, int]] = set()
    breach = Ledger.breach

    def spying(ledger: Ledger, statement: Statement, rule: str, problem: str) -> None:
        frame = sys._getframe(1)
        reached.add((frame.f_code.co_filename, frame.f_lineno))
        breach(ledger, statement, rule, problem)

    monkeypatch.setattr(Ledger, "breach", spying)
    from mithaq.mechanism.statements import read

    for _, make in FORGERIES:
        draft = forged(make)
        ledger = Ledger()
        for entry in draft.entries:
            try:
                ledger.take(read(entry))
            except mithaq.errors.MithaqError:
                continue

    places = list(calls("mechanism", "breach"))
    missed = [
        f"{Path(file).relative_to(SOURCE)}:{first} {rule}"
        for file, first, last, rule in places
        if not any(path == file and first <= line <= last for path, line in reached)
    ]
    assert len(places) > 50
    assert missed == []


def test_every_check_of_the_verifier_is_broken_by_some_test() -> None:
    named = {rule for _, _, _, rule in calls("verify", "add", "_problem")}
    tested = {rule for rule, _ in FORGERIES} | ELSEWHERE.keys()

    assert named - tested == set()
    root = Path(__file__).resolve().parents[2]
    for rule, file in ELSEWHERE.items():
        assert rule in (root / file).read_text("utf-8"), f"{file} does not speak of {rule}"
