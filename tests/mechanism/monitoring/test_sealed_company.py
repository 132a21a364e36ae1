from __future__ import annotations

import msgspec
from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.bands import Band, band_of
from mithaq.mechanism.monitoring.conduct import Conduct
from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.minimums import Grade, Missing
from mithaq.mechanism.monitoring.sealed_company import needs_company, rests_on_sealed
from mithaq.mechanism.monitoring.statements import Held, IncidentAssessed


def said(grade: Grade, shown: Grade, roots: int, band: Band, held: Held | None = None) -> IncidentAssessed:
    return IncidentAssessed(
        incident="i00000000000000000",
        grade=grade,
        shown_grade=shown,
        roots=roots,
        band=band,
        gravity=Gravity.G1,
        conduct=Conduct(),
        classes=(),
        casualties=(),
        missing=(),
        held=held,
    )


PUBLIC = said(Grade.PLAUSIBLE, Grade.PLAUSIBLE, 1, Band.FEWER_THAN_TWO)
HIGHER = said(Grade.VERIFIED, Grade.PLAUSIBLE, 1, Band.TWO_OR_THREE)


def test_what_the_public_reports_give_tells_nothing() -> None:
    assert not rests_on_sealed(PUBLIC)
    assert not needs_company(PUBLIC, None)


def test_a_higher_grade_or_band_tells_of_sealed_reports() -> None:
    assert needs_company(HIGHER, None)
    assert needs_company(said(Grade.PLAUSIBLE, Grade.PLAUSIBLE, 1, Band.TWO_OR_THREE), PUBLIC)


def test_saying_the_same_again_tells_nothing_new() -> None:
    assert not needs_company(HIGHER, HIGHER)


def test_falling_back_to_what_is_public_tells_as_much() -> None:
    assert needs_company(PUBLIC, HIGHER)


def test_an_officers_own_doubt_tells_nothing_and_a_sealed_ground_does() -> None:
    doubt = said(Grade.ALLEGED, Grade.PLAUSIBLE, 1, Band.FEWER_THAN_TWO, Held.DOUBT)
    sealed = said(Grade.ALLEGED, Grade.PLAUSIBLE, 1, Band.FEWER_THAN_TWO, Held.SEALED_GROUNDS)

    assert not needs_company(doubt, PUBLIC)
    assert needs_company(sealed, PUBLIC)


def test_a_doubt_never_waits() -> None:
    assert not needs_company(said(Grade.ALLEGED, Grade.PLAUSIBLE, 1, Band.FEWER_THAN_TWO, Held.DOUBT), HIGHER)


def test_the_same_word_that_came_to_rest_on_sealed_reports_tells_of_them() -> None:
    public = said(Grade.VERIFIED, Grade.VERIFIED, 2, Band.TWO_OR_THREE)

    assert needs_company(HIGHER, public)
    assert needs_company(said(Grade.VERIFIED, Grade.VERIFIED, 1, Band.TWO_OR_THREE), public)
    assert needs_company(said(Grade.VERIFIED, Grade.ALLEGED, 0, Band.TWO_OR_THREE), HIGHER)


def test_public_reports_that_reach_what_was_said_tell_nothing() -> None:
    assert not needs_company(said(Grade.VERIFIED, Grade.VERIFIED, 2, Band.TWO_OR_THREE), HIGHER)
    assert needs_company(said(Grade.VERIFIED, Grade.VERIFIED, 1, Band.FEWER_THAN_TWO), HIGHER)


def test_a_sealed_ground_is_not_lifted_alone() -> None:
    sealed = said(Grade.ALLEGED, Grade.PLAUSIBLE, 1, Band.FEWER_THAN_TWO, Held.SEALED_GROUNDS)

    assert needs_company(PUBLIC, sealed)
    assert not needs_company(said(Grade.ALLEGED, Grade.ALLEGED, 0, Band.FEWER_THAN_TWO), sealed)


def test_a_public_denial_never_waits() -> None:
    denied = said(Grade.ALLEGED, Grade.ALLEGED, 1, Band.TWO_OR_THREE)

    assert needs_company(denied, HIGHER)
    assert not needs_company(msgspec.structs.replace(denied, missing=(Missing.CONTRADICTION,)), HIGHER)


@st.composite
def assessments(draw: st.DrawFn) -> IncidentAssessed:
    grade, shown = draw(st.sampled_from(Grade)), draw(st.sampled_from(Grade))
    roots, band = draw(st.integers(0, 6)), draw(st.sampled_from(Band))
    is_lower = grade.rank < shown.rank or band.low < band_of(roots).low
    return said(grade, shown, roots, band, draw(st.sampled_from(Held)) if is_lower else None)


def public_part(each: IncidentAssessed) -> IncidentAssessed:
    return said(each.shown_grade, each.shown_grade, each.roots, band_of(each.roots))


@given(assessments())
def test_repeating_an_assessment_never_waits(each: IncidentAssessed) -> None:
    assert not needs_company(each, each)


@given(assessments(), assessments())
def test_between_public_values_nothing_waits_and_what_leaves_them_does(
    one: IncidentAssessed, other: IncidentAssessed
) -> None:
    assert not needs_company(public_part(one), public_part(other))
    assert needs_company(one, public_part(other)) == needs_company(one, None)
    is_doubt = one.held in {Held.DOUBT, Held.CONTRADICTED} and one.grade.rank < one.shown_grade.rank
    if (
        rests_on_sealed(one)
        and not is_doubt
        and (one.band is not band_of(one.roots) or one.grade is not one.shown_grade)
    ):
        assert needs_company(one, None)
