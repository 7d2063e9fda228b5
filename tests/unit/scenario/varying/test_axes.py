"""Axes of a study: every way to write them, and what is wrong with those that are refused."""

import pytest

from sim.scenario import ScenarioError
from sim.scenario.varying.axes import Axis, axis_of, parse_vary, strategy_axis, zipped


def names(axis: Axis) -> list[str]:
    return [level.name for level in axis.levels]


def puts(axis: Axis) -> list[list[tuple[tuple[str | int, ...], object]]]:
    return [[(override.path, override.value) for override in level.overrides] for level in axis.levels]


def told(axis: Axis) -> list[list[object]]:
    return [[value for _, value in level.settings] for level in axis.levels]


def refused(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse_vary(text)
    return str(caught.value)


def test_a_list_of_values_as_yaml_reads_them() -> None:
    axis = parse_vary("retry.max_retries=0, 5,0x10")
    assert puts(axis) == [
        [(("retry", "max_retries"), 0)],
        [(("retry", "max_retries"), 5)],
        [(("retry", "max_retries"), 16)],
    ]
    assert names(axis) == ["retry.max_retries=0", "retry.max_retries=5", "retry.max_retries=0x10"]


def test_commas_inside_of_brackets_and_quotes_separate_nothing() -> None:
    axis = parse_vary("workload.tasks_per_wave=[10, 20],[20, 10]")
    assert [values[0][1] for values in puts(axis)] == [[10, 20], [20, 10]]
    assert told(axis) == [["[10, 20]"], ["[20, 10]"]]
    assert [values[0][1] for values in puts(parse_vary("a='x,y',\"z,\""))] == ["x,y", "z,"]
    # An apostrophe inside of a word is none that opens a quotation.
    assert [values[0][1] for values in puts(parse_vary("a=it's,that's"))] == ["it's", "that's"]


def test_positions_in_lists_are_numbers() -> None:
    assert puts(parse_vary("fleet.agents.0.count=8"))[0][0][0] == ("fleet", "agents", 0, "count")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2..16 step 2", [2, 4, 6, 8, 10, 12, 14, 16]),
        ("2..5", [2, 3, 4, 5]),
        ("2..16 step 5", [2, 7, 12]),  # 17 would be past the end
        ("-1..1", [-1, 0, 1]),
        ("0.1..0.5 step 0.1", [0.1, 0.2, 0.3, 0.4, 0.5]),  # decimal: 3 * 0.1 is 0.3 exactly
        ("1e-3..3e-3 step 1e-3", [0.001, 0.002, 0.003]),
        ("1,4..6,10", [1, 4, 5, 6, 10]),
        ("7..7", [7]),
    ],
)
def test_ranges_of_numbers(text: str, values: list[float]) -> None:
    found = [put[0][1] for put in puts(parse_vary(f"k={text}"))]
    assert found == values
    assert {type(value) for value in found} == {type(value) for value in values}


def test_ranges_of_durations_in_the_smallest_unit_in_use() -> None:
    axis = parse_vary("retry.base=30s..2min step 30s")
    assert names(axis) == ["retry.base=30s", "retry.base=60s", "retry.base=90s", "retry.base=120s"]
    assert told(axis) == [[30.0], [60.0], [90.0], [120.0]]
    assert names(parse_vary("b=0..1d step 12h")) == ["b=0h", "b=12h", "b=24h"]


def test_listed_durations_are_told_in_seconds() -> None:
    assert told(parse_vary("retry.base=500ms,2min,3")) == [[0.5], [120.0], [3.0]]
    # A list of plain numbers stays one of numbers; of texts that are no durations, one of texts.
    assert told(parse_vary("a=1,2")) == [[1], [2]]
    assert told(parse_vary("a=10s,soon")) == [["10s"], ["soon"]]


