"""Scenarios as the alternatives of one comparison, and what cannot be compared."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sim
from sim.cli.group import group
from sim.scenario import ScenarioError

SMALL = sim.parse_scenario(
    {
        "name": "small",
        "seed": 5,
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 8, "duration": {"kind": "exponential", "mean": 30}},
    }
)
LARGE = SMALL.with_({"name": "large", "fleet.agents.0.count": 4})


def refused(*scenarios: Any, **terms: Any) -> str:
    with pytest.raises(ScenarioError) as error:
        sim.compare(list(scenarios), replications=2, metrics="makespan", **terms)
    return str(error.value)


def test_scenarios_meet_the_same_luck_as_the_values_of_a_key_do():
    one = sim.compare([SMALL, LARGE], replications=3, metrics="makespan")
    other = sim.compare(SMALL, vary={"fleet.agents.0.count": [2, 4]}, replications=3, metrics="makespan")
    assert [row.name for row in one.done.plan.points] == ["small", "large"]
    assert one.runs["makespan"].tolist() == other.runs["makespan"].tolist()
    assert one.runs["scenario"].tolist() == ["small"] * 3 + ["large"] * 3


def test_each_scenario_takes_the_strategies_and_values():
    study = sim.compare(
        [SMALL, LARGE], ["round_robin", "load_balanced"], {"retry.max_retries": [0, 3]}, replications=2,
        metrics="makespan", baseline="large, load_balanced, retry.max_retries=3",
    )  # fmt: skip
    assert len(study.done.plan.points) == 8
    assert study.done.plan.points[-1].name == "large, load_balanced, retry.max_retries=3"


def test_files_are_told_apart_by_their_names_where_the_scenarios_are_not(tmp_path):
    files = []
    for name, count in (("today", 2), ("tomorrow", 4)):
        file = tmp_path / f"{name}.yaml"
        file.write_text(SMALL.with_({"fleet.agents.0.count": count}).to_yaml())
        files.append(file)
    study = sim.compare(files, replications=2, metrics="makespan")
    assert [point.name for point in study.done.plan.points] == ["today", "tomorrow"]
    again = sim.compare([sim.load_scenario(file) for file in files], replications=2, metrics="makespan")
    assert [point.name for point in again.done.plan.points] == ["small #1", "small #2"]


def test_other_seeds_are_refused_with_what_to_do():
    said = refused(SMALL, LARGE.with_({"seed": 6}))
    assert said == (
        "large: seed 6, where small has 5: they would meet different luck; expected the same, such as by seed 5"
    )
    assert len(sim.compare([SMALL, LARGE.with_({"seed": 6})], replications=2, metrics="makespan", seed=5).runs) == 4


def test_metrics_over_other_times_are_refused():
    assert "large: metrics.warmup of 60 s, where small has 0 s" in refused(SMALL, LARGE.with_({"metrics.warmup": 60}))


def test_other_health_scores_are_refused():
    weights = {"success_rate": 1.0, "availability": 0.0, "accuracy": 0.0, "load_balance": 0.0}
    assert "large: other health.weights than small" in refused(SMALL, LARGE.with_({"health.weights": weights}))


def test_what_says_the_same_is_refused():
    assert refused(SMALL, SMALL) == "small #1 and small #2 say the same; there is nothing to compare"


def test_an_empty_list_and_a_study_are_refused(tmp_path):
    assert "an empty list; expected a scenario or several" in refused()
    study = tmp_path / "study.yaml"
    study.write_text("{scenario: small.yaml, vary: {retry.max_retries: [0, 3]}}")
    assert refused(SMALL, study) == f"{study}: is a study; expected scenarios to compare"


def test_all_problems_of_all_scenarios_are_told(tmp_path):
    (tmp_path / "a.yaml").write_text("{name: a}")
    said = refused(tmp_path / "a.yaml", tmp_path / "b.yaml")
    assert "a.yaml:1: fleet: is missing" in said
    assert "b.yaml: there is no such file" in said


def test_the_command_compares_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for scenario in (SMALL, LARGE):
        (tmp_path / f"{scenario.name}.yaml").write_text(scenario.to_yaml())
    quick = ("--backend", "serial", "--no-plots", "--replications", "12", "--metrics", "makespan")
    done = CliRunner().invoke(group, ["compare", "small.yaml", "large.yaml", *quick])
    assert done.exit_code == 0, done.output
    assert "2 alternatives, 12 replications on common random numbers" in done.stdout
    assert next(line for line in done.stdout.splitlines() if line.strip().startswith("large")).endswith("better")
    assert CliRunner().invoke(group, ["compare", "small.yaml", *quick]).exit_code == 2
