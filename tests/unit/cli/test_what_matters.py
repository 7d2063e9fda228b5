"""`--delta` and `--confidence`: one meaning in verdicts, choice, precision, report, JSON and a resumed study."""

import json
import re

import pytest

COMPARE = ("compare", "small.yaml", "--vary", "fleet.agents.0.count=2,3", "--backend", "serial", "--no-plots")
METRICS = ("--metrics", "makespan,success_rate")
RUNS = ("--replications", "8")


def differences(done):
    assert done.exit_code == 0, done.stderr
    return {row["metric"]: row for row in json.loads(done.stdout)["differences"]}


def test_a_delta_decides_what_makes_a_practical_difference(invoke):
    by_itself = differences(invoke(*COMPARE, *METRICS, *RUNS, "--json"))["makespan"]
    assert by_itself["verdict"] == "better"
    told = differences(invoke(*COMPARE, *METRICS, *RUNS, "--delta", "makespan=10min", "--json"))
    assert told["makespan"]["delta"] == 600.0
    assert told["makespan"]["verdict"] == "no practical difference"
    # Nothing else has changed.
    assert (told["makespan"]["low"], told["makespan"]["high"]) == (by_itself["low"], by_itself["high"])
    assert told["success_rate"]["delta"] < 0.011


def test_a_confidence_widens_every_interval_and_is_told(invoke, here):
    usual = invoke(*COMPARE, *METRICS, *RUNS, "--json")
    surer = invoke(*COMPARE, *METRICS, *RUNS, "--confidence", "99%", "--json")
    one, other = (differences(done)["makespan"] for done in (usual, surer))
    assert other["high"] - other["low"] > 1.2 * (one["high"] - one["low"])
    found = json.loads(surer.stdout)
    assert found["confidence"] == 0.99
    mean, before = (json.loads(d.stdout)["alternatives"]["fleet.agents.0.count=2"]["makespan"] for d in (surer, usual))
    assert mean["low"] < before["low"]
    report = (here / "reports" / "small-compare" / "report.md").read_text()
    assert "99 % interval" in report
    assert "95 %" not in report.split("How to read")[1].replace("5 % / 50 % / 95 % of runs", "")


def test_the_report_and_the_record_say_what_was_asked(invoke, here):
    invoke(*COMPARE, *METRICS, *RUNS, "--delta", "makespan=10min", "--quiet")
    folder = here / "reports" / "small-compare"
    assert "makespan 10 min (as asked)" in (folder / "report.md").read_text()
    assert json.loads((folder / "comparison.json").read_text())["deltas"] == {"makespan": 600.0}
    assert "--delta makespan=10min" in json.loads((folder / "manifest.json").read_text())["command"]


@pytest.mark.parametrize("delta", ["10min", "600", "makespan=600s"])
def test_a_choice_and_its_verdicts_go_by_the_same_difference(invoke, delta):
    chosen = (*COMPARE, "--metrics", "makespan", "--select-best", "makespan")
    row = differences(invoke(*chosen, "--delta", delta, "--json"))["makespan"]
    assert (row["delta"], row["verdict"]) == (600.0, "no practical difference")
    done = invoke(*chosen, "--delta", delta, "--confidence", "0.99")
    assert "with probability 99 % or more it is the best, or within 10 min of it" in done.stdout


def test_a_precision_is_as_sure_as_asked(invoke):
    asked = (*COMPARE, "--metrics", "makespan", "--precision", "0.05")
    usual, surer = invoke(*asked), invoke(*asked, "--confidence", "0.999")
    note = re.compile(r"(\d+) replications give the means of makespan to within 5 % at ([\d.]+) %")
    ((one, at),), ((other, higher),) = (note.findall(done.stdout) for done in (usual, surer))
    assert (at, higher) == ("95", "99.9")
    assert int(other) > int(one)


def test_a_sweep_goes_by_them_too(invoke):
    sweep = ("sweep", *COMPARE[1:], *METRICS, *RUNS, "--json")
    found = invoke(*sweep, "--delta", "makespan=10min", "--confidence", "0.9")
    assert differences(found)["makespan"]["verdict"] == "no practical difference"
    assert json.loads(found.stdout)["confidence"] == 0.9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--delta", "100"), "--delta: '100' names no metric; expected METRIC=VALUE, such as makespan=10s"),
        (("--delta", "wasted_work=10s"), "has no effect: what is compared is makespan, success_rate; add wasted_work"),
        (("--delta", "makespam=10s"), "did you mean makespan"),
        (("--delta", "makespan=1e-300"), "--delta: makespan=1e-300: no run is that precise; expected 1e-09 or more"),
        (("--delta", "makespan=0"), "is not above 0"),
        (("--delta", "makespan=-3s"), "is not a duration"),
        (("--delta", "makespan=nan"), "is not a finite number"),
        (("--delta", "makespan=2%"), "a share of what? expected a time such as 10s"),
        (("--delta", "makespan="), "is not a duration"),
        (("--delta", "success_rate=2"), "no difference in success_rate is that large"),
        (("--delta", "success_rate=2"), "did you mean 2%?"),
        (("--delta", "success_rate=ten"), "expected a share such as 0.02 or 2%"),
        (("--delta", "makespan=1s", "--delta", "makespan=2s"), "makespan has two least differences; keep one"),
        (("--select-best", "makespan", "--delta", "1e-300"), "no run is that precise"),
        (("--select-best", "makespan", "--delta", "success_rate=1%"), "select-best makespan needs --delta"),
        (("--confidence", "95"), "--confidence: confidence 95 is not between 0.5 and 0.999999; did you mean 0.95?"),
        (("--confidence", "1"), "confidence 1 is not between"),
        (("--confidence", "nan"), "confidence nan is not between"),
        (("--confidence", "sure"), "'sure' is no confidence; expected a number such as 0.95, or 95%"),
    ],
)
def test_what_would_have_no_effect_or_is_nonsense_is_refused(invoke, here, options, message):
    done = invoke(*COMPARE, *METRICS, *options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert [path.name for path in here.iterdir()] == ["small.yaml"]


def test_a_resumed_study_says_what_is_judged_otherwise(invoke, here):
    asked = (*COMPARE, *METRICS, *RUNS)
    assert invoke(*asked, "--delta", "makespan=10min").exit_code == 0
    runs = (here / "reports" / "small-compare" / "runs.parquet").read_bytes()
    again = invoke(*asked, "--delta", "makespan=1s", "--confidence", "0.9", "--resume")
    assert again.stderr.splitlines() == [
        "the confidence was 0.95 and is 0.9 now; stored runs are kept, and every verdict is made anew",
        "the delta of makespan was 600 and is 1 now; stored runs are kept, and every verdict is made anew",
    ]
    assert (here / "reports" / "small-compare" / "runs.parquet").read_bytes() == runs
    # What it comes to is what one session would have come to.
    record = (here / "reports" / "small-compare" / "comparison.json").read_bytes()
    alone = invoke(*asked, "--delta", "makespan=1s", "--confidence", "0.9", "--out", "alone")
    assert alone.exit_code == 0
    assert (here / "alone" / "comparison.json").read_bytes() == record
    usual = invoke(*asked, "--resume")
    assert "the delta of makespan was 1 and is the usual one now" in usual.stderr
    assert invoke(*asked, "--resume").stderr == ""
