"""What the report says of how to read its numbers is true of the metrics that it shows."""

import numpy as np

from sim.measures.comparison.alternatives import compare_values
from sim.report.comparison.markdown import render_comparison

RATES = np.array([[0.9, 0.8], [0.95, 0.9], [1.0, 0.85]])


def report(metric: str) -> str:
    return render_comparison(compare_values("demo", ["a", "b"], {metric: RATES}, "a", seed=1), "buddy-sim compare")


def test_only_a_share_of_tasks_has_an_interval_of_its_own():
    own = "of the success rate at least that of as many independent tasks (Wilson)"
    assert f"Interval of a mean: Student's t over replications, 95 %; {own}; further" in report("success_rate")
    assert "Interval of a mean: Student's t over replications, 95 %; further" in report("availability")
