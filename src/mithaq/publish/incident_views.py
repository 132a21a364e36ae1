"""Incidents as their pages show them, each view made only when a page of it is.

A hundred thousand incidents stand beside the few that a day changes: for the others a digest of what the view
would be made from is enough.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import msgspec

from mithaq.publish.views import IncidentView

__all__ = ["IncidentViews", "ToldIncident", "told_incidents"]


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """What a list must know of an incident, and the means to make the rest."""

    id: str
    day_from: str
    has_point: bool
    inputs: bytes
    """Digest of everything ``view`` is made from."""
    view: Callable[[], IncidentView]


class IncidentViews(Sequence[IncidentView]):
    def __init__(self, told: Sequence[ToldIncident]) -> None:
        self.told = told

    def __len__(self) -> int:
        return len(self.told)

    @overload
    def __getitem__(self, at: int) -> IncidentView: ...
    @overload
    def __getitem__(self, at: slice) -> IncidentViews: ...
    def __getitem__(self, at: int | slice) -> IncidentView | IncidentViews:
        return IncidentViews(self.told[at]) if isinstance(at, slice) else self.told[at].view()

    def __iter__(self) -> Iterator[IncidentView]:
        return (incident.view() for incident in self.told)


def told_incidents(incidents: Sequence[IncidentView]) -> Sequence[ToldIncident]:
    return incidents.told if isinstance(incidents, IncidentViews) else [_told(incident) for incident in incidents]


def _told(incident: IncidentView) -> ToldIncident:
    inputs = hashlib.sha256(msgspec.json.encode(incident, order="deterministic")).digest()
    return ToldIncident(incident.id, incident.day_from, incident.point is not None, inputs, lambda: incident)
