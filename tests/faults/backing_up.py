"""The scenario of backup and restore: a small mission is backed up to three places, or brought back from them."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mithaq.store.settings")

import django

django.setup()

from mithaq.registry.backup import back_up  # noqa: E402 - Django must know its settings first
from mithaq.registry.create_mission import open_mission  # noqa: E402 - as above
from mithaq.registry.restore import restore  # noqa: E402 - as above
from mithaq.verify.places import Folder  # noqa: E402 - as above
from registry.missions import NOON  # noqa: E402 - as above

LATER = NOON + timedelta(days=1)


def run(root: Path, notes: Path) -> None:
    for name in ("MITHAQ_DATABASE_URL", "MITHAQ_KEYS_URL", "MITHAQ_PASSPHRASE", "MITHAQ_PASSPHRASE_FILE"):
        os.environ.pop(name, None)
    if notes.read_text() == "backup":
        with open_mission(root / "mission") as mission:
            back_up(mission, root / "a" / "first.age", now=NOON, keys_to=root / "b", key_folder_to=root / "c")
        return
    bring_back(root, root / "again")


def bring_back(root: Path, target: Path) -> None:
    [wrapped] = (root / "b").glob("*.db")
    [folder] = (root / "c").glob("keys-*")
    restore(
        root / "a" / "first.age",
        target,
        wrapped_keys=wrapped,
        key_folder=folder,
        public=Folder(root / "mission" / "public"),
        now=LATER,
    )
