"""Running linkage over a mission: what came out is committed to, and what is sure is entered.

Two partitions are made. The public one rests on what the record shows, so that anyone with the code gets it again
and nobody can tell from it what was received. The other is of all reports, and is kept encrypted whole; its sealed
links enter with the day's batch, like those a person makes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import ImportRejected
from mithaq.mechanism.envelope import instant, parse_instant
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.batches import Closing, closing, period_start
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS, last_call
from mithaq.mechanism.monitoring.link_plan import LinkPlan, Move, Question, plan_links
from mithaq.mechanism.monitoring.partition_file import MOST_SCORE, PartitionRow, partition_bytes
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentOpened,
    LinkageRan,
    ReportDisposed,
    ReportRedisposed,
)
from mithaq.registry.dispose import disposition_draft, keep_waiting, linked_draft
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.link_state import judgements, standing_links
from mithaq.registry.linkage_inputs import LinkageInputs, PointOf, linkage_inputs
from mithaq.registry.mission import PARTITIONS
from mithaq.registry.reports import standing_report
from mithaq.registry.sealed_values import most_exact_facts
from mithaq.sealed.blobs import sealed_blob, write_blob
from mithaq.sealed.ciphertext import KEY_BYTES, NONCE_BYTES
from mithaq.sealed.key_folder import write_durably
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.linkage import Decisions, Linked
    from mithaq.mechanism.monitoring.judgements import Judgements
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = [
    "ACTOR",
    "AUTOMATIC_FROM",
    "LEVEL",
    "Asked",
    "LinkageRun",
    "SealedPartition",
    "linked_now",
    "run_linkage",
]

ACTOR: Final = Actor("linkage")
LEVEL: Final = 0.99
"""Links as probable as this were right in 99.5 of 100 (docs/linkage.md); less sure ones are a person's."""
AUTOMATIC_FROM: Final = 200
"""With fewer reports nothing was learnt that a probability could rest on: then a person is asked about all."""
ASKED_FROM: Final = 0.2


class Asked(msgspec.Struct, frozen=True):
    """A pair that waits for a person. It may name reports that nobody may see."""

    first: str
    second: str
    why: Question
    probability: float
    bits: dict[str, float]


class SealedPartition(msgspec.Struct, frozen=True):
    """What the sealed file holds: every report's group and score, and what is asked."""

    groups: dict[str, tuple[str, int]]
    asked: list[Asked]
    copies: list[tuple[str, str]] = []
    """Each copy with its original; `tellings.CopiesFound` reads the two lists."""
    public_copies: list[tuple[str, str]] = []
    """Those found from public values alone."""


@dataclass(frozen=True, slots=True)
class LinkageRun:
    statement: str
    as_of: int
    public_reports: int
    public_groups: int
    reports: int
    groups: int
    opened: tuple[str, ...]
    joined: int
    """Public reports that joined an incident that was open."""
    moved: int
    waiting: int
    """Sealed links that wait for the day's batch."""
    asked: int


