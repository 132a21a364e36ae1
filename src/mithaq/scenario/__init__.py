"""A simulated truce with known truth, in an invented land: demo, tests and benchmarks run on it."""

from mithaq.scenario.decisions import CAMPAIGN, Decision, Left
from mithaq.scenario.events import Event, EventKind
from mithaq.scenario.land import EXERCISE, GazetteerRow, Land, Place, survey
from mithaq.scenario.scenario import Arrival, Scenario, Step, build
from mithaq.scenario.truth import ReportTruth, TruthKind

__all__ = [
    "CAMPAIGN",
    "EXERCISE",
    "Arrival",
    "Decision",
    "Event",
    "EventKind",
    "GazetteerRow",
    "Land",
    "Left",
    "Place",
    "ReportTruth",
    "Scenario",
    "Step",
    "TruthKind",
    "build",
    "survey",
]
