"""The ``mithaq`` command: one file per command, heavy imports inside."""

from mithaq.cli.app import main

__all__ = ["main"]
