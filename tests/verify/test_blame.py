from __future__ import annotations

from mithaq.verify import Folder, Trust, verify_record
from support.drafts import a_day, signer


def problems(folder) -> list[tuple[str, str]]:
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    return [
        (problem.where, problem.what) for problem in outcome.problems if problem.check not in {"root", "schema"}
    ]


def changed(folder, path: str, old: bytes, new: bytes) -> None:
    file = folder / "record" / path
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new, 1))


def test_the_changed_entry_is_named_and_not_the_tiles_that_betray_it(tmp_path):
    draft = a_day(reports=150)
    draft.write(tmp_path)
    index = next(n for n, entry in enumerate(draft.entries[:256]) if b"report.received" in entry)
    at = draft.entries[index].index(b'"at":"') + 6
    entry = draft.entries[index]
    changed(tmp_path, "tile/entries/000", entry, entry[:at] + b"1" + entry[at + 1 :])

    assert ("record/tile/entries/000", f"entry {index} is not what was signed.") in problems(tmp_path)
    assert {where.partition("/tile/")[2] for where, _ in problems(tmp_path) if "/tile/" in where} == {"entries/000"}


def test_a_changed_tile_is_named_and_not_the_entries_below_it(tmp_path):
    a_day(reports=150).write(tmp_path)
    tile = tmp_path / "record" / "tile" / "0" / "000"
    tile.write_bytes(b"\0" + tile.read_bytes()[1:])

    assert [where for where, _ in problems(tmp_path)] == ["record/tile/0/000"]


def test_entries_and_the_tile_over_them_changed_together_cannot_be_told_apart_and_it_says_so(tmp_path):
    draft = a_day(reports=150)
    draft.write(tmp_path)
    entry = draft.entries[3]
    changed(tmp_path, "tile/entries/000", entry, entry[:-3] + b"x" + entry[-2:])
    for tile in ("tile/0/000", "tile/1/000.p/1"):
        file = tmp_path / "record" / tile
        file.write_bytes(b"\0" + file.read_bytes()[1:])

    outcome = verify_record(Folder(tmp_path), Trust.of_key(signer().key.text()))

    assert not outcome.held
    assert "which files were changed: neither entries nor tiles lead to the head's root" in outcome.unchecked


def test_nothing_is_said_to_hold_that_was_found_broken(tmp_path):
    a_day(reports=150).write(tmp_path)
    (tmp_path / "record" / "note.txt").write_text("hello")

    outcome = verify_record(Folder(tmp_path), Trust.of_key(signer().key.text()))

    assert not any("files of the record" in sentence for sentence in outcome.checked)
