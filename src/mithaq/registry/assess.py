"""Assessing an incident: the rules compute over all that is known, a person confirms it or holds it lower.

Counted are reports whose link and whose trace stand on the record, the sealed ones by the mission's keys. What the
record then says of them is cut to what bands and company allow (`mechanism/monitoring/sealed_company.py`).

What a machine finds between the reports (`mechanism/monitoring/found_repeats.py`) joins them until a person's trace
answers it. Between public reports the assessment says so on the record; what involves a sealed one only lowers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.assessing_fold import (
    expected_missing,
    sealed_company,
    shown_assessment,
    shown_roots,
    ties_on,
)
from mithaq.mechanism.monitoring.assessment import Assessment, LinkedReport, assess
from mithaq.mechanism.monitoring.bands import Band
from mithaq.mechanism.monitoring.conduct import Conduct
from mithaq.mechanism.monitoring.facts import Count
from mithaq.mechanism.monitoring.found_repeats import found_repeats
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.origin import FoundRepeat, Trace
from mithaq.mechanism.monitoring.roots import between_roots, is_answered
from mithaq.mechanism.monitoring.sealed_company import needs_company
from mithaq.mechanism.monitoring.statements import Held, IncidentAssessed
from mithaq.mechanism.monitoring.whose_word import SPEAKING, by_its_source
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.rules_at_the_door import ledger_of_incident
from mithaq.registry.tellings import copies_found, tellings
from mithaq.registry.trace import full_trace
from mithaq.sealed.ciphertext import values_or_none

if TYPE_CHECKING:
    from mithaq.mechanism.ledger import Ledger
    from mithaq.mechanism.monitoring.accounts import IncidentAccount
    from mithaq.mechanism.monitoring.found_repeats import Telling
    from mithaq.registry.mission import Mission
    from mithaq.registry.tellings import CopiesFound
    from mithaq.store.projections.batch import Cursor

__all__ = ["Assessed", "Explained", "assess_incident", "explain_incident", "full_traces"]

MOST_FOUND: Final = 300
"""As many as one assessment can name."""


@dataclass(frozen=True, slots=True)
class Explained:
    """``full`` rests on all that is known, ``shown`` on what anyone can see; ``said`` is on the record."""

    incident: str
    full: Assessment
    shown: Assessment
    conduct: Conduct
    said: IncidentAssessed | None
    found: tuple[FoundRepeat, ...]
    """What a machine found and nobody answered; any report of ``full`` may be in it."""
    public_found: tuple[FoundRepeat, ...]
    """As far as it joins public reports that nothing else joins: what the record says of it."""
    sealed_reports: frozenset[str]
    """Those of ``full`` that may not be shown: never to leave the room in which this is read."""


@dataclass(frozen=True, slots=True)
class Assessed:
    statement: str
    said: IncidentAssessed
    waits_for_company: bool
    """Whether sealed reports give another grade or band, which may be said only when more have been traced."""


def explain_incident(mission: Mission, incident: str, conduct: Conduct | None = None) -> Explained:
    """What the rules give now, with every step; nothing is written. Without ``conduct`` the last one is taken."""
    from django.db import connection

    with connection.cursor() as cursor:
        return _explained(mission, cursor, incident, conduct)[0]


def assess_incident(
    mission: Mission,
    incident: str,
    conduct: Conduct,
    *,
    confirmed: Grade,
    actor: Actor,
    now: datetime,
    held: Held = Held.DOUBT,
    reason: str | None = None,
) -> Assessed:
    """Enters the assessment. ``confirmed`` is the grade a person stands for: the computed one, or a lower one.

    A lower one needs a reason, which is sealed. Numbers and classes on the record are those of public reports.
    """
    with writing(mission) as door:
        explained, ledger = _explained(mission, door.cursor, incident, conduct)
        full = explained.full
        if len(explained.public_found) > MOST_FOUND:
            raise NotPermitted(
                f"{len(explained.public_found)} likely repetitions between its reports wait for an answer.",
                where=incident,
                advice="Answer some first: `mithaq report repeats --incident`.",
            )
        # A public, checked denial stands above the event until people have decided between them in public.
        given = Grade.ALLEGED if explained.shown.contradicted else full.grade
        if confirmed.rank > given.rank:
            raise NotPermitted(
                f"the rules give {given}, not {confirmed}: an assessment is never higher than they allow.",
                where=incident,
                advice="Read `mithaq incident explain`: it says what is missing.",
            )
        if confirmed is not given and not reason:
            raise NotPermitted(
                f"the rules give {given}; holding it at {confirmed} needs a reason.",
                where=incident,
                advice="Give --reason; it is sealed.",
            )
        account = ledger.incidents[incident]
        # Only a grade below what all reports give is a person's own doubt; the rest is the reports' and waits.
        whose = held if confirmed is not given else Held.SEALED_GROUNDS
        said, waits = _sayable(ledger, account, explained, confirmed, whose)
        values: dict[str, object] = {"grounds": _grounds(full, given, confirmed)}
        if reason:
            values["reason"] = reason
        made = draft(mission, "incident.assessed", said, actor, values=values, streams=(incident,))
        door.enter([made], now)
    return Assessed(made.id, said, waits)


def _sayable(
    ledger: Ledger, account: IncidentAccount, explained: Explained, confirmed: Grade, held: Held
) -> tuple[IncidentAssessed, bool]:
    """What may be said of it now, and whether sealed reports must wait for company.

    ``held`` says whose hold it is where it is held: the person's own, or that of what is not shown, which waits
    for company like everything else that only sealed reports tell.
    """
    full, shown = explained.full, explained.shown
    before = account.assessed[-1].said if account.assessed else None
    wanted = _said(explained, confirmed, full.band, held)
    least = ledger.limits.epoch_minimum if ledger.limits else 1
    if not needs_company(wanted, before) or sealed_company(ledger, account) >= least:
        return wanted, False
    others = []
    if before is not None:
        others += [(before.grade, before.band), (confirmed, before.band)]
    others += [(confirmed, shown.band), (shown.grade, shown.band)]
    for grade, band in others:
        said = _said(explained, grade, band, held)
        if grade.rank <= confirmed.rank and not needs_company(said, before):
            return said, True
    raise NotPermitted(
        "what this would change rests on sealed reports, and too few were traced since the last assessment.",
        where=explained.incident,
        advice="Assess it again when more sealed reports have been traced.",
    )


def _said(explained: Explained, grade: Grade, band: Band, held: Held) -> IncidentAssessed:
    shown = explained.shown
    is_lower = grade.rank < shown.grade.rank or band.low < shown.band.low
    return IncidentAssessed(
        incident=explained.incident,
        grade=grade,
        shown_grade=shown.grade,
        roots=shown.count,
        band=band,
        gravity=shown.gravity,
        conduct=explained.conduct,
        classes=shown.classes,
        casualties=shown.casualties,
        missing=expected_missing(grade, shown),
        held=held if is_lower else None,
        found=explained.public_found,
    )


def _grounds(full: Assessment, given: Grade, confirmed: Grade) -> dict[str, object]:
    """What an auditor compares: counts only, so that erasing a report leaves nothing of it here.

    ``held_by`` is whose word a lower grade would be: a person's, or that of the reports by the rules.
    """
    return {
        "grade": full.grade.value,
        "confirmed": confirmed.value,
        "held_by": "rules" if confirmed is given else "person",
        "roots": full.count,
        "gravity": full.gravity.value,
        "reports": dict(sorted(Counter(standing.value for _, standing in full.reports).items())),
    }


def _explained(
    mission: Mission, cursor: Cursor, incident: str, conduct: Conduct | None
) -> tuple[Explained, Ledger]:
    check_id(incident, Letter.INCIDENT)
    ledger = ledger_of_incident(cursor, incident)
    account = ledger.incidents.get(incident)
    if account is None:
        raise InvalidStatement(f"no incident {incident} is open.", advice="Open it first.")
    if account.facts is None:
        raise NotPermitted(
            "its page shows nothing yet, and an assessment would tell of it.",
            where=incident,
            advice="Show it first: `mithaq incident describe`.",
        )
    said = account.assessed[-1].said if account.assessed else None
    if conduct is None:
        conduct = Conduct() if said is None else said.conduct
    sealed = _sealed_reports(mission, cursor, incident)
    copies = copies_found(mission, cursor)
    told = tellings(mission, cursor, [*account.reports, *sealed])
    traces = full_traces(mission, cursor, [*account.reports, *sealed])
    sources = _sealed_sources(mission, cursor, traces.keys() | set(sealed))
    traces |= {
        report: by_its_source(traces[report], *source) for report, source in sources.items() if report in traces
    }
    found = tuple(
        each
        for each in found_repeats(told, copies.among([each.report for each in told], public=False))
        if not is_answered(traces, each.report, each.repeats)
    )
    public = [LinkedReport.of(report, ledger.reports[report].facts) for report in sorted(account.reports)]
    full = assess(
        [*public, *_linked_sealed(mission, cursor, sealed, sources)],
        traces,
        ties_on(ledger, account.facts.day_from, account.facts.day_to),
        conduct,
        page=account.facts,
        found=found,
    )
    open_to_all = [each for each in told if each.report not in sealed]
    public_found = _public_found(ledger, account, open_to_all, copies)
    shown = shown_assessment(ledger, account, conduct, public_found)
    return Explained(incident, full, shown, conduct, said, found, public_found, frozenset(sealed)), ledger


def _public_found(
    ledger: Ledger, account: IncidentAccount, told: list[Telling], copies: CopiesFound
) -> tuple[FoundRepeat, ...]:
    """Rests on the public reports alone, so that nothing received moves a public byte by it."""
    shown = {
        each.report: trace.shown
        for each in told
        if (trace := ledger.traces.get(each.report)) is not None and trace.shown is not None
    }
    found = [
        each
        for each in found_repeats(told, copies.among([each.report for each in told], public=True))
        if {each.report, each.repeats} <= shown.keys() and not is_answered(shown, each.report, each.repeats)
    ]
    return between_roots(shown_roots(ledger, account), found)


def _sealed_reports(mission: Mission, cursor: Cursor, incident: str) -> list[str]:
    """Reports that may not be shown and whose link to the incident stands on the record."""
    mark = mission.blind.mark("incident", incident)
    cursor.execute("SELECT report FROM disposition WHERE incident_mark = %s ORDER BY report", (mark,))
    return [row[0] for row in cursor.fetchall()]


_SEALED_OF = (
    'SELECT entry.id, entry.kind, ciphertext."key", ciphertext.blob FROM entry'
    ' JOIN ciphertext ON ciphertext."index" = entry."index" WHERE entry.id IN'
)


def _opened(mission: Mission, cursor: Cursor, statements: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The sealed values of these statements, as far as they still open."""
    names = sorted(statements)
    if not names:
        return {}
    cursor.execute(f"{_SEALED_OF} ({','.join(['%s'] * len(names))})", names)
    rows = cursor.fetchall()
    keys = mission.keys.keys([row[2] for row in rows])
    found = {}
    for statement, kind, key_id, blob in rows:
        if key_id in keys:
            values = values_or_none(keys[key_id], bytes(blob), statement, kind)
            if values is not None:
                found[statement] = values
    return found


