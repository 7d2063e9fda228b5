"""How likely a run is to meet an outage: the formula against the simulator, and what a comparison says of it."""

from math import exp

import pytest
from scipy.stats import binomtest

import sim
from sim.measures.comparison.rare_outages import chance_of_outage
from sim.record.rows import OutageBegan


def fleet(mtbf, **breakdowns):
    # The tasks take 300 s on two agents, whatever happens to a third and a fourth.
    return {
        "name": "rare",
        "horizon": "300s",
        "fleet": {
            "agents": [{"name": "agent", "count": 4}],
            "breakdowns": {"mtbf": mtbf, "mttr": "1h", **breakdowns},
        },
        "workload": {"kind": "synthetic", "tasks_per_wave": 40, "duration": "60s", "predicted_success": 1.0},
    }


@pytest.mark.parametrize("initial", ["up", "stationary"])
def test_as_many_runs_meet_one_as_the_formula_says(initial):
    scenario = sim.parse_scenario(fleet("2h", initial=initial))
    runs = [sim.run(scenario, replication=r) for r in range(200)]
    met = sum(any(row.at < 300.0 for row in run.log.of(OutageBegan)) for run in runs)
    up = 2.0 / 3.0 if initial == "stationary" else 1.0
    formula = 1.0 - up**4 * exp(-4 * 300 / 7200)
    assert chance_of_outage(300.0, 4, 7200.0, up) == pytest.approx(formula)
    assert binomtest(met, len(runs), formula).pvalue > 0.001
    assert binomtest(met, len(runs), 2.0 * formula if initial == "up" else 0.6).pvalue < 0.01  # the control


def test_a_comparison_says_that_it_may_have_met_none():
    data = {**fleet("10h"), "horizon": "10h"}
    study = sim.compare(data, ["round_robin", "load_balanced"], replications=10, metrics=["makespan"])
    (note,) = [note for note in study.done.stop.notes if "outage" in note]
    assert "4 agents that are up for 10 h on average" in note
    # 10 minutes of 4 agents: 1 - exp(-2400 / 36,000) = 6.4 %; ten runs meet none with 51 %; 45 meet one with 95 %.
    assert "about 6.4 % of runs" in note
    assert "10 runs meet none with a chance of 51.3 %. 45 runs meet one with 95 %." in note


def test_where_outages_are_common_or_there_are_none_nothing_is_said():
    often = {**fleet("20min"), "horizon": "10h"}
    never = {**often, "fleet": {"agents": often["fleet"]["agents"]}}
    for data in (often, never):
        study = sim.compare(data, ["round_robin", "load_balanced"], replications=10, metrics=["makespan"])
        assert not [note for note in study.done.stop.notes if "outage" in note]
