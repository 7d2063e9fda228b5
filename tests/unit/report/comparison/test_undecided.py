"""What stands beside a number that is less sure than it looks: what would tell, what is skewed, what is missing."""

import numpy as np
import pytest

from sim.cli.comparison_table import lines
from sim.measures.comparison.alternatives import compare_values
from sim.report.comparison.markdown import render_comparison
from sim.report.comparison.undecided import of_runs, rounded_up, skewed, what_would_tell

NAMES = ("now", "new")
LUCK = np.random.Generator(np.random.Philox(11))
NOISE = LUCK.standard_normal((30, 2))


def compared(table, metric="makespan", **settings):
    return compare_values("made", NAMES, {metric: table}, "now", seed=1, **settings)


def pages(found, tmp_path):
    """The report and what the command line prints."""
    return render_comparison(found, "c"), "\n".join(lines(found, (), tmp_path))


def test_an_undecided_difference_says_how_many_replications_would_tell(tmp_path):
    found = compared(100.0 + 5.0 * NOISE)
    entry = found.metric("makespan")
    needed = entry.differences["new"].needed
    assert needed is not None
    assert needed > 30
    told = f"about {rounded_up(needed)} replications"
    assert what_would_tell(entry, "new") == told
    report, printed = pages(found, tmp_path)
    assert f"**undecided** ({told})" in report
    assert f"undecided: {told}" in printed
    assert found.content()["differences"][0]["replications_needed"] == needed


def test_what_is_decided_needs_no_words(tmp_path):
    found = compared(100.0 + NOISE + [[0.0, 20.0]])
    assert what_would_tell(found.metric("makespan"), "new") is None
    assert "about" not in pages(found, tmp_path)[1]


def test_equal_runs_say_why_they_are_no_proof(tmp_path):
    report, printed = pages(compared(np.full((30, 2), 300.0)), tmp_path)
    why = "all 30 differences are the same, which shows nothing of rarer runs"
    assert f"**undecided** ({why})" in report
    assert f"undecided: {why}" in printed
    assert "no number of them would, since all 30 differences are the same" in report
    # Where a metric is bounded, enough of them do.
    report, printed = pages(compared(np.ones((30, 2)), "success_rate"), tmp_path)
    assert "undecided: all the same; about 370 replications" in printed
    assert "| now (baseline) | 100 % | 88.4 % to 100 % |" in report
    # Where nothing is left to chance, one is.
    report, printed = pages(compared(np.full((30, 2), 300.0), certain=[True, True]), tmp_path)
    assert "no practical difference" in printed
    assert "Nothing is left to chance in these scenarios" in report


def test_a_long_tail_is_told_beside_the_interval(tmp_path):
    table = np.column_stack([np.full(30, 100.0), 100.0 + np.exp(2.0 * NOISE[:, 0])])
    found = compared(table)
    wanted = found.metric("makespan").differences["new"].skewed
    assert wanted is not None
    assert wanted > 30
    words = f" (skewed: wants {rounded_up(wanted)} replications)"
    assert skewed(found.metric("makespan").differences["new"]) == words
    report, printed = pages(found, tmp_path)
    assert words in report
    assert words in printed
    assert "25 times their squared skewness" in report
    assert "Skewed:" not in render_comparison(compared(100.0 + NOISE), "c")


def test_a_mean_says_of_how_many_runs_it_is(tmp_path):
    table = 100.0 + NOISE
    table[[3, 8, 9], 1] = np.nan
    found = compared(table)
    assert of_runs(found.metric("makespan"), found, "new") == " (27 of 30 runs)"
    assert of_runs(found.metric("makespan"), found, "now") == ""
    report, printed = pages(found, tmp_path)
    assert "(27 of 30 runs)" in report
    assert "(27 of 30 runs)" in printed
    assert "in 3 replications only one of the two has a value" in printed
    assert found.content()["missing"] == {"now": {}, "new": {"makespan": 3}}


@pytest.mark.parametrize(("primary", "said"), [(None, "No metric is named"), ("makespan", "Decides: the makespan.")])
def test_the_page_says_what_decides_and_what_is_assumed(primary, said):
    report = render_comparison(compared(100.0 + NOISE, primary=primary), "c")
    assert said in report
    assert (
        "Assumed: no kind of run that these 30 replications did not show matters. One that comes once in 10 runs would "
        "hardly have been missed (5 %); to see one that comes once in 100 takes 299."
    ) in report