def test_alternatives_by_name() -> None:
    axis = parse_vary("retry=gentle: {max_retries: 1}, harsh: {max_retries: 9, base: 1s}")
    assert names(axis) == ["gentle", "harsh"]
    assert puts(axis)[1] == [(("retry",), {"max_retries": 9, "base": "1s"})]
    assert axis.keys == ("retry",)
    assert told(axis) == [["gentle"], ["harsh"]]


def test_alternatives_under_a_name_of_ones_own_set_several_keys() -> None:
    axis = parse_vary("policy=careful: {retry.max_retries: 5, truth.bias: 0.1}, bold: {retry.max_retries: 0}")
    assert puts(axis) == [
        [(("retry", "max_retries"), 5), (("truth", "bias"), 0.1)],
        [(("retry", "max_retries"), 0)],
    ]
    assert told(axis) == [["careful"], ["bold"]]


def test_keys_that_change_together() -> None:
    axis = parse_vary("fleet.agents.0.count=2,4 + fleet.agents.0.capacity=8,4")
    assert axis.keys == ("fleet.agents.0.count", "fleet.agents.0.capacity")
    assert told(axis) == [[2, 8], [4, 4]]
    # One of them may repeat a value, as long as the pairs differ.
    assert told(parse_vary("a=1,1,2+b=5,6,5")) == [[1, 5], [1, 6], [2, 5]]
    # A plus that no key follows belongs to the value.
    assert puts(parse_vary("retry.base=+5s")) == [[(("retry", "base"), "+5s")]]


def test_strategies_are_called_by_their_names() -> None:
    axis = strategy_axis("round_robin,load_balanced")
    assert names(axis) == names(parse_vary("assignment.strategy=round_robin,load_balanced"))
    assert names(axis) == ["round_robin", "load_balanced"]


def test_a_range_without_a_step_is_a_span_for_a_design() -> None:
    axis = parse_vary("truth.bias=-0.5..0.5")
    assert axis.levels == ()
    assert axis.span is not None
    assert [axis.span.at(u) for u in (0.0, 0.5, 0.75)] == ["-0.5", "0", "0.25"]


def test_values_of_a_file() -> None:
    assert told(axis_of("k", [1, "a", None, True], "f:1")) == [[1], ["a"], [None], [True]]
    assert told(axis_of("k", "1..3", "f:1")) == [[1], [2], [3]]
    assert told(axis_of("k", ["1..3", 9], "f:1")) == [[1], [2], [3], [9]]
    assert told(axis_of("k", 5, "f:1")) == [[5]]
    assert puts(axis_of("retry", {"none": {"max_retries": 0}}, "f:1")) == [[(("retry",), {"max_retries": 0})]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("retry.max_retries", "--vary: 'retry.max_retries' is not KEY=VALUES"),
        ("=1,2", "is not KEY=VALUES"),
        ("k=1,,2", "a value is missing between the commas"),
        ("k=1,2,1", "--vary k: 1 stands twice; keep one"),
        ("k=5..1", "'5..1' runs backwards"),
        ("k=1..5 step 0", "the step is not more than 0"),
        ("k=1..5 stp 2", "is not a range; expected LOW..HIGH"),
        ("k=1..10s", "mixes durations and plain numbers"),
        ("k=1..100000", "has 100000 values; expected at most 10000"),
        ("k=1..1e99", "holds an absurd number"),
        ("seed=1,2", "all points meet the same luck"),
        ("a=1,2+b=1,2,3", "as many values each: a has 2, b has 3"),
        ("a=1,1+b=2,2", "stands twice"),
        ("a=1,2+a=3,4", "a stands twice"),
        ("k=[1,2", "not valid YAML"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, message: str) -> None:
    assert message in refused(text)


def test_problems_of_keys_that_change_together_are_told_at_once() -> None:
    assert refused("a=5..1 + b=1,,2").count("\n") == 1


def test_continua_cannot_change_together() -> None:
    with pytest.raises(ScenarioError, match=r"needs a step, such as 0\.\.1 step 0\.25"):
        zipped([parse_vary("a=0.0..1.0"), parse_vary("b=1,2")], "here")
