"""The list of commands. Those that need the ``server`` extra say so when it is missing."""

from __future__ import annotations

import functools

from mithaq.cli import (
    assess,
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
    linkage,
    mapping,
    new,
    party,
    places,
    publish,
    rebuild,
    receipt,
    receive,
    repeats,
    report,
    restore,
    scenario,
    source,
    status,
    terms,
    tick,
    trace,
    triage,
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
        linkage,
        scenario,
        status,
        report,
        triage,
        trace,
        repeats,
        dispose,
        campaign,
        incident,
        assess,
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
