"""The list of commands. Those that need the ``server`` extra say so when it is missing."""

from __future__ import annotations

import functools

from mithaq.cli import (
    backup,
    bulletin,
    demo,
    dispose,
    erase,
    imports,
    new,
    publish,
    rebuild,
    receipt,
    restore,
    status,
    tick,
    verify,
)

__all__ = ["register"]


@functools.cache
def register() -> None:
    """Adds every command to the application, once."""
    for command in (
        new,
        imports,
        status,
        dispose,
        tick,
        bulletin,
        publish,
        verify,
        receipt,
        rebuild,
        erase,
        backup,
        restore,
        demo,
    ):
        command.register()