def _sealed_sources(mission: Mission, cursor: Cursor, reports: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The code and standing of the registered sources that these reports name under seal."""
    cursor.execute("SELECT id, code, standing FROM source")
    known = {}
    for source, code, standing in cursor.fetchall():
        known[source] = known[code] = (code, standing)
    opened = _opened(mission, cursor, reports)
    named = {report: str(values.get("source") or "") for report, values in opened.items()}
    return {report: known[source] for report, source in named.items() if source in known}


def _linked_sealed(
    mission: Mission, cursor: Cursor, reports: list[str], sources: Mapping[str, tuple[str, str]]
) -> list[LinkedReport]:
    opened = _opened(mission, cursor, reports)
    found = []
    for report in reports:
        numbers = opened.get(report, {}).get("casualties") or {}
        source, standing = sources.get(report, ("", ""))
        # A received report names its source's code, and got here through the door of that source.
        found.append(
            LinkedReport(
                report,
                killed=_count(numbers.get("killed")),
                wounded=_count(numbers.get("wounded")),
                door=source if standing in SPEAKING else None,
            )
        )
    return found


def _count(said: Any) -> Count | None:
    return None if said is None else msgspec.convert(said, Count)


def full_traces(mission: Mission, cursor: Cursor, reports: Iterable[str]) -> dict[str, Trace]:
    """The current traces of these reports and of what they repeat: whole where they open, else as shown."""
    found: dict[str, Trace] = {}
    seen: set[str] = set()
    waiting = set(reports)
    while waiting:
        seen |= waiting
        names = sorted(waiting)
        cursor.execute(
            'SELECT report, statement, shown FROM report_trace WHERE "index" IN'  # noqa: S608 - only marks
            f' (SELECT max("index") FROM report_trace WHERE report IN ({",".join(["%s"] * len(names))})'
            " GROUP BY report)",
            names,
        )
        rows = cursor.fetchall()
        opened = _opened(mission, cursor, [row[1] for row in rows])
        waiting = set()
        for report, statement, shown in rows:
            if statement in opened:
                found[report] = full_trace(opened[statement])
            elif shown is not None:
                found[report] = msgspec.json.decode(shown, type=Trace)
            else:
                continue
            waiting |= set(found[report].others) - seen
    return found
