"""What commands on a mission's folder share: opening it, and the moment they act at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from mithaq.cli.app import context_of

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["now", "opened", "passphrase"]


def passphrase() -> str | None:
    """From MITHAQ_PASSPHRASE or the file MITHAQ_PASSPHRASE_FILE names; never from the command line."""
    from mithaq.sealed.key_folder import passphrase_from

    return passphrase_from(os.environ)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def opened(context: typer.Context) -> Iterator[Mission]:
    """The mission named by ``-C``, or one sentence that says why there is none."""
    from mithaq.registry.create_mission import open_mission

    with open_mission(context_of(context).mission, passphrase=passphrase()) as mission:
        if mission.unfinished:
            typer.echo(f"An erasure is not finished, and stays pending: {mission.unfinished}", err=True)
        yield mission
        if mission.keys.damaged:
            count = len(mission.keys.damaged)
            typer.echo(
                f"{count} keys do not open: the database of keys is damaged. `mithaq rebuild` names what they"
                " sealed; look for a copy of keys.db that opens them, before the next erasure.",
                err=True,
            )
