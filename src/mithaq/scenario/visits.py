"""What the mechanism's own people and a party's own door add to the exercise: a search in vain, and an admission.

Both are told of events whose truth is known: a team finds nothing where nothing happened, and a party admits what
its own side did. They come on top of the scenario's reports, whose draws they do not move.
"""

from __future__ import annotations

from typing import Final

from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Facts, Republish
from mithaq.mechanism.monitoring.origin import Evidence, Says, Step, StepKind, Trace
from mithaq.mechanism.monitoring.report import ReceivedReport
from mithaq.mechanism.monitoring.statements import SourceRegistered

__all__ = ["ADMITTING", "VISIT_SOURCES", "admission", "admission_trace", "search", "search_trace"]

ADMITTING: Final = "XP-AUT"
"""The party that admits what it did."""
TEAM: Final = "team-1"
PARTY_DOOR: Final = ADMITTING
"""A party's door has the code of the party whose word it brings."""

VISIT_SOURCES: Final = (
    SourceRegistered(
        code=TEAM,
        name=Text(lang="en", original="First team of the mechanism", translations={"ar": "الفريق الأول للآلية"}),
        republish=Republish.NONE,
        channel="team",
        standing="recorder",
        terms="invented for the exercise",
        verified=False,
    ),
    SourceRegistered(
        code=PARTY_DOOR,
        name=Text(
            lang="en",
            original="Door of the Authority of Wahdara",
            translations={"ar": "باب سلطة وهدارة لدى الآلية"},
        ),
        republish=Republish.NONE,
        channel="party-door",
        standing="party",
        terms="invented for the exercise",
        verified=False,
    ),
)


def search(place: Facts) -> ReceivedReport:
    """A team that went to the place and found no trace of what was told."""
    facts = Facts(
        day_from=place.day_from,
        day_to=place.day_to,
        day_precision=place.day_precision,
        place=place.place,
        place_precision=place.place_precision,
        subdistrict=place.subdistrict,
        governorate=place.governorate,
        classes=place.classes,
        killed=None,
        wounded=None,
    )
    text = "We searched the place, spoke with those who live there and found no trace of it."
    return ReceivedReport(channel="team", facts=facts, text=text, lang="en", source=TEAM)


def search_trace() -> Trace:
    return Trace(
        evidence=Evidence.MONITOR,
        checked=True,
        says=Says.SEARCHED_AND_NOT_FOUND,
        steps=(Step(kind=StepKind.COLLECTOR, name=TEAM),),
    )


def admission(of: Facts) -> ReceivedReport:
    """The party's word, through its own door, that the act was its own side's."""
    facts = Facts(
        day_from=of.day_from,
        day_to=of.day_to,
        day_precision=of.day_precision,
        place=of.place,
        place_precision=of.place_precision,
        subdistrict=of.subdistrict,
        governorate=of.governorate,
        classes=of.classes,
        killed=None,
        wounded=None,
        parties=(ADMITTING,),
    )
    text = "A unit of ours did it against its orders; its commander has been relieved."
    return ReceivedReport(channel="party-door", facts=facts, text=text, lang="en", source=PARTY_DOOR)


def admission_trace() -> Trace:
    return Trace(
        evidence=Evidence.STATEMENT,
        checked=True,
        steps=(Step(kind=StepKind.COMMAND, name=ADMITTING),),
        authors=(ADMITTING,),
    )
