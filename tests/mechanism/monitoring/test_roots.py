from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.against_interest import Sponsorship
from mithaq.mechanism.monitoring.origin import Evidence, FoundRepeat, FoundWhy, Step, StepKind, Trace
from mithaq.mechanism.monitoring.roots import Join, between_roots, is_answered, is_unknown, roots_of


def trace(*steps: tuple[str, str], cites: tuple[str, ...] = (), copies: tuple[str, ...] = ()) -> Trace:
    return Trace(
        evidence=Evidence.WITNESS,
        checked=True,
        steps=tuple(Step(kind=StepKind(kind), name=name) for kind, name in steps),
        cites=cites,
        copies=copies,
    )


def grouped(traces: dict[str, Trace], *ties: Sponsorship) -> list[set[str]]:
    return [set(root.reports) for root in roots_of(traces, ties)]


def test_reports_with_nothing_in_common_are_as_many_roots() -> None:
    found = grouped({"a": trace(("witness", "w1")), "b": trace(("witness", "w2"))})

    assert found == [{"a"}, {"b"}]


def test_one_witness_told_by_two_organisations_is_one_root() -> None:
    [root] = roots_of(
        {
            "a": trace(("witness", "w1"), ("organisation", "salt")),
            "b": trace(("witness", "w1"), ("organisation", "ridge")),
        },
        (),
    )

    assert [(each.why, each.what, each.reports) for each in root.joined] == [(Join.WITNESS, "w1", ("a", "b"))]


def test_the_same_collector_video_organisation_or_command_joins() -> None:
    for kind in ("collector", "upstream", "organisation", "command"):
        assert grouped({"a": trace((kind, "x")), "b": trace((kind, "x"))}) == [{"a", "b"}]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("organisation", "SOHR", "sohr "),
        ("witness", "W  1", "w 1"),
        ("command", "XP", "xp"),
        ("upstream", "https://t.me/x/1", "http://t.me/x/1"),
        ("upstream", "https://t.me/x/1", "https://t.me/x/1?single"),
        ("upstream", "https://t.me/x/1", "https://T.me/s/X/1/"),
    ],
)
def test_two_spellings_of_one_name_join(kind: str, one: str, other: str) -> None:
    assert grouped({"a": trace((kind, one)), "b": trace((kind, other))}) == [{"a", "b"}]


def test_a_name_joins_only_within_its_kind() -> None:
    assert len(grouped({"a": trace(("witness", "x")), "b": trace(("collector", "x"))})) == 2


def test_one_channel_does_not_join() -> None:
    found = grouped(
        {
            "a": trace(("witness", "w1"), ("channel", "phone")),
            "b": trace(("witness", "w2"), ("channel", "phone")),
        }
    )

    assert len(found) == 2


def test_reports_that_cite_each_other_never_count_as_two() -> None:
    assert grouped({"a": trace(("witness", "w1")), "b": trace(("witness", "w2"), cites=("a",))}) == [{"a", "b"}]


def test_two_that_repeat_a_third_which_is_not_there_are_one() -> None:
    found = grouped(
        {"a": trace(("organisation", "x"), cites=("c",)), "b": trace(("organisation", "y"), cites=("c",))}
    )

    assert found == [{"a", "b"}]


def test_near_copies_are_one() -> None:
    assert grouped({"a": trace(("witness", "w1")), "b": trace(("witness", "w2"), copies=("a",))}) == [{"a", "b"}]


def test_a_guarantor_is_not_independent_of_the_party_it_sponsors() -> None:
    traces = {"g": trace(("command", "XG")), "p": trace(("command", "XP"))}

    assert grouped(traces, Sponsorship("XG", "XP")) == [{"g", "p"}]
    assert len(grouped(traces)) == 2


def test_two_parties_of_one_guarantor_are_joined_only_by_its_own_word() -> None:
    ties = (Sponsorship("XG", "XP"), Sponsorship("XG", "XQ"))
    traces = {"p": trace(("command", "XP")), "q": trace(("command", "XQ"))}

    assert len(grouped(traces, *ties)) == 2
    assert len(grouped(traces | {"g": trace(("command", "XG"))}, *ties)) == 1


def test_unknown_origins_are_one_root_in_all_and_join_nobody() -> None:
    traces = {
        "a": trace(),
        "b": trace(("channel", "phone")),
        "c": trace(("witness", "w1")),
        "d": Trace(
            evidence=Evidence.UNKNOWN, checked=False, steps=(Step(kind=StepKind.ORGANISATION, name="reed"),)
        ),
    }

    roots = roots_of(traces, ())

    assert [(root.reports, root.is_known) for root in roots] == [(("c",), True), (("a", "b", "d"), False)]


