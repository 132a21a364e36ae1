"""What is about to be written is first read as an outsider will read it: by the ledger's own fold.

A statement that breaks a rule could never be taken back: every later reader would refuse the record, and so would
our own publishing. So the door loads, from the tables, the part of the ledger that the statements touch, and lets
the same handlers take them that `mithaq verify` runs. A new rule of the fold holds at the door the day it is
written. What a handler counts over the whole record (tallies, the tree of streams) is of no meaning here and is
thrown away; the kinds whose rule *is* such a count (``COUNTED``) are computed from the same tables a moment
before, in the same transaction, and are not held to it a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.agreement.accounts import PartyAccount
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.statements import KeyListed, MissionOpened, PartyEntered
from mithaq.mechanism.bulletin.digest import StreamTree
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.ledger import Ledger, Stream
from mithaq.mechanism.monitoring.accounts import (
    TOLD,
    BatchAccount,
    IncidentAccount,
    ReportAccount,
    SourceAccount,
    WayAccount,
)
from mithaq.mechanism.monitoring.assessing_fold import SEALED_TRACES
from mithaq.mechanism.monitoring.facts import Facts, Republish
from mithaq.mechanism.monitoring.statements import CountingRulePublished, Disposition, SourceRegistered
from mithaq.mechanism.sealing_statements import RecordRestored
from mithaq.registry.link_state import NEWEST_SEALED_JUDGEMENT
from mithaq.registry.origins_at_the_door import NEWEST_SEALED_TRACE, load_origins, reports_of_assessed
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.store.projections.batch import Cursor

__all__ = ["COUNTED", "ledger_of_incident", "require_rules"]

COUNTED: Final = frozenset({"clock.ticked", "digest.published", "bulletin.published", "linkage.ran"})
ASSESSED: Final = "incident.assessed"
_IN_BULK: Final = frozenset({"report.received", "report.collected"})
_LOOK_UP: Final = 500
_RULE_TEXT: Final = Text(lang="en", original="-")


class _NoTree(StreamTree):
    """The streams' tree where only a part of the streams is known: no root is ever asked of it."""

    def set(self, position: int, leaf: bytes) -> None:
        """Nothing is kept."""


class _Places(list[tuple[str, str]]):
    """Kind and id by index, of which only those before ``first`` that are asked for are known."""

    def __init__(self, first: int, known: dict[int, tuple[str, str]]) -> None:
        super().__init__()
        self._first = first
        self._known = known

    def __len__(self) -> int:
        return self._first + super().__len__()

    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(index - self._first) if index >= self._first else self._known[index]


def require_rules(cursor: Cursor, statements: Sequence[Statement], first: int, last_at: str) -> None:
    """Refuses the first statement that would break a rule of the record, standing at ``first`` and after."""
    ledger = _touched(cursor, statements, first, last_at)
    for index, statement in enumerate(statements, first):
        if statement.kind in COUNTED:
            ledger.size = index + 1
            continue
        try:
            ledger.take(statement)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise InvalidStatement(
                f"the rules cannot be applied to {statement.kind}: {error!r}. Nothing was written.",
                where=statement.id,
            ) from error
        if ledger.breaches:
            breach = ledger.breaches[0]
            raise InvalidStatement(
                f"{statement.kind} would break the rule {breach.rule!r} of the record: {breach.problem}"
                " Nothing was written.",
                where=statement.id,
                advice="What stands on the record stands for ever: correct it and try again.",
            )


