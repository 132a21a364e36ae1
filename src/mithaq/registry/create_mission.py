"""Opening a mission: its folder, its tables and the first statements of its record."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from mithaq.errors import KeyUnavailable, MissionNotReady
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.safe_limits import check_limits
from mithaq.mechanism.agreement.statements import KeyListed, Limits, MissionOpened, TermsAdopted
from mithaq.mechanism.envelope import Text
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.erase import finish_erasures
from mithaq.registry.mission import Mission, make_folder, open_folder
from mithaq.registry.record_entries import RecordEntries

__all__ = ["create_mission", "open_mission", "open_with_tables"]

SETUP = Actor("setup")


def create_mission(
    path: Path,
    *,
    origin: str,
    name: Text,
    mode: Mode,
    now: datetime,
    limits: Limits | None = None,
    terms_version: str = "1",
    passphrase: str | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Mission:
    if limits is not None:
        check_limits(limits)
    make_folder(
        path,
        origin=origin,
        name=name.original,
        mode=mode,
        passphrase=passphrase,
        random_bytes=random_bytes,
    )
    mission = open_with_tables(path, passphrase, random_bytes)
    with writing(mission) as door:
        if door.size:
            mission.close()
            raise MissionNotReady(
                "the database already holds the record of another mission.",
                advice="One database is one mission: name an empty one in MITHAQ_DATABASE_URL.",
            )
        door.enter(
            [
                draft(mission, "mission.opened", MissionOpened(origin=origin, name=name, mode=mode), SETUP),
                draft(
                    mission,
                    "terms.adopted",
                    TermsAdopted(version=terms_version, limits=limits or Limits()),
                    SETUP,
                ),
                draft(
                    mission,
                    "key.listed",
                    KeyListed(purpose="log", vkey=mission.log_signer.key.text()),
                    SETUP,
                ),
                draft(
                    mission,
                    "key.listed",
                    KeyListed(purpose="promise", vkey=mission.promise_signer.key.text()),
                    SETUP,
                ),
            ],
            now,
        )
    return mission


def open_mission(
    path: Path,
    *,
    passphrase: str | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    databases: tuple[str, str] | None = None,
) -> Mission:
    """Opens the folder and brings its tables to this release's form."""
    mission = open_with_tables(path, passphrase, random_bytes, databases)
    if not RecordEntries().size():
        # Whatever were written now would be the first statement of a record that nobody opened.
        mission.close()
        raise MissionNotReady(
            "the database of this mission holds no record.",
            where=str(path),
            advice="If `mithaq new` was interrupted here, delete the folder and run it again. If this mission has"
            " worked before, its database is missing: bring it back, or check MITHAQ_DATABASE_URL.",
        )
    # An erasure that a crash cut short is finished before anything else is done. Where it cannot be, the mission
    # goes on: what is told meanwhile must not wait for it, and it stays pending and noted.
    try:
        finish_erasures(mission)
    except KeyUnavailable as error:
        mission.unfinished = str(error)
    return mission


def open_with_tables(
    path: Path,
    passphrase: str | None,
    random_bytes: Callable[[int], bytes],
    databases: tuple[str, str] | None = None,
) -> Mission:
    """Opens a mission whose record may still be empty: one being made, or being restored."""
    mission = open_folder(path, passphrase=passphrase, random_bytes=random_bytes, databases=databases)
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return mission
