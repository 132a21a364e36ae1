"""No single act stops the record: what the verifier would refuse is never written, and no row blocks the others."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from mithaq.errors import InvalidStatement, MissionNotReady, MithaqError
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.statements import Limits, PartyEntered, PartyNamed, PartySponsored, TermsAdopted
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.claim import RecordedClaim
from mithaq.mechanism.monitoring.conduct import Conduct, Means
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.origin import Evidence, Says, Step, StepKind, Trace
from mithaq.mechanism.monitoring.statements import CountingRulePublished, Disposition
from mithaq.registry.assess import assess_incident, explain_incident
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.campaigns import recognise_campaign
from mithaq.registry.claims import record_claims
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.digest import digest
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.door import writing
from mithaq.registry.drafts import draft
from mithaq.registry.erase import erase, statements_about
from mithaq.registry.incidents import describe_incident, describe_report, open_incident
from mithaq.registry.mission import Mission
from mithaq.registry.parties import adopt_terms, enter_parties, name_party, sponsor_party
from mithaq.registry.rebuild import rebuild
from mithaq.registry.receive import receive, status_of
from mithaq.registry.sources import publish_rule
from mithaq.registry.take_in import take_in
from mithaq.registry.trace import trace_day, trace_report
from mithaq.registry.waiting_erasures import enter_erasures
from mithaq.registry.words import Words, draw_words
from mithaq.store.models import DispositionRow, Entry, InboxReport, Incident, Report, StatusDoor
from registry.missions import NOON, OFFICER, collected, facts, new_mission, new_source, received, replayed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def size() -> int:
    return Entry.objects.count()


# What the verifier would refuse for ever is refused at the door, whichever command brings it.


def party(code: str = "A") -> PartyEntered:
    return PartyEntered(code=code, role="party", name=Text(lang="en", original="A"), source="x", verified=False)


FORBIDDEN: list[tuple[str, str, Callable[[], object]]] = [
    ("terms.adopted", "terms", lambda: TermsAdopted(version="1", limits=Limits())),
    ("party.entered", "party-code", lambda: party("KNOWN")),
    (
        "party.named",
        "party-known",
        lambda: PartyNamed(
            party="p0000000000000000c",
            name=Text(lang="en", original="B"),
            since=None,
            until=None,
            source="x",
            verified=False,
        ),
    ),
]


@pytest.mark.parametrize(("kind", "rule", "body"), FORBIDDEN, ids=[each[1] for each in FORBIDDEN])
def test_the_door_refuses_what_a_reader_would_even_where_a_command_forgot_to_ask(
    mission: Mission, kind: str, rule: str, body: Callable[[], object]
) -> None:
    enter_parties(mission, [party("KNOWN")], actor=OFFICER, now=NOON)
    before = size()

    with pytest.raises(InvalidStatement, match=rule), writing(mission) as door:
        door.enter([draft(mission, kind, body(), OFFICER)], NOON)  # type: ignore[arg-type]  # any body

    assert size() == before


def claim(day_from: str, day_to: str) -> RecordedClaim:
    return RecordedClaim(
        recorder="GAZETTE",
        rule="R",
        external_id=f"{day_from}/{day_to}",
        day_from=day_from,
        day_to=day_to,
        measure="violations",
        count=1,
        as_printed="1",
    )


def counting_rule(source: str, code: str = "R") -> CountingRulePublished:
    words = Text(lang="en", original="each once")
    return CountingRulePublished(code=code, recorder=source, text=words, source="x", verified=False)


def test_a_claim_whose_period_ends_before_it_begins_is_refused(mission: Mission) -> None:
    source = new_source(mission)
    publish_rule(mission, [counting_rule(source)], actor=OFFICER, now=NOON)

    with pytest.raises(InvalidStatement, match="after day_to"):
        record_claims(mission, [claim("2017-02-09", "2017-02-01")], actor=OFFICER, now=NOON)


def test_terms_that_would_lead_out_of_the_calendar_are_refused_and_reports_still_enter(mission: Mission) -> None:
    new_source(mission)

    terms = TermsAdopted(version="2", limits=Limits(disposition_days=5_000_000))
    with pytest.raises(MithaqError):
        adopt_terms(mission, terms, actor=OFFICER, now=NOON)

    assert len(take_in(mission, [collected(1)], now=NOON).accepted) == 1


def test_the_longest_limits_still_lead_to_a_date(tmp_path: Path, database: str) -> None:
    longest = Limits(
        disposition_days=3_650,
        epoch_seconds=15_768_000,
        epoch_minimum=100_000,
        promise_seconds=31_536_000,
        publication_delay_days=3_650,
        suppress_below=100_000,
        batch_days=3_650,
    )
    with new_mission(tmp_path / "longest", limits=longest) as mission:
        new_source(mission)
        receive(mission, received(1), now=NOON)
        take_in(mission, [collected(1)], now=NOON)
        close_epoch(mission, now=NOON + DAY)

        assert replayed().breaches == []


def test_a_report_that_turns_out_to_repeat_a_sealed_one_leaves_its_incident_and_may_come_back(
    with_source: Mission,
) -> None:
    told = five_told(with_source)
    [report] = take_in(with_source, [collected(0)], now=NOON + HOUR).accepted
    incident = open_incident(with_source, facts(), [report], actor=OFFICER, now=NOON + HOUR)
    redispose(
        with_source,
        report,
        Disposition.DUPLICATE,
        replaces=DispositionRow.objects.get(report=report).statement,
        duplicate_of=told[0],
        reason="same words",
        actor=OFFICER,
        now=NOON + 2 * HOUR,
    )
    assert replayed().incidents[incident].reports == []
    dispose_day(with_source, now=NOON + 5 * DAY)

    redispose(
        with_source,
        report,
        Disposition.LINKED,
        replaces=DispositionRow.objects.get(report=report).statement,
        incident=incident,
        reason="it is not",
        actor=OFFICER,
        now=NOON + 6 * DAY,
    )

    ledger = replayed()
    assert ledger.incidents[incident].reports == [report]
    assert ledger.breaches == []


# One row stops no other.


def own_words(mission: Mission) -> Words:
    return Words((), mission.random_bytes(32))


def five_told(mission: Mission) -> tuple[str, ...]:
    for number in range(5):
        receive(mission, received(number), now=NOON, words=own_words(mission))
    return close_epoch(mission, now=NOON + HOUR).reports


def test_words_that_another_reporter_has_are_drawn_again(mission: Mission) -> None:
    words = draw_words(mission, lang="en")
    first = receive(mission, received(0), now=NOON, words=words)
    second = receive(mission, received(1), now=NOON, words=words)
    for number in range(2, 5):
        receive(mission, received(number), now=NOON)
    closed = close_epoch(mission, now=NOON + HOUR)
    third = receive(mission, received(9), now=NOON + HOUR, words=words)

    assert first.words == words.words
    assert len({first.words, second.words, third.words}) == 3
    assert len(closed.reports) == 5
    assert StatusDoor.objects.count() == 2
    assert status_of(mission, second.words) is None


def test_two_reports_with_one_mark_do_not_keep_an_epoch_from_closing(mission: Mission) -> None:
    first = five_told(mission)
    mark = bytes(StatusDoor.objects.order_by("mark")[0].mark)
    for number in range(5, 10):
        receive(mission, received(number), now=NOON + 2 * HOUR)
    InboxReport.objects.filter(pk=InboxReport.objects.order_by("number")[0].pk).update(words_mark=mark)

    closed = close_epoch(mission, now=NOON + 4 * HOUR)

    assert len(first) == len(closed.reports) == 5
    assert InboxReport.objects.count() == 0


def damaged(blob: bytes) -> bytes:
    return blob[:40] + bytes([blob[40] ^ 1]) + blob[41:]


def test_one_flipped_bit_in_one_waiting_report_stops_none_and_is_told(mission: Mission) -> None:
    for number in range(5):
        receive(mission, received(number), now=NOON)
    hurt = InboxReport.objects.order_by("number")[2]
    InboxReport.objects.filter(pk=hurt.pk).update(blob=damaged(bytes(hurt.blob)))

    closed = close_epoch(mission, now=NOON + HOUR)
    rebuilt = rebuild(mission)

    assert len(closed.reports) == 5
    assert closed.damaged == rebuilt.damaged == (hurt.id,)
    assert Report.objects.count() == 5


def test_one_flipped_bit_in_one_waiting_disposition_stops_none(mission: Mission) -> None:
    told = five_told(mission)
    incident = open_incident(mission, facts(), list(told), actor=OFFICER, now=NOON + HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT blob FROM pending_disposition WHERE report = %s", (told[1],))
        blob = damaged(bytes(cursor.fetchone()[0]))
        cursor.execute("UPDATE pending_disposition SET blob = %s WHERE report = %s", (blob, told[1]))

    settled = dispose_day(mission, now=NOON + 2 * DAY)

    assert len(settled) == 5
    assert Incident.objects.get().id == incident


# Clock, keys and databases.


LATE = datetime(2099, 1, 1, tzinfo=UTC)


def test_a_clock_that_leaps_writes_nothing_until_a_person_vouches_for_the_silence(
    mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    mission.mode = Mode.MISSION
    before = size()

    with pytest.raises(MissionNotReady, match="after-silence"):
        tick(mission, now=LATE)
    with pytest.raises(MissionNotReady, match="after-silence"):
        receive(mission, received(1), now=LATE)
    assert (size(), InboxReport.objects.count()) == (before, 0)

    tick(mission, now=NOON + 3 * DAY)
    tick(mission, now=NOON + 30 * DAY, after_silence=True)
    tick(mission, now=NOON + 31 * DAY)
    assert size() == before + 3


def test_a_report_is_not_stored_where_its_promise_cannot_be_signed(mission: Mission) -> None:
    (mission.path / "keys" / "promise.seed").rename(mission.path / "gone")
    mission._promise_signer = None

    with pytest.raises(MithaqError):
        receive(mission, received(1), now=NOON)

    assert InboxReport.objects.count() == 0


def test_a_mission_never_writes_into_the_database_of_another(
    tmp_path: Path, database: str, elsewhere: Callable[[], None]
) -> None:
    first = new_mission(tmp_path / "first")
    elsewhere()
    second = new_mission(tmp_path / "second")
    before = size()

    with pytest.raises(MissionNotReady, match="another mission"):
        tick(first, now=NOON)
    with pytest.raises(MissionNotReady, match="another mission"):
        receive(first, received(1), now=NOON)

    assert (size(), InboxReport.objects.count()) == (before, 0)
    tick(second, now=NOON)
    first.close()
    second.close()


# Whatever is commanded, in whatever order: the record holds.


class Clumsy:
    """Somebody who gives any command at any time, mostly wrong ones."""

    def __init__(self, mission: Mission, seed: int) -> None:
        self.mission = mission
        self.random = random.Random(seed)
        self.now = NOON
        self.number = 0

    def report(self) -> str:
        return str(self.random.choice(list(Report.objects.order_by("id").values_list("id", flat=True))))

    def incident(self) -> str | None:
        ids = list(Incident.objects.order_by("id").values_list("id", flat=True))
        return str(self.random.choice(ids)) if ids and self.random.random() < 0.8 else None

    def acts_once(self) -> None:
        self.number += 1
        self.now += timedelta(seconds=self.random.choice([0, 60, 3_600, 90_000]))
        mission, now, draws = self.mission, self.now, self.random
        disposition = draws.choice(list(Disposition))
        link: dict[str, str | None] = {"incident": self.incident()} if disposition is Disposition.LINKED else {}
        if disposition is Disposition.DUPLICATE:
            link = {"duplicate_of": self.report()}
        acts: list[Callable[[], object]] = [
            lambda: take_in(mission, [collected(draws.randrange(30)), collected(draws.randrange(30))], now=now),
            lambda: [receive(mission, received(self.number * 10 + each), now=now) for each in range(5)],
            lambda: close_epoch(mission, now=now),
            lambda: dispose_day(mission, now=now),
            lambda: enter_erasures(mission, now=now),
            lambda: dispose(mission, self.report(), disposition, actor=OFFICER, now=now, **link),
            lambda: self.redisposes(disposition, link),
            lambda: open_incident(mission, facts(), [self.report(), self.report()], actor=OFFICER, now=now),
            lambda: open_incident(mission, facts(), [self.report()], actor=OFFICER, now=now),
            lambda: describe_incident(mission, str(self.incident()), facts(), actor=OFFICER, now=now),
            lambda: describe_report(mission, self.report(), facts(), actor=OFFICER, now=now),
            lambda: recognise_campaign(
                mission,
                [self.report()],
                disposition,
                reason=Text(lang="en", original="one hand"),
                pattern="same words",
                actor=OFFICER,
                now=now,
            ),
            lambda: erase(
                mission, statements_about(mission, self.report()), ground="request", actor=OFFICER, now=now
            ),
            lambda: adopt_terms(
                mission,
                TermsAdopted(
                    version=str(draws.randrange(4)),
                    limits=Limits(disposition_days=draws.choice([1, 30, 5_000_000])),
                ),
                actor=OFFICER,
                now=now,
            ),
            lambda: record_claims(
                mission,
                [claim(f"2017-01-0{draws.randrange(1, 9)}", f"2017-01-0{draws.randrange(1, 9)}")],
                actor=OFFICER,
                now=now,
            ),
            lambda: enter_parties(mission, [party(str(draws.randrange(3)))], actor=OFFICER, now=now),
            lambda: name_party(mission, self.name(), actor=OFFICER, now=now),
            self.traces,
            self.traces,
            lambda: trace_day(mission, now=now),
            self.assesses,
            self.assesses,
            lambda: sponsor_party(mission, self.tie(), actor=OFFICER, now=now),
            lambda: tick(mission, now=now),
            lambda: digest(mission, now=now),
            lambda: publish_bulletin(mission, day_from=NOON.date(), day_to=now.date(), actor=OFFICER, now=now),
        ]
        try:
            draws.choice(acts)()
        except (MithaqError, IndexError):
            # A refusal, or nothing to choose from yet: nothing is written either way.
            return

    def traces(self) -> None:
        draws = self.random
        evidence = draws.choice(list(Evidence))
        steps = [
            Step(kind=kind, name=draws.choice(("u", "v", "w")))
            for kind in draws.sample(list(StepKind), draws.randrange(3))
            if kind is not StepKind.COMMAND or evidence is Evidence.STATEMENT
        ]
        trace = Trace(
            evidence=evidence,
            checked=draws.random() < 0.8,
            says=draws.choice([Says.HAPPENED, Says.HAPPENED, *Says]),
            steps=tuple(steps),
            cites=(self.report(),) if draws.random() < 0.3 else (),
            copies=(self.report(),) if draws.random() < 0.2 else (),
            authors=draws.choice(((), ("u",))),
        )
        ground = draws.choice([None, None, Ground.ERROR])
        trace_report(self.mission, self.report(), trace, actor=OFFICER, now=self.now, ground=ground)

    def assesses(self) -> None:
        incident = str(self.incident())
        conduct = Conduct(means=tuple(self.random.sample(list(Means), 2)))
        full = explain_incident(self.mission, incident, conduct).full
        confirmed = self.random.choice([full.grade, full.grade, *Grade])
        assess_incident(
            self.mission, incident, conduct, confirmed=confirmed, reason="seen", actor=OFFICER, now=self.now
        )

    def tie(self) -> PartySponsored:
        from mithaq.store.models import Party

        ids = list(Party.objects.order_by("id").values_list("id", flat=True))
        party, sponsor = self.random.choice(ids), self.random.choice(ids)
        return PartySponsored(party=party, sponsor=sponsor, since=None, until=None, source="x", verified=False)

    def redisposes(self, disposition: Disposition, link: dict[str, str | None]) -> None:
        report, current = self.random.choice(
            list(DispositionRow.objects.order_by("report").values_list("report", "statement"))
        )
        redispose(
            self.mission,
            report,
            disposition,
            replaces=current,
            reason="looked again",
            actor=OFFICER,
            now=self.now,
            **link,
        )

    def name(self) -> PartyNamed:
        from mithaq.store.models import Party

        return PartyNamed(
            party=self.random.choice(list(Party.objects.order_by("id").values_list("id", flat=True))),
            name=Text(lang="en", original="Other"),
            since=self.random.choice([None, "2017-01-01", "2018-01-01"]),
            until=self.random.choice([None, "2017-06-01"]),
            source="x",
            verified=False,
        )


@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_commands_leads_to_a_record_that_a_reader_refuses(mission: Mission, seed: int) -> None:
    clumsy = Clumsy(mission, seed)
    source = new_source(mission)
    publish_rule(mission, [counting_rule(source)], actor=OFFICER, now=NOON)
    take_in(mission, [collected(0)], now=NOON)

    for _ in range(110):
        clumsy.acts_once()

    assert replayed().breaches == []
    assert len(set(Entry.objects.values_list("kind", flat=True))) > 12


def test_what_is_not_public_is_for_the_owner_alone(mission: Mission, database: str) -> None:
    tick(mission, now=NOON)

    names = ["backups"] if database else ["backups", "mithaq.db", "mithaq.db-wal"]
    assert [name for name in names if (mission.path / name).stat().st_mode & 0o077] == []


def test_a_head_that_others_saw_and_this_folder_never_signed_stops_the_signer(mission: Mission) -> None:
    from mithaq.cli.site import publish_head
    from mithaq.errors import RecordConflict
    from mithaq.record.heads import Head, sign_head

    shown = publish_head(mission)
    beside = sign_head(Head(mission.origin, shown.size, bytes(32)), mission.log_signer).encode()
    ahead = sign_head(Head(mission.origin, shown.size + 9, bytes(32)), mission.log_signer).encode()
    tick(mission, now=NOON)

    for head in (beside, ahead):
        with pytest.raises(RecordConflict):
            publish_head(mission, kept=[head])
    assert publish_head(mission, kept=[shown.note.encode()]).size == shown.size + 1
