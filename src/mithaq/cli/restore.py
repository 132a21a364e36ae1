"""``mithaq restore``: a mission in a new folder, from its backup, its keys and what the world sees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, passphrase

if TYPE_CHECKING:
    from mithaq.registry.restore import Restored

__all__ = ["register"]

_HELP = """Bring a mission back in a new folder, rolled forward to what is published.

Examples:

  mithaq restore a/backup-20170105T120000Z.age truce --keys b/wrapped-keys-20170105T120000Z.db \\
    --keys-folder c/keys-20170105T120000Z --public https://truce.example.org

  mithaq restore a/backup-20170105T120000Z.age truce --keys old/keys.db --keys-folder old/keys --keys-survived \\
    --public old/public --head checkpoint-from-a-witness

Give the public files as the world sees them NOW, and every newer head that a witness or a partner holds: to go on
from anything older would make a second history. Stop whatever is left of the old mission first. Add --rehearse to
try a backup without making anything."""


def register() -> None:
    app.command("restore", help=_HELP)(restore)


def restore(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(help="The backup's file.", metavar="BACKUP")],
    folder: Annotated[Path, typer.Argument(help="The new folder.", metavar="DIR")],
    keys: Annotated[Path, typer.Option("--keys", help="The copy of the wrapped keys.", metavar="FILE")],
    keys_folder: Annotated[Path, typer.Option("--keys-folder", help="The copy of keys/.", metavar="DIR")],
    public: Annotated[
        str | None,
        typer.Option("--public", help="The published files: a folder or http(s) address.", metavar="PLACE"),
    ] = None,
    never_published: Annotated[
        bool, typer.Option("--never-published", help="Nothing was ever published: there is no --public.")
    ] = False,
    head: Annotated[
        list[Path] | None,
        typer.Option("--head", help="A head that a witness or partner holds; may be repeated.", metavar="FILE"),
    ] = None,
    keys_survived: Annotated[
        bool,
        typer.Option(
            "--keys-survived",
            help="The keys are no copies: the mission used them to its last moment. Reports that waited keep their"
            " content only then.",
        ),
    ] = False,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Do everything, say what would come out, leave nothing.")
    ] = False,
) -> None:
    from mithaq.errors import MissionNotReady, SourceUnavailable
    from mithaq.registry.restore import restore as bring_back
    from mithaq.verify.places import open_place

    if (public is None) is not never_published:
        raise MissionNotReady(
            "say where the published record is (--public), or that there never was one (--never-published).",
            advice="A record that was published and is restored without it would have two histories.",
        )
    heads = []
    for path in head or ():
        try:
            heads.append(path.read_bytes())
        except OSError as error:
            raise SourceUnavailable(f"it cannot be read: {error.strerror}.", where=str(path)) from error
    done = bring_back(
        backup,
        folder,
        wrapped_keys=keys,
        key_folder=keys_folder,
        public=None if public is None else open_place(public),
        now=now(),
        heads=heads,
        keys_survived=keys_survived,
        rehearse=rehearse,
        passphrase=passphrase(),
    )
    if context_of(context).as_json:
        say_json(
            {
                "folder": str(done.folder),
                "rehearsed": rehearse,
                "origin": done.origin,
                "backup_at": done.taken_at,
                "backup_entries": done.backup_size,
                "entries": done.size,
                "published": done.published,
                "moved": done.moved,
                "waiting": done.waiting,
                "given_up": done.given_up,
                "dropped_dispositions": done.dropped_dispositions,
                "lost": done.lost,
                "damaged_keys": done.damaged_keys,
                "log_key": done.log_key,
            }
        )
        return
    _tell(done, rehearse=rehearse, keys_survived=keys_survived)


def _tell(done: Restored, *, rehearse: bool, keys_survived: bool) -> None:
    where = "REHEARSED, nothing was made" if rehearse else f"Restored in {done.folder}"
    say(f"{where}: {done.origin}, {done.size:,} entries.")
    say(f"  in the backup of {done.taken_at}  {done.backup_size:>9,}")
    say(f"  rolled forward from the record   {max(done.size - done.backup_size, 0):>9,}")
    say(f"  waited then, on the record now   {done.moved:>9,}   with their content")
    say(f"  still waiting                    {done.waiting:>9,}")
    say(f"  waiting reports given up         {done.given_up:>9,}   {'' if keys_survived else 'see below'}")
    say(f"  waiting dispositions overtaken   {done.dropped_dispositions:>9,}")
    say(f"  statements that no longer open   {done.lost:>9,}   listed on the record by sealed.lost")
    if done.damaged_keys:
        say(
            f"{done.damaged_keys} keys of the copy are damaged; what they sealed is lost. Try another copy of them."
        )
    if done.given_up and not keys_survived:
        say("Copies of keys cannot tell whether a waiting report was withdrawn since: their content was let go.")
    say(
        f"NOBODY CAN LIST what was received after {done.taken_at} and never entered, and what was written after the"
    )
    say("last published head. Holders of promises can prove such a report; record.restored says so to the public.")
    say("An erasure asked for after the backup, and not yet published, is lost too: ask for those requests again.")
    if not rehearse:
        say("Next: compare, then publish, then make new copies; all earlier ones are old:")
        say(f"  mithaq -C {done.folder} status")
        say(f"  mithaq -C {done.folder} publish")
        say(f'  mithaq verify {done.folder}/public --key "{done.log_key}" --head A-HEAD-YOU-KEPT')
        say(f"  mithaq -C {done.folder} backup PLACE --keys-to DIR --keys-folder-to DIR")
        say(f"  mithaq -C {done.folder} erase list")
