"""``mithaq backup``: three things for three places."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened

__all__ = ["register"]

_HELP = """Back up the mission while it goes on working.

Examples:

  mithaq -C truce backup /media/a --keys-to /media/b --keys-folder-to /media/c

  mithaq -C truce backup /media/a/monday.age

Three things come out, for three places, and none of them opens anything alone: the backup itself (encrypted), the
wrapped keys, and a copy of keys/ (locked by the passphrase). All three with the passphrase are the whole mission.
After every erasure make new ones and destroy the old: docs/backup.md."""


def register() -> None:
    app.command("backup", help=_HELP)(backup)


def backup(
    context: typer.Context,
    place: Annotated[Path, typer.Argument(help="A new file, or a folder to put it in.", metavar="PLACE")],
    keys_to: Annotated[
        Path | None, typer.Option("--keys-to", help="A folder elsewhere for the wrapped keys.", metavar="DIR")
    ] = None,
    keys_folder_to: Annotated[
        Path | None,
        typer.Option("--keys-folder-to", help="A third folder for a copy of keys/.", metavar="DIR"),
    ] = None,
) -> None:
    from mithaq.registry.backup import back_up
    from mithaq.registry.key_copies import key_copies

    with opened(context) as mission:
        done = back_up(mission, place, now=now(), keys_to=keys_to, key_folder_to=keys_folder_to)
        awaited = key_copies(mission).awaited
    missing = [
        what
        for what, made in (
            ("the wrapped keys (--keys-to)", done.wrapped_keys),
            ("keys/ (--keys-folder-to)", done.key_folder),
        )
        if made is None
    ]
    if context_of(context).as_json:
        say_json(
            {
                "file": str(done.file),
                "bytes": done.size,
                "entries": done.entries,
                "generation": done.generation,
                "wrapped_keys": None if done.wrapped_keys is None else str(done.wrapped_keys),
                "keys_folder": None if done.key_folder is None else str(done.key_folder),
                "one_disk": done.one_disk,
                "old_copies": list(awaited),
            }
        )
        return
    say(f"Backed up {done.entries:,} entries to {done.file} ({done.size:,} bytes, encrypted).")
    if done.wrapped_keys is not None:
        say(f"The wrapped keys: {done.wrapped_keys}")
    if done.key_folder is not None:
        say(f"The folder keys/: {done.key_folder}. The passphrase is in none of the three: keep it apart.")
    for what in missing:
        say(f"NOT copied: {what}. Without a copy of generation {done.generation} nothing sealed opens again.")
    if done.one_disk:
        say("WARNING: two of these lie on one disk. Whoever takes it has both; move one elsewhere.")
    for name in awaited:
        say(f"OLD: the copy {name} still opens what was erased since. Destroy it, then: mithaq erase list")
