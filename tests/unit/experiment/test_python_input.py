"""A scenario, axes and settings as Python code gives them, and errors in its words."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import sim
from sim.scenario import Exponential, ScenarioError
from sim.study.asking.fleet_sizes import plan_sizes
from sim.study.questions.retry_setting.asking import plan_settings
from sim.study.sensitivity.design import plan_sensitivity

DATA: dict[str, Any] = {
    "name": "pair",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 4, "predicted_success": 0.5},
}


@pytest.fixture
def forms(tmp_path: Path) -> list[Any]:
    """The same scenario in every form."""
    scenario = sim.parse_scenario(DATA)
    file = tmp_path / "pair.yaml"
    file.write_text(scenario.to_yaml())
    return [scenario, DATA, file, str(file)]


def test_a_run_takes_a_scenario_in_any_form(forms):
    assert len({sim.run(form).metrics["makespan"] for form in forms}) == 1
    assert sim.run("calm-fleet").scenario.name == "calm-fleet"


def test_a_comparison_and_a_sweep_take_it_too(forms):
    means = set()
    for form in forms:
        study = sim.compare(form, vary={"retry.max_retries": [0, 3]}, replications=2, metrics="makespan")
        swept = sim.sweep(form, "retry.max_retries=0,3", replications=2, metrics="makespan")
        means.add(tuple(study.runs["makespan"]))
        means.add(tuple(swept.runs["makespan"]))
    assert len(means) == 1


def test_so_do_the_questions(forms):
    for form in forms:
        assert plan_sizes(form, "1..3").sizes == (1, 2, 3)
        assert plan_settings(form, {"retry.max_retries": range(3)}, overrides={"truth.bias": 0.1}).count == 3
        plan, _ = plan_sensitivity(form, {"retry.max_retries": [0, 3], "truth.bias": ["-1.0..1.0"]})
        assert plan.factors == ("retry.max_retries", "truth.bias")


@pytest.mark.parametrize("form", [5, None, b"x", ["pair.yaml"]])
def test_what_is_no_scenario_is_told(form):
    with pytest.raises(ScenarioError, match="is no scenario; expected a path, a mapping or a Scenario"):
        sim.run(form)


def test_one_text_is_a_list_of_one():
    study = sim.compare(
        DATA, "round_robin,load_balanced", where="retry.max_retries > 1", overrides="retry.max_retries=2",
        metrics="success_rate", replications=2,
    )  # fmt: skip
    assert list(study.runs["assignment.strategy"].unique()) == ["round_robin", "load_balanced"]
    assert [found.metric for found in study.comparison.metrics] == ["success_rate"]


def runs_of(vary: Any) -> Any:
    return sim.compare(DATA, vary=vary, replications=2, metrics="makespan").runs


def test_axes_by_key_are_those_of_the_command_line():
    typed = runs_of(["retry.max_retries=0,3", "retry.base=1s,10s"])
    assert runs_of({"retry.max_retries": np.array([0, 3]), "retry.base": ["1s", "10s"]}).equals(typed)
    assert runs_of(["retry.max_retries=0,3", {"retry.base": ["1s", "10s"]}]).equals(typed)


def test_keys_of_a_tuple_change_together():
    keys = ("fleet.agents.0.count", "fleet.agents.0.capacity")
    settings = runs_of({keys: [(1, 2), (2, 1)]})[list(keys)].drop_duplicates()
    assert settings.to_numpy().tolist() == [[1, 2], [2, 1]]


def test_numbers_of_numpy_are_numbers():
    plain = sim.run(DATA, seed=3, replication=1)
    whole: list[Any] = [np.int64(3), np.int32(1)]
    three, one = whole
    assert sim.run(DATA, seed=three, replication=one).metrics == plain.metrics
    loaded = sim.load_scenario("calm-fleet", {"retry.max_retries": np.int64(5)}, seed=three)
    assert (loaded.retry.max_retries, loaded.seed) == (5, 3)


@pytest.mark.parametrize("replication", ["0", 0.0, True, -1, None, np.bool_(1)])
def test_a_replication_is_a_whole_number(replication):
    with pytest.raises(ValueError, match=r"replication .* is not a whole number from 0 to"):
        sim.run(DATA, replication=replication)


@pytest.mark.parametrize("seed", ["3", 3.0, True, -1, 2**63])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ValueError, match=r"seed .* is not a whole number from 0 to"):
        sim.run(DATA, seed=seed)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sim.compare(DATA, vary={"retry.max_retry": [0, 1]}), "vary retry.max_retry: unknown path"),
        (lambda: sim.compare(DATA, vary="retry.max_retries=-1,2"), "vary retry.max_retries: -1 is less than 0"),
        (lambda: sim.compare(DATA, vary={("a", "b"): [(1,)]}), "vary a, b: expected a list of rows with 2 values"),
        (lambda: sim.compare(DATA), "vary: one alternative is nothing to compare; name strategies, vary with"),
        (lambda: sim.compare(DATA, "robin,load_balanced"), "strategies: assignment.strategy: 'robin' is unknown"),
        (lambda: sim.sweep(DATA), "vary: nothing varies"),
        (lambda: sim.compare(DATA, vary="retry.max_retries=0,1", where="x >"), "where: 'x >': cannot be read"),
        (lambda: sim.load_scenario("calm-fleet", ["retry.base"]), "overrides: 'retry.base' is not KEY=VALUE"),
        (lambda: sim.load_scenario("calm-fleet", {"retry.max_retries": -1}), "overrides retry.max_retries: -1 is"),
        (lambda: sim.load_scenario("calm-fleet", seed=cast("Any", "x")), "seed: 'x' is text; expected a whole number"),
        (lambda: sim.run({"name": "x"}), "fleet: is missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_errors_name_arguments(call, said):
    with pytest.raises(ScenarioError) as error:
        call()
    assert said in str(error.value)
    assert "--" not in str(error.value)


def test_a_scenario_made_of_classes_has_known_names_too():
    scenario = sim.parse_scenario(DATA).with_({"assignment.strategy": "rund_robin"})
    with pytest.raises(ScenarioError, match="did you mean 'round_robin'"):
        sim.run(scenario)


def test_a_component_takes_a_scenario_in_any_form(forms):
    assert {sim.Phase21Harness(form).run_phase21().completed_tasks for form in forms} == {4}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sim.compare(DATA, vary=cast("Any", [3])), "vary: 3 is a number; expected KEY=VALUES"),
        (lambda: sim.compare(DATA, "round_robin", where=cast("Any", 3)), "where: 3 is a number"),
        (lambda: sim.load_scenario("calm-fleet", cast("Any", 3)), "overrides: 3 is a number"),
        (lambda: sim.parse_scenario(DATA).with_(cast("Any", [1])), "with_: a list is given"),
        (lambda: sim.compare(DATA, vary={"retry.max_retries": {1, 2}}), "a set has no order; expected a list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_argument_is_told(call, said):
    with pytest.raises(ScenarioError) as error:
        call()
    assert said in str(error.value)


def test_a_set_of_strategies_is_refused():
    with pytest.raises(ValueError, match="a set has no order"):
        sim.compare(DATA, cast("Any", {"round_robin", "load_balanced"}))


def test_parts_of_a_scenario_and_iterators_are_values():
    exponential, steps = Exponential(mean=30), iter((0, 3))
    study = sim.compare(
        DATA,
        vary={"workload.duration": ["30s", exponential], "retry.max_retries": steps},
        replications=2,
        metrics="makespan",
    )
    assert [point.name for point in study.done.plan.points][-1] == (
        "workload.duration={kind: exponential, mean: 30.0}, retry.max_retries=3"
    )
