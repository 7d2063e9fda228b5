"""One sentence over all metrics: the verdicts are made plain by differences that are far apart or exactly nil."""

import numpy as np
import pytest

from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import BEST
from sim.report.comparison.advice import advice

N = 12
SMALL_NOISE = np.linspace(-0.01, 0.01, N)


def said(health: dict[str, float], makespan: dict[str, float], noise: float = 1.0, baseline: str = "now") -> str | None:
    """The advice where each alternative has these means; noise shifts each by another order of the same numbers."""
    names = list(health)
    order = [np.roll(SMALL_NOISE, 5 * place) for place in range(len(names))]
    values = {
        metric: np.column_stack([means[name] + noise * scale * order[i] for i, name in enumerate(names)])
        for metric, means, scale in (("health_score", health, 1.0), ("makespan", makespan, 10.0))
    }
    return advice(compare_values("made", names, values, baseline, seed=1))


def test_better_in_one_and_worse_in_none_is_a_reason_to_change():
    text = said({"now": 80.0, "new": 90.0}, {"now": 600.0, "new": 600.0})
    assert text is not None
    assert text.startswith("**Change to `new`**: it is better than `now` in health score (+10), and worse in nothing")


def test_of_several_the_one_that_is_better_in_most_is_named_first_and_equals_are_told():
    text = said(
        {"now": 80.0, "one": 95.0, "both": 90.0, "both_too": 90.5},
        {"now": 600.0, "one": 600.0, "both": 500.0, "both_too": 500.0},
    )
    assert text is not None
    assert text.startswith("**Change to `both_too`**")
    assert "So is `both`." in text
    assert "`one`" not in text


def test_better_here_and_worse_there_is_to_be_weighed_up():
    text = said({"now": 80.0, "new": 90.0}, {"now": 600.0, "new": 900.0})
    assert text is not None
    assert text.startswith(
        "**Weigh up**: `new` is better than `now` in health score (+10), but worse in makespan (+5 min"
    )


def test_an_alternative_without_drawbacks_goes_before_one_to_be_weighed_up():
    text = said({"now": 80.0, "mixed": 99.0, "clean": 85.0}, {"now": 600.0, "mixed": 900.0, "clean": 600.0})
    assert text is not None
    assert text.startswith("**Change to `clean`**")


def test_nothing_better_is_a_reason_to_stay():
    text = said({"now": 80.0, "new": 70.0}, {"now": 600.0, "new": 600.0})
    assert text == "**Stay with `now`**: nothing is better in any metric, and `new` is worse."


def test_no_difference_at_all():
    text = said({"now": 80.0, "new": 80.0}, {"now": 600.0, "new": 600.0}, noise=0.0)
    assert text == "**Choose by other reasons**: no alternative makes a practical difference from `now`."


def test_too_much_noise_asks_for_more_replications():
    text = said({"now": 80.0, "new": 80.5}, {"now": 600.0, "new": 600.0}, noise=500.0)
    assert text is not None
    assert text.startswith("**Not decided yet**: no alternative is shown to be better than `now`, and 12 replications")


@pytest.mark.parametrize("baseline", [BEST])
def test_where_each_metric_has_a_baseline_of_its_own_there_is_no_advice(baseline: str):
    assert said({"now": 80.0, "new": 90.0}, {"now": 600.0, "new": 600.0}, baseline=baseline) is None


def test_names_are_escaped():
    text = said({"now": 80.0, "<b>`x`": 90.0}, {"now": 600.0, "<b>`x`": 600.0})
    assert text is not None
    assert "<b>" not in text
