"""Design points: their order, names and settings, and how bad combinations are told."""

from typing import Any

import pytest

from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.load import given_scenario, read_scenario
from sim.scenario.reading.overrides import parse_override
from sim.scenario.varying.axes import axis_of, parse_vary
from sim.scenario.varying.constraints import parse_constraint
from sim.scenario.varying.expand import DesignPoint, expand

DATA: dict[str, Any] = {
    "name": "pair",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 5, "duration": {"kind": "uniform", "low": 1, "high": 9}},
}


def points(*vary: str, where: tuple[str, ...] = (), **more: Any) -> tuple[DesignPoint, ...]:
    axes = [parse_vary(text) for text in vary]
    return expand(given_scenario(DATA), axes, [parse_constraint(text) for text in where], **more)


def problems(*vary: str, where: tuple[str, ...] = (), **more: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        points(*vary, where=where, **more)
    return str(caught.value).splitlines()


def test_the_last_axis_is_the_fastest() -> None:
    found = points("retry.max_retries=0,1", "fleet.agents.0.count=2..4")
    assert [point.index for point in found] == [0, 1, 2, 3, 4, 5]
    assert [tuple(value for _, value in point.settings) for point in found] == [
        (0, 2), (0, 3), (0, 4), (1, 2), (1, 3), (1, 4),
    ]  # fmt: skip
    assert [(p.scenario.retry.max_retries, p.scenario.fleet.agents[0].count) for p in found][-1] == (1, 4)
    assert found[0].name == "retry.max_retries=0, fleet.agents.0.count=2"


def test_without_axes_there_is_one_point_named_after_the_scenario() -> None:
    (point,) = points()
    assert (point.name, point.settings) == ("pair", ())
    assert point.scenario == given_scenario(DATA).build()


def test_options_hold_for_all_and_axes_beat_them() -> None:
    options = [parse_override("retry.max_retries=7"), parse_override("truth.bias=0.5")]
    found = points("retry.max_retries=0,1", options=options)
    assert [(p.scenario.retry.max_retries, p.scenario.truth.bias) for p in found] == [(0, 0.5), (1, 0.5)]


def test_constraints_see_axes_and_the_rest_of_the_scenario() -> None:
    vary = ("fleet.agents.0.count=1..4", "fleet.agents.0.capacity=1..4")
    # count * capacity <= 4: (1, 1..4), (2, 1..2), (3, 1), (4, 1)
    assert len(points(*vary, where=("fleet.agents.0.count * fleet.agents.0.capacity <= 4",))) == 8
    # max_retries is 3 by default, and base is not set.
    assert len(points(*vary, where=("fleet.agents.0.count > retry.max_retries", "retry.base == null"))) == 4


def test_what_is_struck_out_need_not_be_valid() -> None:
    vary = ("workload.duration.low=1,5", "workload.duration.high=2,9")
    assert any("5" in line for line in problems(*vary))  # low 5 is more than high 2
    found = points(*vary, where=("workload.duration.low < workload.duration.high",))
    assert len(found) == 3


def test_a_problem_of_some_points_names_one_and_of_all_points_none() -> None:
    assert problems("retry.max_retries=-1,2", "truth.bias=0,1") == [
        "--vary retry.max_retries: -1 is less than 0 (in retry.max_retries=-1, truth.bias=0 and 1 more point)"
    ]
    assert problems("retry.max_retries=-1,-2") == [
        "--vary retry.max_retries: -1 is less than 0 (in retry.max_retries=-1)",
        "--vary retry.max_retries: -2 is less than 0 (in retry.max_retries=-2)",
    ]
    (line,) = problems("retry.max_retry=1,2,3")
    assert line == "--vary retry.max_retry: unknown path; did you mean retry.max_retries?"


def test_checks_beyond_the_schema_are_asked_for_every_point() -> None:
    def check(scenario: Scenario) -> list[Problem]:
        wrong = scenario.retry.max_retries == 2 and scenario.fleet.agents[0].count == 3
        return [Problem(None, None, "retry.max_retries", "not with three agents")] if wrong else []

    assert problems("retry.max_retries=1,2", "fleet.agents.0.count=3,4", checks=[check]) == [
        "--vary retry.max_retries: not with three agents (in retry.max_retries=2, fleet.agents.0.count=3)"
    ]


def test_a_problem_of_the_file_keeps_its_line(tmp_path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("name: x\nfleet: {agents: [{name: a}]}\nworkload: {kind: synthetic, tasks_per_wave: 0}\n", "utf-8")
    with pytest.raises(ScenarioError) as caught:
        expand(read_scenario(path), [parse_vary("retry.max_retries=1,2")])
    assert str(caught.value) == f"{path}:3: workload.tasks_per_wave: 0 is less than 1"


@pytest.mark.parametrize(
    "vary",
    [
        ("retry.max_retries=1,2", "retry.max_retries=3"),
        ("retry.max_retries=1,2", "retry={max_retries: 3},{max_retries: 4}"),
        ("retry.max_retries=1,2", "policy=a: {retry.max_retries: 3}, b: {retry.base: 1s}"),
        ("policy=a: {retry.base: 3}", "policy=b: {truth.bias: 1}"),
    ],
)
def test_two_axes_on_one_key_are_refused(vary: tuple[str, ...]) -> None:
    assert "too; keep one" in problems(*vary)[0]


def test_a_span_needs_a_step_or_a_design() -> None:
    assert problems("truth.bias=0.0..1.0") == [
        "--vary truth.bias: the range needs a step, such as 0..1 step 0.25 (or a design, to sample it)"
    ]


def test_the_budget() -> None:
    assert len(points("retry.max_retries=0..9", budget=10)) == 10
    assert "more than 9 points are left; expected at most 9" in problems("retry.max_retries=0..9", budget=9)[0]
    # Combinations that nobody could ever look at are refused at once.
    many = [f"retry.{key}=1..1000 step 1" for key in ("max_retries", "factor")]
    assert "1000 * 1000 = 1000000 combinations; expected at most 10000" in problems(*many)[0]


def test_constraints_that_cannot_be_told() -> None:
    assert problems("retry.max_retries=1", where=("retry.max_retry > 0",)) == [
        "--where: retry.max_retry: unknown path; did you mean retry.max_retries?"
    ]
    assert problems("retry.max_retries=1", where=("retry.max_retries > 1",)) == [
        "--where: no point of the study fulfils the constraints"
    ]


def test_names_are_unique_whatever_the_values() -> None:
    axes = [
        axis_of("a", {"x": {"truth.bias": 0}, "y": {"truth.bias": 1}}, "f:1"),
        axis_of("gates.approve", [["b, c"], ["b", "c"]], "f:2"),
    ]
    names = [point.name for point in expand(given_scenario(DATA), axes)]
    assert names[:2] == ['x, gates.approve=["b, c"]', "x, gates.approve=[b, c]"]
    assert len(set(names)) == 4


def test_combinations_that_read_alike_are_told_apart() -> None:
    axes = [
        axis_of("assignment.strategy", ["r", "r, assignment.d=1"], "f:1"),
        axis_of("assignment.d", ["1, assignment.d=2", "2"], "f:2"),
    ]
    names = [point.name for point in expand(given_scenario(DATA), axes)]
    assert names[0] == "r, assignment.d=1, assignment.d=2"
    assert names[3] == "r, assignment.d=1, assignment.d=2 #3"