def _touched(cursor: Cursor, statements: Sequence[Statement], first: int, last_at: str) -> Ledger:
    """The part of the ledger that these statements read or change."""
    ledger = Ledger(size=first, first_at=last_at, last_at=last_at, stream_tree=_NoTree())
    opened = _opened(cursor, [each.body.index for each in statements if each.kind == "seal.opened"])
    ledger.places = _Places(first, opened)
    about = {subject for _, subject in opened.values()}
    about |= reports_of_assessed(cursor, {each.body.incident for each in statements if each.kind == ASSESSED})
    kinds: dict[str, list[Any]] = {}
    for statement in statements:
        kinds.setdefault(statement.kind, []).append(statement.body)
    if not kinds.keys() <= {"report.received"}:
        _load_streams(cursor, ledger, {link.stream for each in statements for link in each.links})
    _load_agreement(cursor, ledger, kinds)
    _load_sources(cursor, ledger, kinds)
    _load_reports(cursor, ledger, kinds, about)
    _load_incidents(cursor, ledger, kinds, about)
    _load_sealing(cursor, ledger, kinds, about)
    load_origins(cursor, ledger, kinds)
    in_batches = {
        *("report.received", "report.disposed", "report.redisposed", "report.traced"),
        *("link.judged", "subject.erased"),
    }
    if kinds.keys() & in_batches:
        _load_batches(cursor, ledger)
    return ledger


class _About(NamedTuple):
    incident: str


def ledger_of_incident(cursor: Cursor, incident: str) -> Ledger:
    """The part of the ledger that an assessment of the incident stands on, as an outsider would have it now."""
    ledger = Ledger(stream_tree=_NoTree())
    kinds: dict[str, list[Any]] = {ASSESSED: [_About(incident)]}
    about = reports_of_assessed(cursor, [incident])
    _load_agreement(cursor, ledger, kinds)
    _load_reports(cursor, ledger, kinds, about)
    _load_incidents(cursor, ledger, kinds, about)
    load_origins(cursor, ledger, kinds)
    return ledger


