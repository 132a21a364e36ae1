"""The list of commands. Those that need the ``server`` extra say so when it is missing."""

from __future__ import annotations

from mithaq.cli import receipt, verify

__all__ = ["register"]


def register() -> None:
    """Adds every command to the application, once."""
    verify.register()
    receipt.register()
