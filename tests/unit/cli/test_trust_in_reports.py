"""Every report on a fitted scenario says what its forecasts were worth when they were put to the test."""

import pytest

SCENARIO = """
name: fitted
seed: 3
fleet: {agents: [{name: quick, speed: 2.0}, {name: slow, speed: 0.5}]}
workload: {kind: synthetic, tasks_per_wave: 12, duration: {kind: exponential, mean: 30}, predicted_success: 0.8}
forecast:
  tested: each of 18 runs from the others
  metrics: {makespan: {held: 12, parts: 18, error: 0.05, bias: 0.01, width: 0.2}}
"""
SAID = "12 of 18 intervals of 95 % held the makespan (off by 5 % at the median)"
WARNED = "Intervals of the makespan are too sure of themselves."
QUICK = ("--no-plots", "--jobs", "1", "--quiet", "--out", "out")


@pytest.mark.parametrize(
    "words",
    [
        ("run", "scenario.yaml", "--no-plots", "--quiet", "--out", "out"),
        ("compare", "scenario.yaml", "--strategies", "round_robin,load_balanced", "--replications", "3", *QUICK),
        ("sweep", "scenario.yaml", "--vary", "retry.max_retries=0,1", "--replications", "3", *QUICK),
        ("knee", "scenario.yaml", "--agents", "1..3", "--group", "quick", "--replications", "5", *QUICK),
        ("smallest-fleet", "scenario.yaml", "--agents", "1..2", "--group", "slow", "--meet", "makespan <= 1h",
         "--replications", "20..20", *QUICK),
        ("retry-setting", "scenario.yaml", "--vary", "retry.max_retries=0,1", "--meet", "success_rate >= 0.5",
         "--replications", "20..20", *QUICK),
        ("sensitivity", "scenario.yaml", "--vary", "workload.predicted_success=0.6..0.9",
         "--vary", "retry.max_retries=0..2", "--replications", "2", *QUICK),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_report_says_what_forecasts_were_worth(here, invoke, words):
    (here / "scenario.yaml").write_text(SCENARIO)
    done = invoke(*words)
    assert done.exit_code == 0, done.stderr
    for ending in ("*.md", "*.html"):
        (report,) = (here / "out").glob(ending)
        written = report.read_text()
        assert SAID in written, report.name
        assert WARNED in written, report.name
