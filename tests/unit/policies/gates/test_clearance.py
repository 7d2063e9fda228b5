"""Clearance at its boundaries: exactly the confidence needed is enough, the next float below is not."""

import pytest

from sim.policies import Verdict, make_gate_view
from sim.policies.gates.clearance import check
from sim.scenario import GateSpec

APPROVED = (Verdict.APPROVED, "")
REQUIRED = GateSpec(require_approval=True)


@pytest.mark.parametrize(
    ("risk", "least", "approved", "settings"),
    [
        ("LOW", 0.5, False, GateSpec()),
        ("LOW", 0.5, False, REQUIRED),
        ("MEDIUM", 0.75, False, GateSpec()),
        ("MEDIUM", 0.75, True, REQUIRED),
        ("HIGH", 0.9, True, GateSpec()),
        ("UNKNOWN", 0.7, True, GateSpec()),
    ],
)
def test_exactly_the_confidence_needed_is_enough(risk, least, approved, settings) -> None:
    view = make_gate_view(risk=risk, confidence=least, approved=approved, settings=settings)
    assert check(view) == APPROVED
    verdict, reason = check(view._replace(confidence=least - 2e-9))
    assert verdict is Verdict.REJECTED
    assert reason.startswith(f"{risk} risk needs confidence >= {least:.2f}")


@pytest.mark.parametrize(("risk", "settings"), [("MEDIUM", REQUIRED), ("HIGH", GateSpec()), ("UNKNOWN", GateSpec())])
def test_full_confidence_does_not_replace_an_approval(risk, settings) -> None:
    view = make_gate_view(risk=risk, confidence=1.0, settings=settings)
    assert check(view)[0] is Verdict.REJECTED
    assert check(view._replace(approved=True)) == APPROVED


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"risk": "LOW", "confidence": 0.45}, "LOW risk needs confidence >= 0.50; confidence 0.45"),
        ({"risk": "MEDIUM", "confidence": 0.7}, "MEDIUM risk needs confidence >= 0.75; confidence 0.70"),
        (
            {"risk": "MEDIUM", "confidence": 0.8, "settings": REQUIRED},
            "MEDIUM risk needs confidence >= 0.75 and approval; confidence 0.80, not approved",
        ),
        (
            {"risk": "HIGH", "confidence": 0.85},
            "HIGH risk needs confidence >= 0.90 and approval; confidence 0.85, not approved",
        ),
        (
            {"risk": "HIGH", "confidence": 0.8999, "approved": True},
            "HIGH risk needs confidence >= 0.90 and approval; confidence 0.8999, approved",
        ),
    ],
)
def test_a_refusal_says_what_was_needed_and_what_was_found(fields, reason: str) -> None:
    assert check(make_gate_view(**fields)) == (Verdict.REJECTED, reason)


@pytest.mark.parametrize(
    ("risk", "settings", "passes"),
    [
        ("LOW", GateSpec(), True),
        ("LOW", REQUIRED, True),
        ("MEDIUM", GateSpec(), True),
        ("MEDIUM", REQUIRED, False),
        ("HIGH", GateSpec(), False),
        ("UNKNOWN", GateSpec(), False),
        ("EXTREME", GateSpec(), False),
    ],
)
def test_a_confidence_that_was_not_assessed_passes_the_threshold_and_no_approval(risk, settings, passes) -> None:
    view = make_gate_view(risk=risk, confidence=None, settings=settings)
    remark = (Verdict.APPROVED, "confidence not assessed")
    assert check(view._replace(approved=True)) == remark
    verdict, reason = check(view)
    assert (verdict, reason) == remark if passes else verdict is Verdict.REJECTED
    assert passes or reason.endswith(" and approval; confidence not assessed, not approved")


def test_a_risk_outside_of_the_list_counts_as_unknown() -> None:
    reason = "UNKNOWN risk needs confidence >= 0.70 and approval; confidence 0.95, not approved"
    assert check(make_gate_view(risk="EXTREME", confidence=0.95)) == (Verdict.REJECTED, reason)
