"""The list of commands. Those that need the ``server`` extra say so when it is missing."""

from __future__ import annotations

import functools

from mithaq.cli import (
    bulletin,
    demo,
    dispose,
    erase,
    imports,
    link,
    new,
    publish,
    rebuild,
    receipt,
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
        link,
        status,
        dispose,
        tick,
        bulletin,
        publish,
        verify,
        receipt,
        rebuild,
        erase,
        demo,
    ):
        command.register()
