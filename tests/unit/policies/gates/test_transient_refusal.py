import pytest

from sim.policies import Verdict, make_gate_view
from sim.policies.gates.transient_refusal import check
from sim.scenario import GateSpec

# The least and the greatest uniform that can be drawn: half a step of 2**-52 from 0 and from 1.
LEAST, GREATEST = 0.5 * 2.0**-52, (2.0**52 - 0.5) * 2.0**-52


@pytest.mark.parametrize(
    ("uniform", "rate", "verdict"),
    [
        (LEAST, 0.0, Verdict.APPROVED),  # a rate of 0 refuses nothing
        (GREATEST, 1.0, Verdict.DEFERRED),  # a rate of 1 refuses everything
        (0.25, 0.25, Verdict.APPROVED),  # refused below the rate, not at it
        (0.24, 0.25, Verdict.DEFERRED),
    ],
)
def test_refused_where_the_draw_is_below_the_rate(uniform, rate, verdict) -> None:
    view = make_gate_view(uniform=uniform, settings=GateSpec(transient_refusal_rate=rate))
    assert check(view)[0] is verdict


def test_the_reason_holds_both_numbers() -> None:
    view = make_gate_view(uniform=0.24, settings=GateSpec(transient_refusal_rate=0.25))
    assert check(view._replace(uniform=0.25)) == (Verdict.APPROVED, "")
    assert check(view)[1] == "transient refusal: draw 0.24 is below the rate 0.25"
