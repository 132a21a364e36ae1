from __future__ import annotations

import pytest

from mithaq.errors import NotPermitted
from mithaq.mechanism.agreement.safe_limits import check_limits
from mithaq.mechanism.agreement.statements import Limits


@pytest.mark.parametrize(
    "limits",
    [Limits(), Limits(epoch_seconds=7_200, promise_seconds=14_400), Limits(epoch_minimum=50, disposition_days=1)],
)
def test_a_mission_may_wait_longer_than_the_floor(limits):
    check_limits(limits)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(epoch_seconds=3_599), "when a reporter wrote"),
        (Limits(epoch_minimum=4), "single a reporter out"),
        (Limits(promise_seconds=7_199), "runs out before two epochs"),
        (Limits(suppress_below=2), "point at the few"),
        (Limits(publication_delay_days=0), "guide fire"),
    ],
)
def test_less_than_the_floor_is_refused_with_its_reason(limits, says):
    with pytest.raises(NotPermitted, match=says):
        check_limits(limits)
