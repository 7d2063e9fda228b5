"""The report of a comparison: what to do, what it costs and the pictures before the numbers, at any size."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.document.quantity import NOT_DEFINED
from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import Comparison
from sim.report.comparison.markdown import render_comparison
from sim.report.comparison.metric_text import span

METRICS = {"success_rate": 0.9, "makespan": 3000.0, "p95_response": 700.0, "wasted_work": 100.0, "health_score": 80.0}


def compared(alternatives=3, replications=8, baseline=None, missing=(), spread=0.02, name="a{}") -> Comparison:
    luck = np.random.Generator(np.random.Philox(2))
    names = [name.format(place) for place in range(alternatives)]
    values = {}
    for metric, mean in METRICS.items():
        lift = 1.0 + 0.02 * np.arange(alternatives)
        table = mean * lift * (1.0 + spread * luck.standard_normal((replications, alternatives)))
        values[metric] = (
            np.full_like(table, np.nan) if metric in missing else table.clip(0.0, 1.0 if mean < 1 else None)
        )
    return compare_values("made", names, values, baseline or names[0], seed=1)


def test_verdict_price_and_pictures_stand_before_the_numbers():
    pictures = ["alternatives", "differences", "pareto", "convergence"]
    report = render_comparison(compared(), "buddy-sim compare x.yaml", pictures=pictures)
    order = [
        report.index(part)
        for part in (
            "**Weigh up**",
            "|  | success rate | makespan |",
            "![Differences](plots/differences.png)",
            "![Pareto](plots/pareto.png)",
            "on common random numbers",
            "## Success rate",
            "![Alternatives](plots/alternatives.png)",
            "![Convergence](plots/convergence.png)",
            "## How to read this",
        )
    ]
    assert order == sorted(order)
    assert "plots/" not in render_comparison(compared(), "buddy-sim compare x.yaml")


def test_the_price_of_each_choice_stands_in_one_row():
    report = render_comparison(compared(), "c")
    price = next(part for part in report.split("\n\n") if part.startswith("|  | success rate"))
    rows = [line for line in price.splitlines() if line.startswith("| **a2**")]
    (cells,) = (row.split(" | ")[1:] for row in rows)
    assert re.fullmatch(r"\+[\d.]+ points, (better|undecided|no practical difference)", cells[0])
    assert re.fullmatch(r"\+[\d.]+ (s|min), (worse|undecided|no practical difference)", cells[1])


def test_no_table_says_nothing():
    report = render_comparison(compared(replications=30, missing=("p95_response", "wasted_work")), "c")
    assert NOT_DEFINED not in report
    assert "- No run has a value of the 95th percentile of the response time and wasted work." in report
    assert "## 95th percentile" not in report
    # Intervals of the 95th percentile over runs are there from 59 replications on, of the 99th from 299 on.
    assert "| over runs |" not in report
    assert "| over runs | p95 | 95 % interval |\n" in render_comparison(compared(replications=60), "c")


@pytest.mark.parametrize("baseline", [None, "best"])
@pytest.mark.parametrize(("alternatives", "replications"), [(2, 1), (2, 2), (3, 8), (40, 3), (300, 4)])
def test_reports_at_sizes(alternatives, replications, baseline):
    found = compared(alternatives, replications, baseline, name="fleet.agents.0.breakdowns.mtbf={}" + 20 * "0")
    report = render_comparison(found, "c")
    tables = [part.splitlines() for part in report.split("\n\n") if part.startswith("|")]
    for rows in tables:
        assert len({row.count(" | ") for row in (rows[0], *rows[2:])}) == 1  # every row has as many cells
        assert len(rows) <= 2 + 24
    if alternatives > 24:
        assert "The tables of the metrics show 12 of them, the baseline and the best by success rate" in report
    assert len(report.split()) < 4500


def test_the_best_of_everything_needs_no_words():
    found = compared(4, 30, "best", spread=1e-6)
    report = render_comparison(found, "c")
    assert re.search(r"^\*\*Worth a choice\*\*: ", report, re.MULTILINE)


ends = st.floats(-1e6, 1e6).filter(lambda end: end == 0.0 or abs(end) > 1e-6)


@settings(max_examples=300)
@given(ends, ends, st.sampled_from(["makespan", "success_rate", "health_score", "anomalies"]))
def test_an_interval_is_printed_on_its_side_of_0(one, other, metric):
    low, high = sorted((one, other))
    texts = span(metric, low, high).split(" to ")
    told = [float(text.split()[0]) for text in texts]
    assert [(number > 0.0, number < 0.0) for number in told] == [(end > 0.0, end < 0.0) for end in (low, high)]
    units = {tuple(text.split()[1:]) for text in texts}
    assert len(units) == 1


def test_a_column_has_one_unit_and_no_wait_is_below_0():
    waits = np.array([[0.0, 100.0]] * 3 + [[130.0, 90.0], [130.0, 110.0], [140.0, 80.0]])
    report = render_comparison(compare_values("made", ["a", "b"], {"mean_wait": waits}, "a", seed=1), "c")
    table = next(part for part in report.split("\n\n") if part.startswith("| alternative"))
    assert "| a (baseline) | 66.7 s | 0 s to 382 s |" in table
    assert " min" not in table
