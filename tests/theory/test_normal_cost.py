"""On normal values the care for others costs at most 1.3 times the textbook's replications, procedure by procedure.

`python -m benchmarks.normal_cost` makes the table of docs/background/comparing.md; here are fewer studies. The samples
are fixed: what is compared are two procedures on the same ones.
"""

import numpy as np
import pytest

from benchmarks import normal_cost as cost
from sim.measures.comparison import precision, selection

MOST = 1.3


@pytest.mark.parametrize("n", [20, 30])
def test_intervals(n):
    assert 1.0 <= cost.mean_width(n, 100) <= MOST
    assert 1.0 <= cost.difference_width(n, 100) <= MOST


def test_verdicts_and_proofs_come_as_often():
    assert cost.better(30, 60) <= MOST
    assert cost.no_difference(30, 60) <= MOST
    assert cost.requirement(30, 100, meets=True) <= MOST
    assert cost.requirement(30, 100, meets=False) <= MOST


def test_rules_that_stop():
    assert 1.0 <= cost.precise(0.2, 20) <= MOST
    assert 1.0 <= cost.selected(0.3, 100) <= MOST
    assert 1.0 <= cost.selected(1.0, 100) <= MOST


def test_what_is_worse_would_be_seen(monkeypatch):
    # The control: a precision that is asked for at a tenth of the error takes 1.7 times the replications.
    monkeypatch.setattr(precision, "_STRICTER", 0.1)
    assert cost.precise(0.1, 5) > MOST


def test_the_textbooks_own_procedures_are_those_of_the_program_without_its_care():
    # Values as even as the quantiles of a normal distribution have no skewness: both stop together.
    plan = selection.SelectionPlan(2, 0.5)
    values = np.array([0.2, 1.4] * 100)
    state = selection.begin(plan)
    for value in values:
        state, _ = selection.advance(plan, state, [0.0, value])
        if selection.selected(state) is not None:
            break
    assert state.replications == cost._plain_choice(plan, values)
