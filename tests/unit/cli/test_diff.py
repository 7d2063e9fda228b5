"""`buddy-sim diff`: two folders of runs, or of studies; others are refused."""

from typing import Any

import pandas as pd
import pytest

import sim


def test_two_runs(invoke):
    for out, seed in (("a", "1"), ("b", "2")):
        assert invoke("run", "small.yaml", "--no-plots", "--quiet", "--seed", seed, "--out", out).exit_code == 0
    done = invoke("diff", "a", "b")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("# a against b\n\n**The two runs part at ")
    assert "the same, event by event" in invoke("diff", "a", "a").stdout


def test_what_is_no_run_is_refused(invoke):
    assert invoke("run", "small.yaml", "--no-plots", "--quiet", "--out", "a").exit_code == 0
    done = invoke("diff", "a", "nowhere")
    assert (done.exit_code, "there is no such folder" in done.stderr) == (2, True)


FLEET = {
    "name": "small",
    "seed": 1,
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 8, "predicted_success": 0.6},
    "retry": {"max_retries": 3},
}


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Result folders: a study, the same again, fewer retries and more replications, another seed."""
    folder = tmp_path_factory.mktemp("studies")
    keys = ("replications", "overrides", "seed")
    for name, *terms in (
        ("a", 4, (), 1),
        ("same", 4, (), 1),
        ("b", 5, ("retry.max_retries=0",), 1),
        ("luck", 4, (), 99),
    ):
        asked: dict[str, Any] = dict(zip(keys, terms, strict=True))
        study = sim.compare(FLEET, strategies=["round_robin", "load_balanced"], metrics=["success_rate"], **asked)
        study.write(folder / name, plots=False, html=False)
    return folder


def told(invoke, studies, one, other):
    done = invoke("diff", str(studies / one), str(studies / other))
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_two_studies_of_the_same_are_the_same(invoke, studies):
    text = told(invoke, studies, "a", "same")
    assert "**The two studies are the same, run by run**: 8 runs of 2 alternatives in both." in text
    assert "settings of what both ran are the same" in text


def test_two_studies_are_paired_over_the_replications_that_both_ran(invoke, studies):
    text = told(invoke, studies, "a", "b")
    assert "**2 of 2 alternatives differ** in the same replications." in text
    assert "| retry.max_retries | 3 | 0 |" in text
    assert "| replications | 4 | 5 |" in text
    first, second = (pd.read_parquet(studies / name / "runs.parquet") for name in "ab")
    both = first.merge(second, on=["name", "replication", "seed"], suffixes=("_a", "_b"))
    retried = both[both["name"] == "round_robin"]
    change = 100.0 * (retried["success_rate_b"] - retried["success_rate_a"]).mean()
    row = next(line for line in text.splitlines() if line.startswith("| round_robin | success rate"))
    assert f"{change:.3g} points (" in row


def test_studies_of_other_luck_are_not_paired(invoke, studies):
    text = told(invoke, studies, "a", "luck")
    assert "**The two studies met other luck** (seeds differ)" in text
    assert "Numbers that differ" not in text


def test_a_run_is_not_compared_with_a_study(invoke, studies):
    assert invoke("run", "small.yaml", "--no-plots", "--quiet", "--out", "b").exit_code == 0
    done = invoke("diff", str(studies / "a"), "b")
    assert (done.exit_code, "b: is not the result of a study, and the other one is" in done.stderr) == (2, True)
