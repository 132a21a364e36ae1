from __future__ import annotations

from mithaq.mechanism.monitoring.bands import Band
from mithaq.mechanism.monitoring.conduct import Conduct
from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.minimums import Grade
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