def run_linkage(
    mission: Mission,
    *,
    point_of: PointOf,
    now: datetime,
    level: float = LEVEL,
    automatic_from: int = AUTOMATIC_FROM,
) -> LinkageRun:
    """``level`` is the least probability of each pair of a group that is entered without a person."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute('SELECT coalesce(max("index") + 1, 0) FROM entry')
        as_of = cursor.fetchone()[0]
        inputs = linkage_inputs(mission, cursor, as_of, point_of)
        public_judged = judgements(mission, cursor, public=True)
        judged = judgements(mission, cursor, public=False)
    public = linked_now(inputs, public_judged, public=True)
    whole = linked_now(inputs, judged, public=False)
    partition = _partition(public, inputs.public_ids)
    public_cores = _cores(public, level, public_judged, automatic_from)
    whole_cores = _cores(whole, level, judged, automatic_from)
    midnight = instant(period_start(now, DAY_SECONDS))
    with writing(mission) as door:
        standing = standing_links(mission, door.cursor, midnight)
        plan = plan_links(public_cores, whole_cores, standing, judged, public_judged)
        asked = _asked(whole, plan, judged, level, {name: each.incident for name, each in standing.items()})
        ran = _ran(
            mission,
            inputs=inputs,
            partition=partition,
            public=public,
            whole=whole,
            asked=asked,
            level=level,
            automatic_from=automatic_from,
        )
        door.enter([ran], now)
        done = _Entered(door, now, ran.id)
        done.carry_out(plan)
    return LinkageRun(
        statement=ran.id,
        as_of=as_of,
        public_reports=len(partition),
        public_groups=len({row.group for row in partition}),
        reports=len(inputs.whole),
        groups=0 if whole is None else len(set(whole.group.tolist())),
        opened=tuple(done.opened),
        joined=done.joined,
        moved=done.moved,
        waiting=done.waiting,
        asked=len(asked),
    )


def linked_now(inputs: LinkageInputs, judged: Judgements, *, public: bool) -> Linked | None:
    """None where there are not two reports to compare."""
    from mithaq.linkage import link, read_columns

    if len(inputs.public if public else inputs.whole) < 2:
        return None
    reports = read_columns(inputs.columns(public=public), name="the mission's reports")
    try:
        return link(reports, decisions=_decisions(judged))
    except ImportRejected as error:
        raise ImportRejected(error.problem, where="link.judged", advice="Judge one of these pairs anew.") from error


def _decisions(judged: Judgements) -> Decisions:
    from mithaq.linkage import Decisions

    return Decisions(together=judged.together, apart=judged.apart)


def _partition(linked: Linked | None, public_ids: Sequence[str]) -> list[PartitionRow]:
    rows = {report: PartitionRow(report, report, 0) for report in public_ids}
    if linked is not None:
        ids = [str(one) for one in linked.reports.ids]
        for report, group, score in zip(ids, linked.group.tolist(), linked.score.tolist(), strict=True):
            rows[report] = PartitionRow(report, ids[group], _score(score))
    return sorted(rows.values())


def _score(probability: float) -> int:
    return max(0, min(MOST_SCORE, round(probability * MOST_SCORE)))


def _copies(linked: Linked | None) -> list[tuple[str, str]]:
    if linked is None:
        return []
    ids = linked.reports.ids
    return [
        (str(ids[copy]), str(ids[of])) for copy, of in zip(linked.copies.copy, linked.copies.original, strict=True)
    ]


def _cores(linked: Linked | None, level: float, judged: Judgements, automatic_from: int) -> list[tuple[str, ...]]:
    from mithaq.linkage.sure import sure_groups

    if linked is None:
        return []
    if len(linked.reports) < automatic_from:
        # Only what a person judged is sure.
        level = 1.1
    return sure_groups(linked, level, _decisions(judged))


def _asked(
    linked: Linked | None, plan: LinkPlan, judged: Judgements, level: float, incidents: dict[str, str | None]
) -> list[Asked]:
    """Pairs nobody judged yet and that are not in one incident already."""
    if linked is None:
        return []
    asked = []
    for pair, why in sorted(plan.asked.items()):
        told = _explained(linked, *pair)
        asked.append(Asked(*pair, why, *told))
    asked += [
        Asked(each.first, each.second, Question.DOUBTFUL, each.probability, each.bits)
        for each in linked.undecided(low=ASKED_FROM, high=level)
    ]
    return [
        each
        for each in asked
        if (each.first, each.second) not in judged.by_pair
        and (incidents.get(each.first) is None or incidents.get(each.first) != incidents.get(each.second))
    ]


def _explained(linked: Linked, a: str, b: str) -> tuple[float, dict[str, float]]:
    from mithaq.errors import NotPermitted

    try:
        told = linked.explain(a, b)
    except NotPermitted:
        # A copy: its original was compared in its place.
        return 1.0, {}
    return told.probability, told.bits


def _ran(
    mission: Mission,
    *,
    inputs: LinkageInputs,
    partition: list[PartitionRow],
    public: Linked | None,
    whole: Linked | None,
    asked: list[Asked],
    level: float,
    automatic_from: int,
) -> Draft:
    from mithaq import __version__
    from mithaq.linkage.batch import SEED
    from mithaq.linkage.candidates import Reach
    from mithaq.linkage.code import code_sha256

    statement = new_id(Letter.STATEMENT, mission.random_bytes(10))
    data = partition_bytes(partition)
    public_file = hashlib.sha256(data).hexdigest()
    folder = mission.path / PARTITIONS
    folder.mkdir(mode=0o700, exist_ok=True)
    write_durably(folder / public_file, data)
    key = mission.random_bytes(KEY_BYTES)
    groups = {}
    if whole is not None:
        ids = [str(one) for one in whole.reports.ids]
        groups = {
            report: (ids[group], _score(score))
            for report, group, score in zip(ids, whole.group.tolist(), whole.score.tolist(), strict=True)
        }
    kept = msgspec.json.encode(SealedPartition(groups, asked, _copies(whole), _copies(public)))
    blob = sealed_blob(key, mission.random_bytes(NONCE_BYTES), kept, statement_id=statement)
    reach = Reach()
    body = LinkageRan(
        code=__version__,
        code_sha256=code_sha256(),
        parameters={
            "automatic_from": automatic_from,
            "days": reach.days,
            "level": _score(level),
            "mixed_m": round(reach.mixed_km * 1000),
            "points_m": round(reach.points_km * 1000),
            "seed": SEED,
            "settlements_m": round(reach.settlements_km * 1000),
        },
        as_of=inputs.as_of,
        public_file=public_file,
        sealed_file=write_blob(mission.path / "blobs", blob),
        public_reports=len(partition),
        public_groups=len({row.group for row in partition}),
        public_undecided=0 if public is None else len(public.undecided(low=ASKED_FROM, high=level)),
    )
    counts = {"asked": len(asked), "groups": len({group for group, _ in groups.values()}), "reports": len(groups)}
    return draft(
        mission,
        "linkage.ran",
        body,
        ACTOR,
        values={"counts": counts, "key": key.hex()},
        statement_id=statement,
    )


class _Entered:
    """Carries a plan out inside the run's transaction, and counts."""

    def __init__(self, door: Door, now: datetime, run: str) -> None:
        self.door, self.now, self.run = door, now, run
        self.reason = f"linkage run {run}"
        self.opened: list[str] = []
        self.joined = self.moved = self.waiting = 0

    def carry_out(self, plan: LinkPlan) -> None:
        for move in plan.moves:
            self._move(move)
        opened_by: dict[int, str] = {}
        for number, join in enumerate(plan.public):
            if join.incident is None:
                opened_by[number] = self._open(join.reports)
            else:
                self._join(join.incident, join.reports)
        for number, reports in plan.with_public:
            if number in opened_by:
                self._keep(opened_by[number], reports)
        for move in plan.sealed_moves:
            self._move_sealed(move)
        alone = [join.reports for join in plan.sealed if join.incident is None]
        for join in plan.sealed:
            if join.incident is not None:
                self._keep(join.incident, join.reports)
        if self._in_company([report for reports in alone for report in reports]):
            for reports in alone:
                self._keep(self._open(reports, sealed=True), reports)

    def _in_company(self, reports: list[str]) -> bool:
        """Incidents behind which only sealed reports stand are opened like a batch: by company or last call."""
        if not reports:
            return False
        limits = limits_in_force(self.door.cursor)
        moments = [row for report in reports for row in self._entered_at(report)]
        answer = closing(
            now=self.now,
            ended=len(reports),
            last_call=last_call(parse_instant(min(moments)), limits.batch_days),
            last_batch=None,
            period_seconds=DAY_SECONDS,
            minimum=limits.epoch_minimum,
        )
        return answer is not Closing.WAIT

    def _entered_at(self, report: str) -> Iterator[str]:
        self.door.cursor.execute("SELECT at FROM report WHERE id = %s", (report,))
        yield from (row[0] for row in self.door.cursor.fetchall())

    def _open(self, reports: Sequence[str], *, sealed: bool = False) -> str:
        mission = self.door.mission
        incident = new_id(Letter.INCIDENT, mission.random_bytes(10))
        values: dict[str, Any] = {
            "facts": msgspec.to_builtins(most_exact_facts(mission, reports)),
            "reports": sorted(reports) if sealed else [],
        }
        shown = () if sealed else tuple(sorted(reports))
        drafts = [
            draft(
                mission,
                "incident.opened",
                IncidentOpened(facts=None, reports=shown),
                ACTOR,
                values=values,
                streams=(incident,),
                statement_id=incident,
            )
        ]
        drafts += [self._disposed(report, incident) for report in shown]
        self.door.enter(drafts, self.now)
        self.opened.append(incident)
        return incident

    def _disposed(self, report: str, incident: str) -> Draft:
        body = ReportDisposed(report=report, disposition=Disposition.LINKED, incident=incident)
        return disposition_draft(self.door.mission, body, ACTOR, reason=self.reason, sealed_link=None)

    def _join(self, incident: str, reports: Sequence[str]) -> None:
        mission = self.door.mission
        drafts = [self._disposed(report, incident) for report in reports]
        drafts += [linked_draft(mission, incident, ACTOR, joined=report, reason=self.reason) for report in reports]
        self.door.enter(drafts, self.now)
        self.joined += len(reports)

    def _keep(self, incident: str, reports: Sequence[str]) -> None:
        """Sealed links: complete now, on the record with the day's batch."""
        for report in reports:
            body = ReportDisposed(report=report, disposition=Disposition.LINKED)
            made = disposition_draft(self.door.mission, body, ACTOR, reason=self.reason, sealed_link=incident)
            keep_waiting(self.door, made, report, self.now)
            self.waiting += 1

    def _move(self, move: Move) -> None:
        """Public reports, as public judgements say: out of one chain, into another."""
        mission, [report] = self.door.mission, move.reports
        current = standing_report(self.door, report).current
        if current is None:
            return
        self.door.enter([linked_draft(mission, move.left, ACTOR, left=report, reason=self.reason)], self.now)
        incident = move.incident
        if incident is None:
            incident = new_id(Letter.INCIDENT, mission.random_bytes(10))
            values: dict[str, Any] = {
                "facts": msgspec.to_builtins(most_exact_facts(mission, [report])),
                "reports": [],
            }
            chain = draft(
                mission,
                "incident.opened",
                IncidentOpened(facts=None, reports=(report,)),
                ACTOR,
                values=values,
                streams=(incident,),
                statement_id=incident,
            )
            self.opened.append(incident)
        else:
            chain = linked_draft(mission, incident, ACTOR, joined=report, reason=self.reason)
        body = ReportRedisposed(
            report=report,
            replaces=current,
            disposition=Disposition.LINKED,
            ground=Ground.LINKAGE,
            reason=self.reason,
            incident=incident,
        )
        redisposed = disposition_draft(mission, body, ACTOR, reason=None, sealed_link=None)
        self.door.enter([chain, redisposed], self.now)
        self.moved += 1

    def _move_sealed(self, move: Move) -> None:
        """A sealed report leaves by a sealed disposition; where it is to stand alone it waits for a person."""
        [report] = move.reports
        standing = standing_report(self.door, report)
        if standing.current is None or standing.is_waiting or move.incident is None:
            return
        body = ReportRedisposed(
            report=report, replaces=standing.current, disposition=Disposition.LINKED, ground=Ground.LINKAGE
        )
        made = disposition_draft(self.door.mission, body, ACTOR, reason=self.reason, sealed_link=move.incident)
        keep_waiting(self.door, made, report, self.now)
        self.waiting += 1
