"""One suite over every safety gate that the catalogue finds; nothing is on an ignore list."""

import doctest
import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.policies import GateView, Verdict, judge, make_gate_view
from sim.policies.catalogue import gates
from sim.scenario import GateSpec, Risk
from sim.testing import check_gate

ALL = gates()
every_gate = pytest.mark.parametrize("gate", ALL, ids=lambda gate: gate.name)

quick = settings(max_examples=50, deadline=None)

# The limits of the gates, values beside them, and anything else in between.
shares = st.sampled_from([0.0, 0.1, 0.5, 0.7, 0.75, 0.9, 1.0]) | st.floats(0.0, 1.0)

# What waiting may change: a repair, a slot, a dependency, an anomaly that closes, another draw.
passing = {
    "dependencies_completed": st.booleans(),
    "agent_up": st.booleans(),
    "slot_held": st.booleans(),
    "within_budget": st.booleans(),
    "blocking_anomaly": st.none() | st.just("anomaly_1"),
    "uniform": st.floats(0.0, 1.0, exclude_min=True, exclude_max=True),
    "attempt": st.integers(0, 5),
}
lasting = {
    "task_known": st.booleans(),
    "agent_known": st.booleans(),
    "priority": st.integers(0, 4),
    "risk": st.sampled_from([risk.value for risk in Risk]),
    "confidence": st.none() | shares,
    "approved": st.booleans(),
    "predicted_success": shares,
    "settings": st.builds(
        GateSpec,
        require_approval=st.booleans(),
        min_predicted_success=shares,
        transient_refusal_rate=shares,
    ),
}
views = st.fixed_dictionaries({}, optional=lasting | passing).map(lambda fields: make_gate_view(**fields))


@every_gate
@pytest.mark.parametrize("seed", range(3))
def test_it_keeps_the_contract_of_every_gate(gate, seed: int) -> None:
    check_gate(gate, seed=seed)


@every_gate
@quick
@given(view=views, low=shares, high=shares)
def test_a_higher_confidence_or_chance_never_turns_an_approval_into_a_refusal(gate, view, low, high) -> None:
    low, high = min(low, high), max(low, high)
    for field in ("confidence", "predicted_success"):
        if gate.check(view._replace(**{field: low}))[0] is Verdict.APPROVED:
            assert gate.check(view._replace(**{field: high}))[0] is Verdict.APPROVED


@every_gate
@quick
@given(view=views, later=st.fixed_dictionaries(passing))
def test_a_rejection_is_nothing_that_waiting_could_change(gate, view: GateView, later) -> None:
    if gate.check(view)[0] is Verdict.REJECTED:
        assert gate.check(view._replace(**later))[0] is Verdict.REJECTED


@every_gate
@quick
@given(view=views, later=st.fixed_dictionaries(passing))
def test_a_deferral_lies_in_what_waiting_can_change(gate, view: GateView, later) -> None:
    """Of what lasts, only the rate of transient refusals may defer, and not an attempt with a lucky draw."""
    lasts = {name: getattr(view, name) for name in lasting}
    calm = make_gate_view(**lasts, uniform=later["uniform"], attempt=later["attempt"])
    if calm.uniform >= calm.settings.transient_refusal_rate:
        assert gate.check(calm)[0] is not Verdict.DEFERRED


@every_gate
def test_it_approves_an_attempt_with_nothing_against_it(gate) -> None:
    assert gate.check(make_gate_view())[0] is Verdict.APPROVED


@every_gate
def test_it_explains_itself(gate) -> None:
    text = inspect.getdoc(gate.check) or ""
    assert any(example.want for example in doctest.DocTestParser().get_examples(text))
    assert "Args:" in text
    assert "Returns:" in text
    assert gate.summary.endswith(".")
    assert "\n" not in gate.summary
    assert inspect.getmodule(gate.check).__doc__


def test_names_and_places_in_the_order_are_unique() -> None:
    assert len({gate.name for gate in ALL}) == len(ALL)
    assert [gate.order for gate in ALL] == sorted({gate.order for gate in ALL})


@quick
@given(view=views)
def test_together_they_refuse_exactly_what_one_of_them_refuses(view: GateView) -> None:
    refusing = [gate.name for gate in ALL if gate.check(view)[0] is not Verdict.APPROVED]
    assert judge(ALL, view).gate == (refusing[0] if refusing else None)


class _Watched:
    """A view that notes which of its fields are read."""

    def __init__(self, view: GateView) -> None:
        self.view = view
        self.read: set[str] = set()

    def __getattr__(self, field: str) -> object:
        self.read.add(field)
        return getattr(self.view, field)


@every_gate
@quick
@given(view=views)
def test_an_approval_depends_on_what_the_gate_says_it_looks_at(gate, view: GateView) -> None:
    watched = _Watched(view)
    if gate.check(watched)[0] is Verdict.APPROVED:
        assert watched.read <= set(gate.looks_at)
