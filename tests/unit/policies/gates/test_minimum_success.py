from sim.policies import Verdict, make_gate_view
from sim.policies.gates.minimum_success import check
from sim.scenario import GateSpec


def test_exactly_the_minimum_is_enough() -> None:
    assert check(make_gate_view(predicted_success=0.1)) == (Verdict.APPROVED, "")
    verdict, reason = check(make_gate_view(predicted_success=0.1 - 2e-9))
    assert verdict is Verdict.REJECTED
    assert reason.startswith("predicted success 0.0999")


def test_the_minimum_is_the_scenarios() -> None:
    view = make_gate_view(predicted_success=0.6, settings=GateSpec(min_predicted_success=0.7))
    assert check(view) == (Verdict.REJECTED, "predicted success 0.60 is below the minimum 0.7")


def test_a_minimum_of_zero_lets_everything_pass() -> None:
    view = make_gate_view(predicted_success=0.0, settings=GateSpec(min_predicted_success=0.0))
    assert check(view) == (Verdict.APPROVED, "")
