"""An incident's newest assessment as its page explains it: made from what the record shows, like every page."""

from __future__ import annotations

from mithaq.mechanism.monitoring.accounts import AssessedAccount
from mithaq.mechanism.monitoring.assessment import RootCounted, Standing
from mithaq.mechanism.monitoring.bands import band_of
from mithaq.mechanism.monitoring.casualty_ranges import CasualtyRange
from mithaq.mechanism.monitoring.facts import Count
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.sealed_company import rests_on_sealed
from mithaq.publish.views import AssessmentView, CasualtyView, IncidentState, JoinView, Quantity, RootView

__all__ = ["assessment_view", "origins_shown", "state_of"]

_STATES = {
    Grade.ALLEGED: IncidentState.UNVERIFIED,
    Grade.PLAUSIBLE: IncidentState.PLAUSIBLE,
    Grade.VERIFIED: IncidentState.VERIFIED,
}


def state_of(assessed: AssessedAccount) -> IncidentState:
    """What has been established. Where nothing counts and somebody looked or could not, the page says that."""
    state = _STATES[assessed.said.grade]
    if state is not IncidentState.UNVERIFIED or assessed.shown is None:
        return state
    standings = {standing for _, standing in assessed.shown.reports}
    if standings <= {Standing.SEARCHED_AND_NOT_FOUND, Standing.COULD_NOT_LOOK} and standings:
        return IncidentState.SEARCHED if Standing.SEARCHED_AND_NOT_FOUND in standings else IncidentState.NOT_REACHED
    return state


def origins_shown(assessed: AssessedAccount) -> Quantity:
    """The number itself where public reports give it; a band where what is not shown counts."""
    said = assessed.said
    if said.band is band_of(said.roots):
        return Quantity.exact(said.roots)
    return Quantity.band(said.band.low, said.band.high)


def assessment_view(assessed: AssessedAccount, at: str) -> AssessmentView:
    said, shown = assessed.said, assessed.shown
    assert shown is not None, "the whole record was read"
    return AssessmentView(
        index=assessed.index,
        at=at,
        grade=said.grade.value,
        shown_grade=said.shown_grade.value,
        gravity=said.gravity.value,
        roots=tuple(_root(root) for root in shown.roots),
        standings={report: standing.value for report, standing in shown.reports},
        missing=tuple(each.value for each in said.missing),
        casualties=tuple(_casualties(each) for each in said.casualties),
        means=tuple(each.value for each in said.conduct.means),
        targets=tuple(each.value for each in said.conduct.targets),
        effects=tuple(each.value for each in said.conduct.effects),
        classes=said.classes,
        held=None if said.held is None else said.held.value,
        rests_on_sealed=rests_on_sealed(said),
    )


def _root(root: RootCounted) -> RootView:
    return RootView(
        reports=root.root.reports,
        joins=tuple(JoinView(each.why.value, each.what, each.reports) for each in root.root.joined),
        evidence=tuple(each.value for each in root.evidence),
        counts=root.counts,
        is_known=root.root.is_known,
    )


def _casualties(each: CasualtyRange) -> CasualtyView:
    return CasualtyView(
        harm=each.harm.value,
        count=_quantity(each.count),
        reports=each.reports,
        reason=each.reason.value,
        sex=None if each.sex is None else each.sex.value,
        age=None if each.age is None else each.age.value,
        status=None if each.status is None else each.status.value,
    )


def _quantity(count: Count) -> Quantity:
    if count.low == count.high:
        return Quantity.exact(count.best)
    return Quantity.between(count.low, count.high, best=count.best)
