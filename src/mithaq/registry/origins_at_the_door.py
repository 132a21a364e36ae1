"""The part of the ledger that statements about origins read: traces, ties, and what sealed traces entered since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.mechanism.agreement.statements import PartySponsored
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.accounts import AssessedAccount, ReportAccount, SourceAccount, TraceAccount
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.origin import Trace
from mithaq.mechanism.monitoring.statements import Disposition, IncidentAssessed, SourceRegistered

if TYPE_CHECKING:
    from mithaq.mechanism.ledger import Ledger
    from mithaq.store.projections.batch import Cursor

__all__ = ["NEWEST_SEALED_TRACE", "load_origins", "load_sponsorships", "load_traces", "reports_of_assessed"]

_LOOK_UP: Final = 500
NEWEST_SEALED_TRACE: Final = (
    'SELECT max(at) FROM (SELECT at FROM report_trace WHERE shown IS NULL ORDER BY "index" DESC LIMIT 1) AS last'
)
"""When sealed traces last entered; by the index, so that it costs the same however many there are."""


def reports_of_assessed(cursor: Cursor, incidents: Iterable[str]) -> set[str]:
    """The public reports of these incidents."""
    found: set[str] = set()
    for incident in incidents:
        cursor.execute("SELECT report FROM incident_report WHERE incident = %s", (incident,))
        found.update(row[0] for row in cursor.fetchall())
    return found


def load_origins(cursor: Cursor, ledger: Ledger, kinds: dict[str, list[Any]]) -> None:
    traced = kinds.get("report.traced", ())
    assessed = kinds.get("incident.assessed", ())
    if not traced and not assessed:
        return
    load_traces(cursor, ledger, [body.report for body in traced])
    _load_source_terms(cursor, ledger, {body.report for body in traced})
    if not assessed:
        return
    load_sponsorships(cursor, ledger)
    first = 2**62
    for body in assessed:
        incident = ledger.incidents.get(body.incident)
        if incident is None:
            continue
        load_traces(cursor, ledger, incident.reports)
        since = incident.index
        cursor.execute(
            'SELECT "index", said FROM incident_assessment WHERE incident = %s ORDER BY "index" DESC LIMIT 1',
            (body.incident,),
        )
        for index, said in cursor.fetchall():
            before = msgspec.json.decode(said, type=IncidentAssessed)
            incident.assessed.append(AssessedAccount(index, before, None))
            since = index
        first = min(first, since)
    _load_company(cursor, ledger, first, min((each.index for each in ledger.incidents.values()), default=0))


_COMPANY: Final = (
    'SELECT trace."index", trace.report, trace.statement, report."index", report.at, report.kind,'
    ' disposition.disposition, disposition.statement, disposition."index" FROM report_trace AS trace'
    " JOIN report ON report.id = trace.report JOIN disposition ON disposition.report = trace.report"
    ' WHERE trace.shown IS NULL AND trace."index" > %s AND disposition."index" > %s'
    " AND disposition.disposition IN ('linked', 'duplicate')"
    " AND NOT EXISTS (SELECT 1 FROM report_trace AS earlier WHERE earlier.report = trace.report"
    ' AND earlier."index" < trace."index")'
    " AND NOT EXISTS (SELECT 1 FROM erased_statement AS gone"
    " WHERE gone.statement IN (trace.report, trace.statement, disposition.statement))"
    " AND NOT EXISTS (SELECT 1 FROM lost_statement AS gone"
    " WHERE gone.statement IN (trace.report, trace.statement, disposition.statement))"
    ' ORDER BY trace."index"'
)


def _load_company(cursor: Cursor, ledger: Ledger, since: int, opened: int) -> None:
    """Sealed reports that `sealed_company` may count: those the rest of the record does not rule out."""
    cursor.execute(_COMPANY, (since, opened))
    for index, report, trace, entered, at, kind, disposition, decided_by, decided in cursor.fetchall():
        ledger.sealed_traces.append((index, report, trace))
        ledger.ids[decided_by] = decided
        if report not in ledger.reports:
            ledger.reports[report] = ReportAccount(
                entered,
                at,
                collected=kind == "collected",
                facts=None,
                source=None,
                disposition=Disposition(disposition),
                decided_by=decided_by,
            )


def load_traces(cursor: Cursor, ledger: Ledger, reports: Sequence[str]) -> None:
    """The current traces of these reports and of all that they repeat."""
    waiting = set(reports)
    while waiting := waiting - ledger.traces.keys():
        found: set[str] = set()
        for report, index, statement, shown in _current(cursor, sorted(waiting)):
            trace = None if shown is None else msgspec.json.decode(shown, type=Trace)
            ledger.traces[report] = TraceAccount(index, statement, trace)
            if trace is not None:
                found.update(trace.others)
        waiting = found


def _current(cursor: Cursor, reports: Sequence[str]) -> Iterator[Any]:
    for start in range(0, len(reports), _LOOK_UP):
        part = reports[start : start + _LOOK_UP]
        cursor.execute(
            'SELECT report, "index", statement, shown FROM report_trace WHERE "index" IN'  # noqa: S608 - only marks
            f' (SELECT max("index") FROM report_trace WHERE report IN ({",".join(["%s"] * len(part))})'
            " GROUP BY report)",
            part,
        )
        yield from cursor.fetchall()


def load_sponsorships(cursor: Cursor, ledger: Ledger) -> None:
    cursor.execute('SELECT party, sponsor, since, until, source, verified FROM sponsorship ORDER BY "index"')
    for party, sponsor, since, until, source, verified in cursor.fetchall():
        ledger.sponsorships.append(
            PartySponsored(
                party=party, sponsor=sponsor, since=since, until=until, source=source, verified=bool(verified)
            )
        )


def _load_source_terms(cursor: Cursor, ledger: Ledger, reports: set[str]) -> None:
    """How much the sources of these reports let show."""
    for report in reports & ledger.reports.keys():
        source = ledger.reports[report].source
        if source is None or source in ledger.sources:
            continue
        cursor.execute(
            "SELECT code, name, republish, channel, standing, terms, verified FROM source WHERE id = %s", (source,)
        )
        for code, name, republish, channel, standing, terms, verified in cursor.fetchall():
            ledger.sources[source] = SourceAccount(
                SourceRegistered(
                    code=code,
                    name=msgspec.json.decode(name, type=Text),
                    republish=Republish(republish),
                    channel=channel,
                    standing=standing,
                    terms=terms,
                    verified=bool(verified),
                )
            )
