"""Bulk work without the cyclic collector: it would walk millions of young, acyclic values again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["set_apart", "uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def set_apart() -> Iterator[None]:
    """The collector goes on, but not through what stands already: for long work on top of a large state."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
