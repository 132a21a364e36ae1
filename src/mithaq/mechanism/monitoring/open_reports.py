"""Reports that still wait for a disposition, counted by the moment they came on the record."""

from __future__ import annotations

from dataclasses import dataclass, field

from mithaq.mechanism.monitoring.due import due_at, is_overdue

__all__ = ["OpenReports"]


@dataclass(slots=True)
class OpenReports:
    """Counts by moment, in order: reports of one epoch share theirs, so the table stays small."""

    count: int = 0
    _waiting: dict[str, list[int | str]] = field(default_factory=dict)

    def add(self, at: str, days: int) -> None:
        self.count += 1
        entry = self._waiting.get(at)
        if entry is None:
            self._waiting[at] = [1, due_at(at, days)]
        else:
            entry[0] = int(entry[0]) + 1

    def remove(self, at: str) -> None:
        self.count -= 1
        entry = self._waiting[at]
        entry[0] = int(entry[0]) - 1
        if entry[0] == 0:
            del self._waiting[at]

    def overdue(self, now: str) -> int:
        return sum(int(count) for count, due in self._waiting.values() if is_overdue(str(due), now))

    def oldest(self) -> str | None:
        return min(self._waiting, default=None)

    def due_by(self) -> dict[str, str]:
        """When reports that entered at a moment are due."""
        return {at: str(due) for at, (_, due) in self._waiting.items()}
