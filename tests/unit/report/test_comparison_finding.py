"""The finding of a comparison in a sentence: short, however many alternatives there are."""

import numpy as np
import pytest

from sim.document.text import markdown_text
from sim.measures.comparison.alternatives import compare_values
from sim.report.comparison import finding as module
from sim.report.comparison.markdown import render_comparison


def finding(*args):
    """What was found of a metric, as Markdown."""
    return markdown_text(module.finding(*args))


def headline(comparison):
    """What was found of every metric, as Markdown."""
    return list(map(markdown_text, module.headline(comparison)))


def compared(shifts, spread=1.0, baseline="p0"):
    luck = np.random.Generator(np.random.Philox(1))
    names = [f"p{place}" for place in range(len(shifts))]
    shared = 10.0 * luck.standard_normal((12, 1))
    table = 600.0 + shared + spread * luck.standard_normal((12, len(shifts))) + np.array(shifts)
    return compare_values("x", names, {"makespan": table}, baseline, seed=1)


def test_a_few_are_named_one_by_one() -> None:
    said = finding(compared([0.0, 60.0, -60.0]).metric("makespan"))
    assert said.startswith("**Makespan**: `p2` is better than `p0`: ")
    assert "`p1` is worse than `p0`: " in said
    assert said.endswith("Best with probability 100 %: `p2`.")


def test_many_of_one_verdict_are_counted() -> None:
    said = finding(compared([0.0, *(60.0 + 10.0 * n for n in range(50))]).metric("makespan"))
    assert "; " not in said
    assert said.startswith("**Makespan**: 50 others are worse than `p0`: 0.993 min to 9.16 min higher.")
    assert len(said) < 200


def test_of_many_that_cannot_be_told_three_are_named() -> None:
    said = finding(compared([0.0] * 9, spread=40.0).metric("makespan"))
    assert "`p1`, `p2`, `p3` and 5 others cannot be told from `p0` yet" in said


@pytest.mark.parametrize("alternatives", [2, 40])
def test_a_report_has_a_sentence_a_metric_before_its_tables(alternatives) -> None:
    found = compared([5.0 * n for n in range(alternatives)], baseline="best")
    report = render_comparison(found, "buddy-sim sweep x.yaml")
    assert headline(found)[0] in report.split("\n## ")[0]
