"""A report reaches a disposition once; after that it changes only by ``report.redisposed`` with a reason.

Source: design, section 1 ("nothing is lost") and the schema of ``report.redisposed``, which names the statement
it replaces. Two people working at the same time cannot both dispose a report, nor both change it.
"""

from __future__ import annotations

from mithaq.errors import NotPermitted

__all__ = ["check_change", "check_first"]


def check_first(report: str, *, current: str | None, is_waiting: bool) -> None:
    """``current`` is the id of the statement in force, ``is_waiting`` whether one lies in the daily batch."""
    if current is not None:
        raise NotPermitted(
            f"report {report} is disposed already, by {current}.", advice="Replace it with --replaces and a reason."
        )
    _check_not_waiting(report, is_waiting=is_waiting)


def check_change(report: str, *, current: str | None, replaces: str, is_waiting: bool) -> None:
    if current is None:
        raise NotPermitted(f"report {report} has no disposition to change.", advice="Dispose it first.")
    if current != replaces:
        raise NotPermitted(
            f"report {report} is now disposed by {current}, not by {replaces}.",
            advice="Read the newer disposition, then decide whether to change that one.",
        )
    _check_not_waiting(report, is_waiting=is_waiting)


def _check_not_waiting(report: str, *, is_waiting: bool) -> None:
    if is_waiting:
        raise NotPermitted(
            f"a disposition of report {report} waits for today's batch.", advice="Wait until it has entered."
        )
