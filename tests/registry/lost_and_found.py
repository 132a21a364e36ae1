"""A mission that is backed up, goes on, and is lost: what the tests of backup and restore share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mithaq.cli.site import publish_head
from mithaq.mechanism.statements import read
from mithaq.record.commitments import opens
from mithaq.registry.backup import BackedUp, back_up
from mithaq.registry.create_mission import open_mission
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.restore import Restored, restore
from mithaq.sealed.ciphertext import open_sealed, salt_of
from mithaq.store.models import Ciphertext, Entry
from mithaq.verify import Folder, Trust, verify_record
from registry.missions import NOON, new_mission, new_source, replayed

HOUR = timedelta(hours=1)
LATER = NOON + 24 * HOUR


@dataclass
class Lost:
    """The mission's life: ``folder`` is lost when it is restored, and what was carried elsewhere is not."""

    top: Path
    elsewhere: Callable[[], None]
    mission: Mission = field(init=False)
    backup: BackedUp = field(init=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        for name in ("a", "b", "c"):
            (self.top / name).mkdir()
        self.mission = new_mission(self.top / "mission")
        new_source(self.mission)
        self.key = self.mission.log_signer.key.text()

    @property
    def public(self) -> Path:
        return self.mission.path / "public"

    def back_up(self, now: datetime = NOON) -> BackedUp:
        self.backup = back_up(
            self.mission, self.top / "a", now=now, keys_to=self.top / "b", key_folder_to=self.top / "c"
        )
        return self.backup

    def publish(self) -> bytes:
        return publish_head(self.mission).note.encode()

    def lose(self) -> None:
        self.mission.close()
        self.elsewhere()

    def restore(self, name: str = "again", **changes: Any) -> Restored:
        """From the three copies, unless ``changes`` says otherwise."""
        values: dict[str, Any] = {
            "wrapped_keys": self.backup.wrapped_keys,
            "key_folder": self.backup.key_folder,
            "public": Folder(self.public),
            "now": LATER,
        }
        return restore(self.backup.file, self.top / name, **(values | changes))

    def survivors(self) -> dict[str, Any]:
        """What is given to a restore where only the main database was lost."""
        return {
            "wrapped_keys": self.mission.path / "keys.db",
            "key_folder": self.mission.path / "keys",
            "keys_survived": True,
        }

    def reopen(self, name: str = "again") -> Mission:
        self.mission = open_mission(self.top / name)
        return self.mission

    def leftovers(self) -> list[str]:
        return sorted(path.name for path in self.top.iterdir() if path.name not in {"a", "b", "c", "mission"})


def entries() -> list[bytes]:
    return [bytes(entry.bytes) for entry in Entry.objects.order_by("index")]


def kinds(start: int) -> list[str]:
    return [entry.kind for entry in Entry.objects.filter(index__gte=start).order_by("index")]


def lost_statements() -> set[str]:
    return {
        name
        for entry in Entry.objects.filter(kind="sealed.lost")
        for name in read(bytes(entry.bytes)).body.statements
    }


def opened_values(mission: Mission, statement: str) -> dict[str, Any] | None:
    """The sealed values, each checked against its commitment; ``None`` where nothing here opens them."""
    entry = Entry.objects.get(id=statement)
    stored = Ciphertext.objects.filter(index=entry.index).first()
    key = None if stored is None else mission.keys.keys([stored.key]).get(stored.key)
    if stored is None or key is None:
        return None
    opened = open_sealed(key, bytes(stored.blob), statement_id=statement, kind=entry.kind, version=1)
    said = read(bytes(entry.bytes))
    for name, (_, value) in opened.items():
        assert opens(
            said.seals[name],
            salt_of(opened, name),
            statement_id=statement,
            kind=entry.kind,
            version=1,
            field=name,
            value=value,
        )
    return {name: value for name, (_, value) in opened.items()}


def assert_whole(lost: Lost, *, earlier: bytes | None = None) -> None:
    """Tables as a rebuild makes them, every rule kept, and after publishing a stranger's check that passes."""
    live = table_rows()
    assert rebuild(lost.mission).unopened == 0
    assert table_rows() == live
    assert replayed().breaches == []
    lost.publish()
    outcome = verify_record(Folder(lost.public), Trust.of_key(lost.key), earlier_head=earlier)
    assert outcome.problems == []
    assert outcome.size == len(entries())
