from __future__ import annotations

from datetime import timedelta
from typing import Literal

from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Count, Republish
from mithaq.mechanism.monitoring.statements import Disposition, SourceGraded, SourceRegistered
from mithaq.mechanism.monitoring.triage import CROWD_LEAST
from mithaq.registry.campaigns import recognise_campaign
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose
from mithaq.registry.erase import erase
from mithaq.registry.mission import Mission
from mithaq.registry.receive import receive
from mithaq.registry.sources import grade_source, register_source
from mithaq.registry.take_in import take_in
from mithaq.registry.triage import TriageQueue
from registry.missions import NOON, OFFICER, collected, facts, received

HOUR = timedelta(hours=1)
FLOOD = "Fighters of the other side fired {} shells on the market of the town while all of us were asleep at home"


def known_door(mission: Mission) -> str:
    source = SourceRegistered(
        code="NETWORK",
        name=Text(lang="en", original="A network of observers"),
        republish=Republish.NONE,
        channel="door",
        standing="door",
        terms="",
        verified=True,
    )
    registered = register_source(mission, source, actor=OFFICER, now=NOON)
    grade(mission, registered, "B")
    return registered


def grade(mission: Mission, source: str, letter: Literal["B", "E"]) -> None:
    reason = Text(lang="en", original="what it sent was looked at again")
    graded = SourceGraded(source=source, reliability=letter, since="2017-01-01", reason=reason)
    grade_source(mission, graded, actor=OFFICER, now=NOON)


def flooded(mission: Mission) -> list[str]:
    """A crowd of unknown people and three reports of a known door, in one epoch; the ids of the three."""
    for number in range(CROWD_LEAST + 5):
        receive(mission, received(number, source=None, text=FLOOD.format(number)), now=NOON)
    for number in range(3):
        told = received(100 + number, source="NETWORK", facts=facts(killed=None), text="Two shells fell.")
        receive(mission, told, now=NOON)
    close_epoch(mission, now=NOON + HOUR)
    queue = TriageQueue(mission)
    queue.refresh()
    return [turn.report for turn in queue.turns(now=NOON + HOUR) if turn.is_known]


def test_known_sources_come_before_a_flood_though_it_tells_of_more_harm(with_source: Mission) -> None:
    known_door(with_source)
    known = flooded(with_source)
    queue = TriageQueue(with_source)
    queue.refresh()
    found = queue.turns(now=NOON + HOUR)
    assert [turn.report for turn in found[:3]] == known
    assert len(known) == 3
    assert [turn.stands_for for turn in found[3:]] == [CROWD_LEAST + 5]
    assert found[3].level == 3


def test_a_crowd_disposed_as_one_campaign_leaves_the_queue(with_source: Mission) -> None:
    known_door(with_source)
    known = flooded(with_source)
    queue = TriageQueue(with_source)
    queue.refresh()
    [crowd] = queue.crowds()
    assert len(crowd.reports) == CROWD_LEAST + 5
    recognise_campaign(
        with_source,
        crowd.reports,
        Disposition.OUT_OF_SCOPE,
        reason=Text(lang="en", original="one text"),
        pattern="one text",
        actor=OFFICER,
        now=NOON + HOUR,
    )
    queue.refresh()
    assert queue.crowds() == []
    assert [turn.report for turn in queue.turns(now=NOON + HOUR)] == known


def test_a_standing_queue_is_what_a_new_one_reads(with_source: Mission) -> None:
    standing = TriageQueue(with_source)
    standing.refresh()
    accepted = take_in(
        with_source,
        [collected(number, facts=facts(killed=Count(low=0, best=0, high=number))) for number in range(8)],
        now=NOON,
    ).accepted
    standing.refresh()
    dispose(with_source, accepted[0], Disposition.OUT_OF_SCOPE, actor=OFFICER, now=NOON, reason="a film")
    erase(with_source, [accepted[1]], ground="asked", actor=OFFICER, now=NOON)
    take_in(with_source, [collected(20)], now=NOON)
    tick(with_source, now=NOON + HOUR)
    standing.refresh()
    fresh = TriageQueue(with_source)
    fresh.refresh()
    assert standing.turns(now=NOON + HOUR) == fresh.turns(now=NOON + HOUR)
    assert accepted[0] not in {turn.report for turn in fresh.turns(now=NOON + HOUR)}


def test_a_source_graded_unreliable_waits_with_the_unknown(with_source: Mission) -> None:
    door = known_door(with_source)
    for letter, known in (("B", 3), ("E", 0)):
        grade(with_source, door, letter)
        if known:
            flooded(with_source)
        queue = TriageQueue(with_source)
        queue.refresh()
        assert sum(turn.is_known for turn in queue.turns(now=NOON + HOUR)) == known


def test_what_the_record_shows_counts_as_much_as_what_is_sealed(with_source: Mission) -> None:
    take_in(with_source, [collected(1, facts=facts(classes=("VC-08",), killed=None))], now=NOON)
    queue = TriageQueue(with_source)
    queue.refresh()
    [turn] = queue.turns(now=NOON)
    assert (turn.is_known, turn.level) == (True, 4)


def test_a_door_that_nobody_vouched_for_and_a_partys_door_are_not_known(with_source: Mission) -> None:
    for code, standing in (("HOTLINE", "door"), ("PARTY", "party")):
        door = SourceRegistered(
            code=code,
            name=Text(lang="en", original=code),
            republish=Republish.NONE,
            channel="door",
            standing=standing,
            terms="",
            verified=True,
        )
        register_source(with_source, door, actor=OFFICER, now=NOON)
        for number in range(3):
            told = received(number, source=code, external_id=f"{code}-{number}")
            receive(with_source, told, now=NOON)
    close_epoch(with_source, now=NOON + HOUR)
    queue = TriageQueue(with_source)
    queue.refresh()
    assert [turn.is_known for turn in queue.turns(now=NOON + HOUR)] == [False] * 6


def test_the_same_sentence_about_another_place_keeps_its_own_turn(with_source: Mission) -> None:
    for number in range(CROWD_LEAST + 5):
        receive(with_source, received(number, source=None, text=FLOOD.format(9)), now=NOON)
    there = facts(place="ALM0202", subdistrict="ALM02")
    receive(with_source, received(100, source=None, text=FLOOD.format(9), facts=there), now=NOON)
    close_epoch(with_source, now=NOON + HOUR)
    queue = TriageQueue(with_source)
    queue.refresh()
    assert sorted(turn.stands_for for turn in queue.turns(now=NOON + HOUR)) == [1, CROWD_LEAST + 5]
