from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from mithaq.errors import KeyUnavailable, MissionNotReady
from mithaq.sealed.erasure import back_up_keys, destroy_keys
from mithaq.sealed.key_folder import KeyFolder, passphrase_from
from mithaq.sealed.keys import SubjectKeys, open_sqlite, wrapping_file


@pytest.fixture
def keys(tmp_path: Path) -> SubjectKeys:
    folder = KeyFolder.create(tmp_path / "keys", passphrase=None, invented=True, random_bytes=os.urandom)
    folder.write(wrapping_file(0), os.urandom(32))
    return SubjectKeys(open_sqlite(tmp_path / "keys.db"), folder, os.urandom)


def test_a_drawn_key_is_durable_before_it_is_used(keys: SubjectKeys, tmp_path: Path) -> None:
    drawn = keys.draw(10)

    other = SubjectKeys(open_sqlite(tmp_path / "keys.db"), keys.folder, os.urandom)
    assert other.keys([key.id for key in drawn]) == {key.id: key.key for key in drawn}
    other.database.close()
    keys.close()


def test_no_key_is_given_twice_and_unused_ones_go_at_the_end(keys: SubjectKeys, tmp_path: Path) -> None:
    drawn = [key for _ in range(5) for key in keys.draw(700)]
    keys.close()

    assert len({key.id for key in drawn}) == len({key.key for key in drawn}) == 3_500
    with sqlite3.connect(tmp_path / "keys.db") as database:
        assert database.execute("SELECT count(*) FROM subject_key").fetchone() == (3_500,)
    database.close()


def test_the_order_of_keys_does_not_tell_the_order_of_drawing(keys: SubjectKeys) -> None:
    numbers = [key.id for key in keys.draw(500)]

    assert numbers != sorted(numbers)
    assert numbers != sorted(numbers, reverse=True)
    keys.close()


def test_an_erased_key_is_gone_from_the_database_its_log_and_every_older_backup(
    keys: SubjectKeys, tmp_path: Path
) -> None:
    victim, survivor = keys.draw(2)
    wrapped = keys.database.execute("SELECT wrapped FROM subject_key WHERE id = ?", (victim.id,))[0][0]
    back_up_keys(keys, tmp_path / "old.db")

    generation = destroy_keys(keys, [victim.id], tmp_path / "new.db")

    assert keys.keys([victim.id, survivor.id]) == {survivor.id: survivor.key}
    files = [tmp_path / name for name in ("keys.db", "keys.db-wal", "new.db")]
    assert not any(bytes(wrapped) in file.read_bytes() for file in files if file.exists())
    # The old backup still holds the wrapped key; what opens it is destroyed.
    assert bytes(wrapped) in (tmp_path / "old.db").read_bytes()
    assert keys.folder.names("wrapping-") == [wrapping_file(generation)]
    assert keys.unwrap(victim.id, bytes(wrapped)) is None
    keys.close()


def test_a_process_with_the_old_wrapping_key_takes_up_the_new_one(keys: SubjectKeys, tmp_path: Path) -> None:
    other = SubjectKeys(open_sqlite(tmp_path / "keys.db"), keys.folder, os.urandom)
    victim, survivor = keys.draw(2)
    destroy_keys(keys, [victim.id], None)

    [fresh] = other.draw(1)

    assert other.keys([survivor.id, fresh.id]) == {survivor.id: survivor.key, fresh.id: fresh.key}
    assert keys.keys([fresh.id]) == {fresh.id: fresh.key}
    other.close()
    keys.close()


def test_a_real_missions_folder_opens_only_with_its_passphrase(tmp_path: Path) -> None:
    with pytest.raises(MissionNotReady, match="passphrase"):
        KeyFolder.create(tmp_path / "none", passphrase=None, invented=False, random_bytes=os.urandom)
    folder = KeyFolder.create(
        tmp_path / "keys", passphrase="olive, well, mill", invented=False, random_bytes=os.urandom
    )
    folder.write("blind.key", b"\x07" * 32)

    again = KeyFolder.open(tmp_path / "keys", passphrase="olive, well, mill", random_bytes=os.urandom)

    assert again.read("blind.key") == b"\x07" * 32
    assert b"\x07" * 32 not in (tmp_path / "keys" / "blind.key").read_bytes()
    for wrong in (None, "olive"):
        with pytest.raises(KeyUnavailable):
            KeyFolder.open(tmp_path / "keys", passphrase=wrong, random_bytes=os.urandom)


def test_a_key_file_cannot_be_passed_off_as_another(tmp_path: Path) -> None:
    folder = KeyFolder.create(tmp_path / "keys", passphrase="x y z", invented=False, random_bytes=os.urandom)
    folder.write("blind.key", bytes(32))

    (tmp_path / "keys" / "blind.key").rename(tmp_path / "keys" / "log.seed")

    with pytest.raises(KeyUnavailable):
        folder.read("log.seed")


def test_an_unprotected_folder_says_so(tmp_path: Path) -> None:
    KeyFolder.create(tmp_path / "keys", passphrase=None, invented=True, random_bytes=os.urandom)

    assert "EXERCISE" in (tmp_path / "keys" / "lock.json").read_text()


def test_the_passphrase_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("olive\nnote")

    assert passphrase_from({"MITHAQ_PASSPHRASE_FILE": str(tmp_path / "p")}) == "olive"
    assert passphrase_from({"MITHAQ_PASSPHRASE": "well"}) == "well"
    assert passphrase_from({}) is None
    with pytest.raises(MissionNotReady, match="cannot be read"):
        passphrase_from({"MITHAQ_PASSPHRASE_FILE": str(tmp_path / "absent")})


def test_a_secret_that_another_process_destroys_meanwhile_is_destroyed(tmp_path: Path) -> None:
    folder = KeyFolder.create(tmp_path / "keys", passphrase=None, invented=True, random_bytes=os.urandom)
    folder.write("secret", os.urandom(32))

    def after_the_other(size: int) -> bytes:
        KeyFolder.open(folder.path, passphrase=None, random_bytes=os.urandom).destroy("secret")
        return os.urandom(size)

    KeyFolder.open(folder.path, passphrase=None, random_bytes=after_the_other).destroy("secret")

    assert folder.names("secret") == []
    folder.destroy("secret")
