"""Whatever the input, reading a scenario ends in a scenario or in a ScenarioError that can be printed."""

import string
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Problem, Scenario, ScenarioError, known_paths, load_scenario, parse_scenario

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
GOOD: dict[str, Any] = {
    "name": "x",
    "fleet": {"agents": [{"name": "agent"}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 5},
}
KEYS = sorted({step for path in known_paths() for step in path.split(".")})
# What YAML is made of, in any order.
PIECES = st.sampled_from(
    [
        "\n",
        "  ",
        "    ",
        "- ",
        ": ",
        "? ",
        ", ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "'",
        '"',
        "|\n",
        ">-\n",
        "#",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "<<: ",
        "\t",
        "~",
        "on",
        "1e3",
        ".nan",
        "30s",
        "\\x00",
        "\u2028",
        "\x85",
        *KEYS,
    ]
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["30s", "4h", "lognormal", "synthetic", "phase20", "beta", "empirical", "all", "LOW", "fifo"]),
)
keys = st.one_of(st.sampled_from(KEYS), st.text(max_size=4), st.integers(0, 4))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


def survives(read):
    problems: tuple[Problem, ...] = ()
    try:
        scenario = read()
    except ScenarioError as error:
        problems = error.problems
    else:
        assert isinstance(scenario, Scenario)
        assert parse_scenario(scenario.resolved()) == scenario
        return
    assert problems
    # Whatever the input held, the message can be printed.
    assert all(str(problem).isprintable() for problem in problems)


@QUICK
@given(content=st.binary(max_size=300))
def test_any_bytes(tmp_path, content):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    survives(lambda: load_scenario(path))


@QUICK
@given(content=st.lists(PIECES, max_size=40).map("".join))
def test_any_arrangement_of_what_yaml_is_made_of(tmp_path, content):
    path = tmp_path / "x.yaml"
    path.write_bytes(content.encode())
    survives(lambda: load_scenario(path))


@QUICK
@given(content=st.text(max_size=200))
def test_any_text_in_a_good_file(tmp_path, content):
    path = tmp_path / "x.yaml"
    path.write_bytes(
        b"name: x\nfleet: {agents: [{name: a}]}\nworkload: {kind: phase20, path: x}\ndescription: "
        + content.encode("utf-8", "replace")
    )
    survives(lambda: load_scenario(path))


@QUICK
@given(data=st.dictionaries(keys, values, max_size=5))
def test_any_data(data):
    survives(lambda: parse_scenario(data))


@QUICK
@given(path=st.sampled_from(known_paths()), value=values)
def test_any_value_at_any_known_path(path, value):
    data: Any = value
    for key in reversed(path.split(".")):
        data = [data] if key == "0" else {key: data}
    survives(lambda: parse_scenario(GOOD | data))


@QUICK
@given(
    path=st.one_of(st.sampled_from(known_paths()), st.text(string.ascii_lowercase + "._0", max_size=12)),
    value=st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=8).map("".join)),
)
def test_any_override(path, value):
    survives(lambda: parse_scenario(GOOD, overrides=[f"{path}={value}"]))