def _opened(cursor: Cursor, indices: Sequence[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for index in indices:
        cursor.execute('SELECT kind, id FROM entry WHERE "index" = %s', (index,))
        found[index] = cursor.fetchone() or ("", "")
    return found


def _load_batches(cursor: Cursor, ledger: Ledger) -> None:
    """When the newest batch of each sort entered; where it ends does not matter here."""
    for sort, query in (
        ("received reports", "SELECT max(at) FROM epoch"),
        ("sealed links", "SELECT max(at) FROM link_batch"),
        ("erasures", 'SELECT max(entry.at) FROM erasure JOIN entry ON entry."index" = erasure."index"'),
        (SEALED_TRACES, NEWEST_SEALED_TRACE),
        ("sealed judgements", NEWEST_SEALED_JUDGEMENT),
    ):
        cursor.execute(query)
        at = cursor.fetchone()[0]
        if at is not None:
            ledger.batches[sort] = BatchAccount(-2, at, "")


def _rows(cursor: Cursor, query: str, wanted: Iterable[str]) -> Iterator[Any]:
    """The rows of ``query``, which ends in IN, for every value wanted."""
    values = sorted(set(wanted))
    for start in range(0, len(values), _LOOK_UP):
        part = values[start : start + _LOOK_UP]
        cursor.execute(f"{query} ({','.join(['%s'] * len(part))})", part)
        yield from cursor.fetchall()


def _load_streams(cursor: Cursor, ledger: Ledger, subjects: set[str]) -> None:
    query = "SELECT subject, position, first_index, last_index, count FROM stream WHERE subject IN"
    for subject, rank, begun, last, count in _rows(cursor, query, subjects):
        ledger.streams[subject] = Stream(rank, begun, last, count)


def _load_agreement(cursor: Cursor, ledger: Ledger, kinds: dict[str, list[Any]]) -> None:
    if "mission.opened" in kinds:
        cursor.execute("SELECT origin, name, mode FROM mission")
        for origin, name, mode in cursor.fetchall():
            ledger.mission = MissionOpened(
                origin=origin, name=msgspec.json.decode(name, type=Text), mode=Mode(mode)
            )
    if kinds.keys() & {*_IN_BULK, "terms.adopted", "incident.described", "seal.opened", *_ABOUT_REPORTS}:
        cursor.execute('SELECT version FROM terms ORDER BY "index"')
        versions = [row[0] for row in cursor.fetchall()]
        if versions:
            ledger.limits = limits_in_force(cursor)
            ledger.terms_versions.update(versions)
            ledger.terms_version = versions[-1]
    if "key.listed" in kinds:
        cursor.execute('SELECT purpose, vkey FROM listed_key ORDER BY "index"')
        ledger.keys = [KeyListed(purpose=purpose, vkey=vkey) for purpose, vkey in cursor.fetchall()]
    if kinds.keys() & {"party.entered", "party.named", "party.sponsored", ASSESSED}:
        cursor.execute("SELECT id, code, role, name, source, verified FROM party")
        for party, code, role, name, source, verified in cursor.fetchall():
            ledger.parties[party] = PartyAccount(
                PartyEntered(
                    code=code,
                    role=role,
                    name=msgspec.json.decode(name, type=Text),
                    source=source,
                    verified=bool(verified),
                )
            )


def _load_sources(cursor: Cursor, ledger: Ledger, kinds: dict[str, list[Any]]) -> None:
    registered = [body.code for body in kinds.get("source.registered", ())]
    ledger.source_codes = {row[0] for row in _rows(cursor, "SELECT code FROM source WHERE code IN", registered)}
    claims = kinds.get("claim.recorded", ())
    wanted = {body.source for kind in ("report.collected", "source.graded") for body in kinds.get(kind, ())}
    wanted |= {body.recorder for body in (*kinds.get("rule.published", ()), *claims)}
    query = "SELECT id, code, name, republish, channel, standing, terms, verified FROM source WHERE id IN"
    for source, code, name, republish, channel, standing, terms, verified in _rows(cursor, query, wanted - {None}):
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
    published = kinds.get("rule.published", ())
    query = "SELECT recorder, code FROM counting_rule WHERE recorder IN"
    ledger.rule_codes.update(map(tuple, _rows(cursor, query, {body.recorder for body in published})))
    query = "SELECT id, code, recorder, source, verified FROM counting_rule WHERE id IN"
    for rule, code, recorder, source, verified in _rows(cursor, query, {body.rule for body in claims}):
        ledger.rules[rule] = CountingRulePublished(
            code=code, recorder=recorder, text=_RULE_TEXT, source=source, verified=bool(verified)
        )


_ABOUT_REPORTS: Final = frozenset(
    {
        "report.described",
        "report.disposed",
        "report.redisposed",
        "campaign.recognised",
        "incident.opened",
        "incident.linked",
        "report.traced",
        ASSESSED,
        "link.judged",
    }
)


def _load_reports(cursor: Cursor, ledger: Ledger, kinds: dict[str, list[Any]], about: set[str]) -> None:
    wanted: set[str] = set(about)
    for kind in ("report.described", "report.disposed", "report.redisposed"):
        wanted |= {body.report for body in kinds.get(kind, ())}
    for kind in ("report.disposed", "report.redisposed"):
        wanted |= {body.duplicate_of for body in kinds.get(kind, ()) if body.duplicate_of is not None}
    for kind in ("campaign.recognised", "incident.opened"):
        wanted |= {report for body in kinds.get(kind, ()) for report in body.reports}
    wanted |= {report for body in kinds.get("incident.linked", ()) for report in (*body.joined, *body.left)}
    # What an incident may show depends on what its public reports tell.
    pages = [body.incident for body in kinds.get("incident.described", ())]
    wanted |= {row[0] for row in _rows(cursor, "SELECT report FROM incident_report WHERE incident IN", pages)}
    for body in kinds.get("report.traced", ()):
        wanted |= {body.report, *(() if body.trace is None else (*body.trace.others, *body.trace.independent_of))}
    wanted |= {report for body in kinds.get("link.judged", ()) for report in body.reports or ()}
    if not wanted:
        return
    way = ledger.ways[TOLD] = WayAccount()
    days = 1 if ledger.limits is None else ledger.limits.disposition_days
    query = (
        'SELECT report.id, report."index", report.at, report.kind, report.facts, report.source,'
        " disposition.disposition, disposition.statement, disposition.incident FROM report"
        " LEFT JOIN disposition ON disposition.report = report.id WHERE report.id IN"
    )
    for report, index, at, kind, facts, source, disposition, statement, incident in _rows(cursor, query, wanted):
        ledger.reports[report] = ReportAccount(
            index,
            at,
            collected=kind == "collected",
            facts=None if facts is None else msgspec.json.decode(facts, type=Facts),
            source=source,
            disposition=None if disposition is None else Disposition(disposition),
            decided_by=statement or "",
            incident=incident,
        )
        if disposition is None:
            ledger.open_reports.add(at, days)
            way.open.add(at, days)
        else:
            current = Disposition(disposition)
            ledger.disposed[current] = ledger.disposed.get(current, 0) + 1
    campaigns = {body.continues for body in kinds.get("campaign.recognised", ()) if body.continues is not None}
    for campaign, count in _rows(cursor, "SELECT id, reports FROM campaign WHERE id IN", campaigns):
        ledger.campaigns[campaign] = count


def _load_incidents(cursor: Cursor, ledger: Ledger, kinds: dict[str, list[Any]], about: set[str]) -> None:
    wanted: set[str | None] = set(about)
    for kind in ("report.disposed", "report.redisposed", "incident.described", "incident.linked", ASSESSED):
        wanted |= {body.incident for body in kinds.get(kind, ())}
    query = 'SELECT id, "index", opened_at, facts FROM incident WHERE id IN'
    for incident, index, at, facts in _rows(cursor, query, [each for each in wanted if each is not None]):
        shown = None if facts is None else msgspec.json.decode(facts, type=Facts)
        ledger.incidents[incident] = IncidentAccount(index, at, shown)
    moved = {report for body in kinds.get("incident.linked", ()) for report in (*body.joined, *body.left)}
    moved |= {report for body in kinds.get("incident.opened", ()) for report in body.reports}
    query = "SELECT report, incident FROM incident_report WHERE report IN"
    for report, incident in _rows(cursor, query, moved):
        ledger.reports[report].listed_in = incident
        if incident in ledger.incidents:
            ledger.incidents[incident].reports.append(report)
    pages = [body.incident for kind in ("incident.described", ASSESSED) for body in kinds.get(kind, ())]
    query = "SELECT report, incident FROM incident_report WHERE incident IN"
    for report, incident in _rows(cursor, query, pages):
        if incident in ledger.incidents and report not in ledger.incidents[incident].reports:
            ledger.incidents[incident].reports.append(report)


def _load_sealing(cursor: Cursor, ledger: Ledger, kinds: dict[str, list[Any]], about: set[str]) -> None:
    erased = [name for body in kinds.get("subject.erased", ()) for name in body.statements]
    lost = [name for body in kinds.get("sealed.lost", ()) for name in body.statements]
    described = [body.report for body in kinds.get("report.described", ())]
    named = [*erased, *lost, *about, *described]
    ledger.ids.update(_rows(cursor, 'SELECT id, "index" FROM entry WHERE id IN', named))
    query = "SELECT statement, erasure FROM erased_statement WHERE statement IN"
    ledger.erased.update(_rows(cursor, query, named))
    query = "SELECT statement, reason FROM lost_statement WHERE statement IN"
    ledger.lost.update(_rows(cursor, query, named))
    confirmed = [body.erasure for body in kinds.get("erasure.confirmed", ())]
    query = "SELECT id FROM erasure WHERE confirmed_index IS NULL AND id IN"
    ledger.pending_erasures.update(row[0] for row in _rows(cursor, query, confirmed))
    if any(body.reason == "old_backup" for body in kinds.get("sealed.lost", ())):
        cursor.execute('SELECT "index", at FROM entry WHERE kind = \'record.restored\' ORDER BY "index" LIMIT 1')
        for index, at in cursor.fetchall():
            body = RecordRestored(backup_at=at, backup_size=index, size=index, waiting_kept=False)
            ledger.restorations.append((index, at, body))