def test_what_repeats_an_unknown_account_is_as_unknown() -> None:
    traces = {"a": trace(), "b": trace(("organisation", "salt"), cites=("a",))}

    [root] = roots_of(traces, ())

    assert not root.is_known


def test_a_known_account_copied_without_a_name_stays_known() -> None:
    traces = {"a": trace(("witness", "w1")), "b": trace(copies=("a",)), "c": trace(("witness", "w2"))}

    assert [root.is_known for root in roots_of(traces, ())] == [True, True]


NAMES = st.sampled_from("uvw")
STEPS = st.lists(st.tuples(st.sampled_from([each.value for each in StepKind]), NAMES), max_size=3)
REPORTS = st.sampled_from("abcdef")


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Trace]:
    names = draw(st.sets(REPORTS, min_size=1))
    return {
        name: trace(
            *draw(STEPS),
            cites=tuple(draw(st.sets(REPORTS, max_size=2)) - {name}),
            copies=tuple(draw(st.sets(REPORTS, max_size=1)) - {name}),
        )
        for name in names
    }


@given(worlds())
def test_every_report_has_one_root_and_roots_share_nothing(traces: dict[str, Trace]) -> None:
    roots = roots_of(traces, ())

    assert sorted(report for root in roots for report in root.reports) == sorted(traces)
    assert sum(not root.is_known for root in roots) <= 1
    for at, one in enumerate(roots):
        for two in roots[at + 1 :]:
            if one.is_known and two.is_known:
                assert not shared(one.reports, traces) & shared(two.reports, traces)


def shared(reports: tuple[str, ...], traces: dict[str, Trace]) -> set[tuple[str, str]]:
    steps = {
        (step.kind.value, step.name)
        for report in reports
        for step in traces[report].steps
        if step.kind is not StepKind.CHANNEL
    }
    return steps | {("report", each) for report in reports for each in (report, *traces[report].cites)}


@given(worlds(), st.data())
def test_a_citation_more_never_adds_a_root(traces: dict[str, Trace], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(sorted(traces)))
    other = data.draw(st.sampled_from(sorted(traces)))
    if one == other:
        return
    before = roots_of(traces, ())

    joined = traces | {
        one: trace(
            *((s.kind.value, s.name) for s in traces[one].steps),
            cites=(*traces[one].cites, other),
            copies=traces[one].copies,
        )
    }

    assert len(roots_of(joined, ())) <= len(before)


@given(worlds())
def test_the_order_of_the_reports_does_not_matter(traces: dict[str, Trace]) -> None:
    assert roots_of(traces, ()) == roots_of(dict(reversed(traces.items())), ())


def test_an_origin_is_known_by_any_step_but_its_channel() -> None:
    assert is_unknown(trace(("channel", "phone")))
    assert not is_unknown(trace(("organisation", "salt")))


PAIRS = st.lists(
    st.builds(FoundRepeat, report=REPORTS, repeats=REPORTS, why=st.sampled_from(list(FoundWhy))), max_size=6
)


@given(worlds(), PAIRS)
def test_what_a_machine_found_joins_until_it_is_answered_and_never_adds_a_root(
    traces: dict[str, Trace], found: list[FoundRepeat]
) -> None:
    plain, joined = roots_of(traces, ()), roots_of(traces, (), found)
    root_of = {report: root for root in joined for report in root.reports}

    assert sorted(root_of) == sorted(traces)
    assert len(joined) <= len(plain)
    for each in found:
        if {each.report, each.repeats} <= traces.keys() and not is_answered(traces, each.report, each.repeats):
            assert root_of[each.report] is root_of[each.repeats]


@given(worlds(), PAIRS)
def test_as_few_of_the_found_pairs_as_are_needed_give_the_same_roots(
    traces: dict[str, Trace], found: list[FoundRepeat]
) -> None:
    unanswered = [each for each in found if not is_answered(traces, each.report, each.repeats)]
    needed = between_roots(roots_of(traces, ()), unanswered)

    assert [root.reports for root in roots_of(traces, (), needed) if root.is_known] == [
        root.reports for root in roots_of(traces, (), unanswered) if root.is_known
    ]


def test_a_person_who_went_back_parts_what_a_machine_joined() -> None:
    found = [FoundRepeat(report="b", repeats="a", why=FoundWhy.CITES)]
    one, two = trace(("witness", "w1")), trace(("witness", "w2"))
    apart = msgspec.structs.replace(two, independent_of=("a",))

    assert [root.reports for root in roots_of({"a": one, "b": two}, (), found)] == [("a", "b")]
    assert [each.why for root in roots_of({"a": one, "b": two}, (), found) for each in root.joined] == [
        Join.FOUND_CITES
    ]
    assert [root.reports for root in roots_of({"a": one, "b": apart}, (), found)] == [("a",), ("b",)]
