"""`buddy-sim validate-forecast`, `fit --holdout` and `replay`: from a log to its folder, and what is told."""

import json

import numpy as np
import pytest


@pytest.fixture
def log(here):
    """Five runs of the same nine tasks on two slots, in a table."""
    luck = np.random.default_rng(11)
    level, lines = luck.normal(3.0, 0.7, 9), ["run,task,worker,start,seconds,success"]
    for run in range(5):
        free = [0.0, 0.0]
        for task in range(9):
            seconds, slot = float(np.exp(level[task] + luck.normal(0.0, 0.2))), free.index(min(free))
            lines.append(f"{run},t{task},fleet,{free[slot]:.3f},{seconds:.3f},{int(luck.random() < 0.7)}")
            free[slot] += seconds
    (here / "prod.csv").write_text("\n".join(lines) + "\n")
    return here / "prod.csv"


def test_a_fit_says_how_far_to_trust_it_and_so_does_every_run_of_it(invoke, here, log):
    done = invoke("fit", "prod.csv", "--holdout", "--replications", "39", "--no-plots", "--out", "fitted")
    assert done.exit_code == 0, done.stderr
    assert "of 5 intervals of 95 % held" in done.stdout
    scenario = (here / "fitted" / "scenario.yaml").read_text()
    assert "forecast:" in scenario
    assert "kind: table" in scenario
    assert json.loads((here / "fitted" / "fit.json").read_text())["forecast"]["metrics"]["makespan"]["parts"] == 5
    ran = invoke("run", "fitted/scenario.yaml", "--no-plots", "--out", "out")
    assert ran.exit_code == 0, ran.stderr
    report = (here / "out" / "PHASE_21_AUTONOMOUS_EXECUTION.md").read_text()
    assert "How far to trust it: forecast each of 5 runs from the others" in report
    assert json.loads((here / "out" / "manifest.json").read_text())["scenario"]["forecast"]["stalled"] == 0


def test_forecasts_are_put_to_the_test(invoke, here, log):
    done = invoke("validate-forecast", "prod.csv", "--replications", "39", "--out", "tested")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Each of 5 runs from the others:")
    assert (here / "tested" / "plots" / "forecasts.png").is_file()
    told = invoke("report", "tested")
    assert "Forecasts put to the test" in told.stdout
    assert len(json.loads((here / "tested" / "forecast.json").read_text())["parts"]) == 7  # runs, and 2 and 3 tries


def test_what_if_of_a_record(invoke, here, log):
    done = invoke("replay", "prod.csv", "--order", "longest_first", "--json", "--out", "what-if")
    found = json.loads(done.stdout)
    assert [one["explained"] for one in found["runs"]] == [True] * 5
    assert found["changes"]["makespan"]["interval"][0] <= found["changes"]["makespan"]["mean"]
    assert "What if" in invoke("report", "what-if").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("validate-forecast", "nothing.csv"), "nothing.csv is not there"),
        (("validate-forecast", "prod.csv", "--by", "time"), "a cut into 10 stretches needs 80"),
        (("validate-forecast", "prod.csv", "--replications", "10"), "39"),
        (("replay", "prod.csv", "--agents", "none"), "neither a number"),
        (("replay", "prod.csv", "--agents", "2,3"), "more than one number"),
        (("replay", "prod.csv", "--agents", "flet=2"), "there are fleet"),
        (("replay", "prod.csv", "--strategy", "load_blanced"), "did you mean 'load_balanced'"),
        (("replay", "prod.csv", "--strategy", "mct", "--order", "longest_first"), "leave --strategy out"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(invoke, here, log, arguments, told):
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (here / "reports").exists()
