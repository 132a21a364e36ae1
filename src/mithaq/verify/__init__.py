"""The outsider's check: everything a stranger can hold a published record to, without trusting its operator."""

from mithaq.verify.outcome import Outcome, Problem
from mithaq.verify.places import Folder, PublicPlace, Website, open_place
from mithaq.verify.promise import PromiseOutcome, PromiseState, check_promise
from mithaq.verify.record import verify_record
from mithaq.verify.trust import Trust

__all__ = [
    "Folder",
    "Outcome",
    "Problem",
    "PromiseOutcome",
    "PromiseState",
    "PublicPlace",
    "Trust",
    "Website",
    "check_promise",
    "open_place",
    "verify_record",
]
