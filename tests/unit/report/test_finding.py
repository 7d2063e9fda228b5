"""The finding of a metric is a sentence that can be read, however many alternatives there are."""

import numpy as np
import pytest

from sim.measures.comparison.alternatives import compare_values
from sim.report.comparison.finding import MOST_NAMED, finding


def said(effects: list[float], replications: int = 30) -> str:
    """The finding on makespans that differ by these effects from the baseline's."""
    rng = np.random.default_rng(5)
    luck = rng.normal(100.0, 10.0, (replications, 1))
    own = rng.normal(0.0, 0.5, (replications, len(effects) + 1))
    names = ["base", *(f"other_{number}" for number in range(len(effects)))]
    table = luck + own + np.array([0.0, *effects])
    return finding(compare_values("x", names, {"makespan": table}, "base", seed=1).metric("makespan"))


def test_a_few_are_all_named() -> None:
    text = said([-5.0, 7.0])
    assert "`other_0` is better than `base`: " in text
    assert "`other_1` is worse than `base`: " in text


@pytest.mark.parametrize(("effect", "what"), [(-5.0, "better than `base`"), (5.0, "worse than `base`")])
def test_of_many_the_rest_is_counted(effect: float, what: str) -> None:
    assert f"; 9 more are {what}" in said([effect] * (MOST_NAMED + 9))
    assert f"; 1 more is {what}" in said([effect] * (MOST_NAMED + 1))
    assert "more" not in said([effect] * MOST_NAMED)


def test_those_that_are_alike_are_counted_too() -> None:
    text = said([0.0] * (MOST_NAMED + 9))
    assert "`other_0`, `other_1`, `other_2` and 9 others make no practical difference from `base`" in text
    # Nobody is "1 others": one more is named.
    assert "`other_3` make no practical difference" in said([0.0] * (MOST_NAMED + 1))
