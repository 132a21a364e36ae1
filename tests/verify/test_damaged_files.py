"""What can happen to published files: each damage is found and named, and none hangs or crashes the reader."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mithaq.errors import MalformedRecord, MithaqError, SourceUnavailable
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import a_day, signer, write_record

TILE = "record/tile/0/000"
BUNDLE = "record/tile/entries/000"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    a_day(reports=150).write(tmp_path)
    return tmp_path


def problems(folder: Path) -> list[tuple[str, str]]:
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    return [(problem.check, problem.where) for problem in outcome.problems]


def sentences(folder: Path) -> str:
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    return "\n".join(problem.what for problem in outcome.problems)


def test_a_file_replaced_by_a_link_to_the_same_bytes_is_found(public: Path, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "tile"
    (public / TILE).rename(outside)
    (public / TILE).symlink_to(outside)

    assert problems(public) == [("missing-file", TILE)]
    assert "reached by a link" in sentences(public)


def test_a_folder_of_the_record_replaced_by_a_link_is_found(public: Path, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "0"
    (public / "record/tile/0").rename(outside)
    (public / "record/tile/0").symlink_to(outside)

    assert {check for check, _ in problems(public)} == {"missing-file", "unlisted-file"}


def test_a_tile_replaced_by_another_tile_is_found(public: Path) -> None:
    other = next(path for path in (public / "record/tile/0").rglob("*") if path.is_file() and path.name != "000")
    (public / TILE).write_bytes(other.read_bytes())

    assert problems(public) == [("file", TILE)]


def test_a_bundle_replaced_by_another_bundle_is_found(public: Path) -> None:
    other = next(
        path for path in (public / "record/tile/entries").rglob("*") if path.is_file() and path.name != "000"
    )
    (public / BUNDLE).write_bytes(other.read_bytes())

    assert ("entries", "tile/entries bundle 0") in problems(public)


def test_a_changed_entry_no_longer_gives_the_signed_root(public: Path) -> None:
    data = (public / BUNDLE).read_bytes()
    (public / BUNDLE).write_bytes(data.replace(b"ceasefire monitoring", b"ceasefire monotoring"))

    found = problems(public)

    assert ("root", "checkpoint") in found
    assert ("file", TILE) in found


@pytest.mark.parametrize("extra", [b"", b"\0", b"x" * 32])
def test_a_file_extended_or_cut_off_is_found(public: Path, extra: bytes) -> None:
    data = (public / TILE).read_bytes()
    (public / TILE).write_bytes(data + extra if extra else data[:-32])

    assert problems(public) == [("file", TILE)]


@pytest.mark.parametrize(
    "name", ["TILE/0/000", "tile/0/0", "tile/0/000.P/9", "tile/0/000.p/256", "tile/0/000.p/0", "tile/00/000", "X"]
)
def test_a_name_spelled_otherwise_is_no_file_of_a_record(public: Path, name: str) -> None:
    file = public / "record" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((public / TILE).read_bytes())

    assert problems(public) == [("unlisted-file", f"record/{name}")]


def test_a_renamed_file_is_missing_under_its_name_and_unlisted_under_the_other(public: Path) -> None:
    (public / TILE).rename(public / "record/tile/0/000.bak")

    assert problems(public) == [("missing-file", TILE), ("unlisted-file", "record/tile/0/000.bak")]


def test_a_partial_tile_of_a_width_the_record_never_had_is_found(public: Path) -> None:
    size = len(a_day(reports=150).entries)
    file = public / "record/tile/0/001.p" / str(size % 256 + 1)
    file.write_bytes(b"\0" * 32 * (size % 256 + 1))

    assert [check for check, _ in problems(public)] == ["file"]
    assert "goes beyond the head" in sentences(public)


def test_a_folder_where_a_file_should_be_is_found(public: Path) -> None:
    (public / TILE).unlink()
    (public / TILE).mkdir()

    assert problems(public) == [("missing-file", TILE)]


def test_a_huge_file_is_refused_without_being_read(public: Path) -> None:
    with (public / TILE).open("r+b") as file:
        file.truncate(10 * 2**30)

    assert problems(public) == [("missing-file", TILE)]
    assert "larger than any file of a record" in sentences(public)


def test_a_huge_head_is_refused_without_being_read(public: Path) -> None:
    with (public / "record/checkpoint").open("r+b") as file:
        file.truncate(10 * 2**30)

    with pytest.raises(MalformedRecord, match="larger"):
        problems(public)


def test_a_pipe_in_the_place_of_a_file_does_not_keep_the_reader_waiting(public: Path) -> None:
    (public / TILE).unlink()
    os.mkfifo(public / TILE)

    assert problems(public) == [("missing-file", TILE)]
    assert "not a plain file" in sentences(public)


def test_a_head_that_is_a_folder_is_an_error_that_names_it(public: Path) -> None:
    (public / "record/checkpoint").unlink()
    (public / "record/checkpoint").mkdir()

    with pytest.raises(SourceUnavailable, match="checkpoint"):
        problems(public)


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that another user may reach; pytest's own are for its user alone."""
    with tempfile.TemporaryDirectory(prefix="mithaq-public-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_nobody(folder: Path) -> str:
    """What a reader without rights on the folder is told, in a process of his own."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setgid(65_534)
            os.setuid(65_534)
        try:
            told = repr(problems(folder))
        except MithaqError as error:
            told = f"{error.code}: {error}"
        except BaseException as error:  # noqa: BLE001 - the parent judges it
            told = f"leaked {error!r}"
        os.write(write_end, told.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        return pipe.read().decode()


def test_a_file_that_may_not_be_read_is_named(elsewhere: Path) -> None:
    a_day(reports=150).write(elsewhere)
    (elsewhere / TILE).chmod(0)

    assert as_nobody(elsewhere) == repr([("missing-file", TILE)])


def test_a_folder_that_may_not_be_listed_is_not_taken_for_an_empty_one(elsewhere: Path) -> None:
    a_day(reports=150).write(elsewhere)
    hidden = elsewhere / "record" / "tile" / "0" / "000.p"
    hidden.mkdir()
    (hidden / "7").write_bytes(b"anything")
    hidden.chmod(0)

    told = as_nobody(elsewhere)
    hidden.chmod(0o755)

    assert told.startswith("source-unavailable")
    assert "cannot be listed" in told


def copies(draw: Callable, folder: Path) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    one = draw(st.sampled_from(files))
    act = draw(st.sampled_from(["remove", "cut", "extend", "exchange", "rename", "link", "folder", "add"]))
    data = one.read_bytes()
    match act:
        case "remove":
            one.unlink()
        case "cut":
            one.write_bytes(data[: draw(st.integers(0, len(data) - 1))])
        case "extend":
            one.write_bytes(data + draw(st.binary(min_size=1, max_size=40)))
        case "exchange":
            other = draw(st.sampled_from([file for file in files if file.read_bytes() != data]))
            one.write_bytes(other.read_bytes())
        case "rename":
            one.rename(one.with_name(draw(st.sampled_from(["001", "x000", "000.old", "Checkpoint"]))))
        case "link":
            one.rename(folder / "kept")
            one.symlink_to(folder / "kept")
        case "folder":
            one.unlink()
            one.mkdir()
        case "add":
            one.with_name(draw(st.sampled_from(["999", "000~", ".hidden", "index.html"]))).write_bytes(data)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_done_to_a_file_of_the_record_is_found(tmp_path_factory, data) -> None:
    folder = tmp_path_factory.mktemp("record")
    a_day(reports=150).write(folder)
    copies(data.draw, folder)

    try:
        found = problems(folder)
    except MithaqError:
        return
    assert found


def test_an_older_head_put_back_is_seen_by_the_files_that_go_beyond_it(tmp_path: Path) -> None:
    entries = a_day(reports=150).entries
    write_record(tmp_path, entries[:300], signer())
    kept = (tmp_path / "record/checkpoint").read_bytes()
    write_record(tmp_path, entries, signer())
    assert problems(tmp_path) == []

    (tmp_path / "record/checkpoint").write_bytes(kept)

    assert {check for check, _ in problems(tmp_path)} == {"file"}
    assert "an older head was put back" in sentences(tmp_path)
