"""The list of commands. Those that need the ``server`` extra say so when it is missing."""

from __future__ import annotations

import functools

from mithaq.cli import (
    backup,
    bulletin,
    campaign,
    demo,
    dispose,
    erase,
    hold,
    imports,
    incident,
    link,
    mapping,
    new,
    party,
    places,
    publish,
    rebuild,
    receipt,
    receive,
    report,
    restore,
    scenario,
    source,
    status,
    terms,
    tick,
    verify,
    withdraw,
)

__all__ = ["register"]


@functools.cache
def register() -> None:
    """Adds every command to the application, once."""
    for command in (
        new,
        terms,
        party,
        source,
        mapping,
        imports,
        places,
        receive,
        withdraw,
        link,
        scenario,
        status,
        report,
        dispose,
        campaign,
        incident,
        hold,
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
