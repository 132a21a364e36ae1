"""The public partition of the newest published run of linkage: its bytes are the ones the record names."""

from __future__ import annotations

import hashlib

from mithaq.errors import MithaqError
from mithaq.mechanism.monitoring.partition_file import partition_path, partition_problem, read_partition
from mithaq.mechanism.monitoring.statements import LinkageRan
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace

__all__ = ["check_partition"]


def check_partition(outcome: Outcome, place: PublicPlace) -> None:
    """Of the runs that the newest manifest's pages know; a newer one is on its way to the site."""
    ledger = outcome.ledger
    shown = ledger.manifests[-1][1].as_of if ledger.manifests else 0
    published = [(index, ran) for index, ran in ledger.linkage_runs if index < shown]
    if ledger.linkage_runs:
        outcome.unchecked.append(
            f"whether the code named gives the partitions of {len(ledger.linkage_runs)} runs of linkage:"
            " run it on the public reports to see"
        )
    if not published:
        return
    index, ran = published[-1]
    path = partition_path(ran.public_file)
    problem = _problem(outcome, place, path, ran)
    if problem is not None:
        outcome.add("partition", path, problem)
    else:
        outcome.checked.append(
            f"the partition of {ran.public_reports} public reports is the one entry {index} commits to"
        )


def _problem(outcome: Outcome, place: PublicPlace, path: str, ran: LinkageRan) -> str | None:
    try:
        data = place.read(path)
        if hashlib.sha256(data).hexdigest() != ran.public_file:
            return "its bytes are not those that the run of linkage commits to."
        rows = read_partition(data)
    except MithaqError as error:
        return f"it cannot be read: {error.problem}"
    public = {name: report.index for name, report in outcome.ledger.reports.items() if report.is_public}
    groups = len({row.group for row in rows})
    if groups != ran.public_groups:
        return f"it holds {groups} groups; the record says {ran.public_groups}."
    return partition_problem(rows, public, ran.as_of)
