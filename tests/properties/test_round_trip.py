"""A scenario that is written as YAML, or as plain data, and read again, is the same scenario."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sim.policies.catalogue import strategies
from sim.scenario import AgentSpec, Constant, FleetSpec, Scenario, ScenarioError, SyntheticWorkload, parse_scenario
from sim.scenario.load import load_scenario
from sim.scenario.reading.yaml_reader import read_yaml
from sim.scenario.reading.yaml_writer import to_yaml
from tests.properties.conftest import RandomWorld
from tests.properties.test_limits import limited_worlds
from tests.properties.test_money import paid_worlds
from tests.properties.test_retry_rules import ruled_worlds

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "on",
        "no",
        "~",
        "1_000",
        "1:30",
        "30s",
        "0x1F",
        "0o7",
        ".inf",
        "1e3",
        "a: b",
        "# a",
        "- a",
        "a\nb",
        " a",
        "a ",
        "\x07",
    ]
)


def with_numpy(data: Any) -> Any:
    """The same data with numpy's numbers for all numbers, and an array for a list of numbers."""
    if isinstance(data, dict):
        return {key: with_numpy(value) for key, value in data.items()}
    if isinstance(data, list):
        items = [with_numpy(value) for value in data]
        return np.array(data) if data and all(type(value) is float for value in data) else items
    return {int: np.int64, float: np.float64, bool: np.bool_}.get(type(data), lambda value: value)(data)


@settings(max_examples=60)
@given(data=st.data())
@pytest.mark.parametrize("strategy", sorted(strategies())[:2])
def test_a_random_world_survives(
    worlds: Callable[[str], SearchStrategy[Any]],
    strategy: str,
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = data.draw(worlds(strategy))
    scenario = parse_scenario(world.data)
    assert parse_scenario(scenario.written()) == scenario
    assert parse_scenario(scenario.resolved()) == scenario
    assert parse_scenario(with_numpy(world.data)) == scenario
    assert scenario.with_({}) == scenario
    file = tmp_path_factory.mktemp("written") / "scenario.yaml"
    file.write_text(scenario.to_yaml(), encoding="utf-8")
    assert load_scenario(file) == scenario


@settings(max_examples=60)
@given(st.one_of(limited_worlds(), ruled_worlds(), paid_worlds()))
def test_a_random_world_of_limits_rules_and_prices_survives(world: RandomWorld) -> None:
    scenario = parse_scenario(world.data)
    assert parse_scenario(scenario.written()).resolved() == scenario.resolved()
    assert parse_scenario(scenario.resolved()).resolved() == scenario.resolved()


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(
            lambda key: key not in ("on", "off", "null", "true", "false")
        ),
        st.recursive(
            TEXTS
            | st.integers(-(2**70), 2**70)
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.booleans()
            | st.none(),
            lambda inner: st.lists(inner, max_size=3),
            max_leaves=5,
        ),
        max_size=4,
    )
)
def test_any_plain_data_survives(data: dict[str, Any]) -> None:
    root, faults = read_yaml(to_yaml(data) if data else "{}")
    assert not faults
    assert root is not None
    assert root.value == data
    assert all(
        math.copysign(1, root.value[key]) == math.copysign(1, value) for key, value in data.items() if value == 0
    )


def test_numbers_of_numpy_make_the_same_scenario() -> None:
    def made(whole: Any, number: Any) -> Scenario:
        workload = SyntheticWorkload(
            tasks_per_wave=[whole(5), whole(3)], predicted_success=number(0.5), priority={1: number(2)}
        )
        return Scenario(
            name="n", seed=whole(3), fleet=FleetSpec(agents=[AgentSpec(name="a", count=whole(2))]), workload=workload
        )

    plain, numpys = made(int, float), made(np.int32, np.float64)
    assert numpys == plain
    assert numpys.to_yaml() == plain.to_yaml()
    assert type(numpys.workload.predicted_success.mean) is float  # type: ignore[union-attr]


def test_what_follows_from_other_keys_is_not_written() -> None:
    fleet = FleetSpec(agents=[AgentSpec(name="a")])
    scenario = Scenario(
        name="n", fleet=fleet, workload=SyntheticWorkload(tasks_per_wave=[5, 3], size=Constant(value=30.0))
    )
    longer = scenario.with_({"workload.tasks_per_wave": [1, 2, 3]})
    assert longer.workload.wave_sizes == (1, 2, 3)  # type: ignore[union-attr]
    with pytest.raises(ScenarioError, match=r"workload\.duration\.mean: `size` says"):
        scenario.with_({"workload.duration": {"kind": "exponential", "mean": 30}})


def test_a_change_keeps_where_the_scenario_came_from(tmp_path: Any) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("{name: s, fleet: {agents: [{name: a}]}, workload: {kind: phase20, path: data}}")
    scenario = load_scenario(file)
    assert scenario.with_({"truth.bias": np.float64(0.5)}).origin == tmp_path
    assert scenario.to_yaml().splitlines()[-1] == "workload: {kind: phase20, path: data}"
