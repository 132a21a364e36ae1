from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings, strategies as st

from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.mechanism.statements import read
from mithaq.record import canonical
from mithaq.record.tree import leaf_hashes, root_of
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.clock import tick
from mithaq.registry.digest import digest
from mithaq.registry.dispose import dispose
from mithaq.registry.incidents import describe_incident, open_incident
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild
from mithaq.registry.record_entries import RecordEntries
from mithaq.registry.take_in import take_in
from mithaq.store.models import Stream
from registry.missions import NOON, OFFICER, collected, facts

LATER = NOON + timedelta(days=30)


def root_from_tables() -> str:
    leaves = [
        canonical.encode([stream.subject, stream.last_index, stream.count])
        for stream in Stream.objects.order_by("first_index")
    ]
    return root_of(leaf_hashes(leaves)).hex()


def test_the_digest_of_no_streams_is_the_empty_root(mission: Mission) -> None:
    assert digest(mission, now=NOON).root == root_from_tables()


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 40)), min_size=1, max_size=5))
def test_rehashing_only_what_changed_gives_the_root_of_everything(
    mission: Mission, steps: list[tuple[int, int]]
) -> None:
    incidents = list(Stream.objects.values_list("subject", flat=True))
    for opened, touched in steps:
        incidents += [open_incident(mission, facts(), [], actor=OFFICER, now=NOON) for _ in range(opened)]
        if incidents:
            describe_incident(mission, incidents[touched % len(incidents)], facts(), actor=OFFICER, now=LATER)

        published = digest(mission, now=LATER)

        assert (published.root, published.streams) == (root_from_tables(), len(incidents))


def test_a_digest_after_a_rebuild_is_the_same(mission: Mission) -> None:
    for _ in range(5):
        open_incident(mission, facts(), [], actor=OFFICER, now=NOON)
    before = digest(mission, now=NOON)

    rebuild(mission)

    assert digest(mission, now=NOON).root == before.root


def test_a_bulletins_figures_are_those_any_reader_counts_from_the_entries_before_it(with_source: Mission) -> None:
    reports = [collected(number) for number in range(4)]
    wide = collected(9, facts=facts(day_from="2016-12-20", day_to="2017-01-20"))
    taken = take_in(with_source, [*reports, wide], now=NOON).accepted
    incident = open_incident(with_source, facts(), taken[:2], actor=OFFICER, now=NOON)
    describe_incident(with_source, incident, facts(), actor=OFFICER, now=LATER)
    dispose(with_source, taken[2], Disposition.OUT_OF_SCOPE, actor=OFFICER, now=LATER)
    tick(with_source, now=LATER)

    publish_bulletin(with_source, day_from=date(2017, 1, 1), day_to=date(2017, 1, 7), actor=OFFICER, now=LATER)

    entries = RecordEntries()
    ledger = Ledger()
    for entry in entries[:]:
        ledger.take(read(entry))
    assert ledger.breaches == []
    [(_, _, bulletin)] = ledger.bulletins
    said = bulletin.figures
    assert (said.accounting.received, said.accounting.open, said.accounting.overdue) == (5, 2, 2)
    assert (said.period.reports, said.period.undated, said.period.incidents) == (3, 1, 1)
    assert said.period.killed_best == 2
