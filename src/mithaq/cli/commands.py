"""The list of commands. Those that need the ``server`` extra say so when it is missing."""

from __future__ import annotations

import functools

from mithaq.cli import bulletin, demo, imports, new, publish, rebuild, receipt, tick, verify

__all__ = ["register"]


@functools.cache
def register() -> None:
    """Adds every command to the application, once."""
    for command in (new, imports, tick, bulletin, publish, verify, receipt, rebuild, demo):
        command.register()
