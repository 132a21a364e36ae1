"""A row that cannot be written is refused alone, whatever is wrong with it; its batch loses no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.facts import Count, PlacePrecision, Republish
from mithaq.mechanism.monitoring.report import CollectedReport
from mithaq.registry import run_import as importing
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild
from mithaq.registry.run_import import run_import
from mithaq.registry.take_in import take_in
from mithaq.registry.writable import unwritable
from mithaq.store.models import InboxReport, Report
from registry.missions import NOON, OFFICER, collected, facts, new_source

HALF = "a shell fell \ud83d near the mill"
BAD = {
    "text": collected(2, text=HALF),
    "origin": collected(2, origin=HALF),
    "unresolved_place": collected(2, unresolved_place=HALF),
    "external_id": collected(2, external_id="G-\udc00"),
    "witness": collected(2, sealed={"witness": HALF}),
    "\\ud83d": collected(2, sealed={"\ud83d": "words"}),
    "facts": collected(2, facts=facts(links=(f"https://example.org/{'x' * 1_900}",) * 40)),
    "place": collected(2, facts=facts(place="no code of ours!")),
    "day_from": collected(2, facts=facts(day_from="2017-01-32", day_to="2017-02-02")),
    "classes[0]": collected(2, facts=facts(classes=("VC-6",))),
    "killed.low": collected(2, facts=facts(killed=Count(low=-1, best=2, high=3))),
    "links[0]": collected(2, facts=facts(links=("ftp://example.org",))),
}


@pytest.mark.parametrize("republish", [Republish.OPEN, Republish.NONE])
@pytest.mark.parametrize("field", BAD)
def test_it_is_refused_by_its_field_and_the_others_enter(
    mission: Mission, field: str, republish: Republish
) -> None:
    new_source(mission, republish=republish)
    rows = [collected(1, republish), replace(BAD[field], republish=republish), collected(3, republish)]

    done = take_in(mission, rows, now=NOON)

    [refusal] = done.refused
    assert len(done.accepted) == 2
    assert refusal.row == 1
    assert refusal.problem.startswith(f"{field}: ")
    assert f"{refusal.external_id}{refusal.problem}".encode()
    assert rebuild(mission).unopened == 0


def test_in_a_long_import_it_is_counted_at_its_place(with_source: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 8)
    rows: list[CollectedReport] = [collected(number) for number in range(30)]
    rows[13] = collected(13, text=HALF)
    rows[29] = collected(29, facts=facts(place="no code of ours!"))

    done = run_import(with_source, rows, reader="table", actor=OFFICER, now=NOON)

    assert (done.rows, done.accepted, done.refused) == (30, 28, 2)
    assert [refusal.row for refusal in done.refusals] == [13, 29]
    assert Report.objects.count() == 28


def test_a_told_row_is_refused_alone_too(mission: Mission) -> None:
    from mithaq.mechanism.envelope import Text
    from mithaq.mechanism.monitoring.statements import SourceRegistered
    from mithaq.registry.sources import register_source

    door = SourceRegistered(
        code="HOTLINE",
        name=Text(lang="en", original="Hotline"),
        republish=Republish.NONE,
        channel="line",
        standing="door",
        terms="sealed",
        verified=True,
    )
    register_source(mission, door, actor=OFFICER, now=NOON)
    rows = [collected(number, source="HOTLINE") for number in range(3)]
    rows[1] = collected(1, source="HOTLINE", external_id="H-\ud800", text=HALF)

    done = run_import(mission, rows, reader="table", actor=OFFICER, now=NOON)

    assert (done.accepted, [refusal.row for refusal in done.refusals]) == (2, [1])
    assert InboxReport.objects.count() == 2


@given(
    text=st.none() | st.text(st.characters(codec=None, categories=None), max_size=20),
    place=st.none() | st.text(max_size=5),
    low=st.integers(-3, 3),
    links=st.lists(st.sampled_from(["https://example.org/a", "x"]), max_size=2),
)
def test_whatever_passes_can_be_sealed_and_written(text, place, low, links) -> None:  # type: ignore[no-untyped-def]  # values
    import secrets

    from mithaq.registry.sealer import parted, seal_collected
    from mithaq.sealed.keys import DrawnKey

    report = collected(
        1,
        text=text,
        facts=facts(
            place=place,
            place_precision=PlacePrecision.UNKNOWN,
            killed=Count(low=low, best=3, high=3),
            links=tuple(links),
        ),
    )
    if unwritable(report) is not None:
        return

    key = DrawnKey(1, secrets.token_bytes(32))
    unsealed = parted(report, "o" + "0" * 17, Republish.OPEN, report.facts, key)
    [made] = seal_collected([unsealed], secrets.token_bytes)

    assert made.blob is not None
