from typing import Any

import pytest

from sim.scenario import ScenarioError, apply_overrides, known_paths, parse_scenario


def parse(data: Any, **options: Any) -> Any:
    """The scenario, whose unions tests look into without asking which member it is."""
    return parse_scenario(data, **options)


NO_MTTR = "is missing; expected here: repair times; a bare number or duration is an exponential mean"


def problems(data, *overrides):
    with pytest.raises(ScenarioError) as caught:
        parse(data, overrides=overrides)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("retry.max_retries=5", ("retry", "max_retries"), 5),
        ("retry.strategy = no_retry", ("retry", "strategy"), "no_retry"),
        ("dry_run=on", ("dry_run",), True),
        ("name='5'", ("name",), "5"),
        ('description="a = b"', ("description",), "a = b"),
        ("description=a: b # c", ("description",), "a: b # c"),
        ("fleet.agents.0.count=8", ("fleet", "agents", 0, "count"), 8),
        ("fleet.breakdowns.mtbf=1h", ("fleet", "breakdowns", "mtbf"), "1h"),
        ("workload.tasks_per_wave=[5, 10]", ("workload", "tasks_per_wave"), [5, 10]),
        ("workload.duration={kind: beta, sd: 1s}", ("workload", "duration"), {"kind": "beta", "sd": "1s"}),
        ("workload.priority.1=0.5", ("workload", "priority", "1"), 0.5),
        ("workload.confidence=", ("workload", "confidence"), None),
        ("assignment.d=2", ("assignment", "d"), 2),
    ],
)
def test_a_value_is_put_where_the_path_says(minimal, override, path, value):
    found = apply_overrides(minimal, [override])
    for key in path:
        found = found[key]
    assert found == value


def test_the_data_itself_stays_as_it_is(minimal):
    before = repr(minimal)
    apply_overrides(minimal, ["fleet.agents.0.count=8", "truth.bias=1"])
    assert repr(minimal) == before


def test_what_an_alias_shares_is_changed_in_one_place_only():
    agent = {"name": "x", "count": 1}
    data = apply_overrides({"fleet": {"agents": [agent, agent]}}, ["fleet.agents.1.count=2"])
    assert [entry["count"] for entry in data["fleet"]["agents"]] == [1, 2]


def test_the_last_of_two_wins(minimal):
    scenario = parse(minimal, overrides=["retry.max_retries=5", "retry.max_retries=6"])
    assert scenario.retry.max_retries == 6


def test_the_seed_beats_the_file_and_an_override(minimal):
    assert parse(minimal | {"seed": 1}, overrides=["seed=2"], seed=3).seed == 3


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        ("retry.max_retry=3", "--set retry.max_retry: unknown path; did you mean retry.max_retries?"),
        (
            "fleet.agents.0.cont=3",
            "--set fleet.agents.0.cont: unknown path; did you mean fleet.agents.0.count?",
        ),
        ("max_retries=3", "--set max_retries: unknown path; did you mean retry.max_retries?"),
        ("qqqqqq=3", "--set qqqqqq: unknown path; `buddy-sim schema` lists the keys of a scenario"),
        ("truth.bias.x=3", "--set truth.bias.x: unknown path; did you mean truth.bias?"),
        ("workload.path=x", "--set workload.path: workload has no such key in the kind that is given there"),
        ("fleet.agents.3.count=3", "--set fleet.agents.3.count: fleet.agents is a list; expected position 0"),
        (
            "gates.approve.0=x",
            ("--set gates.approve.0: the list gates.approve has no item 0; set it as a whole: gates.approve=[...]"),
        ),
        (
            "workload.duration.cv=1",
            (
                "--set workload.duration.cv: workload.duration is '30s', not a mapping; set it as a "
                "whole: workload.duration={...}"
            ),
        ),
        ("retry.max_retries", "--set: 'retry.max_retries' is not KEY=VALUE"),
        ("=3", "--set: '=3' is not KEY=VALUE"),
        (
            "retry={max_retries: 1",
            (
                "--set retry: not valid YAML: expected ',' or '}', but got '<stream end>' (column "
                "16), while parsing a flow mapping"
            ),
        ),
        ("seed=!!int 3", "--set seed: the tag 'tag:yaml.org,2002:int' is not allowed; write the plain value"),
        ("seed=" + "9" * 99, "--set seed: a number of 99 characters is absurd; expected at most 64"),
        # Errors in the value are found by the schema, and name the option.
        ("retry.max_retries=-1", "--set retry.max_retries: -1 is less than 0"),
        ("retry={max_retries: -1}", "--set retry: retry.max_retries: -1 is less than 0"),
        ("retry={max_retry: 1}", "--set retry: retry.max_retry: unknown key; did you mean 'max_retries'?"),
        ("fleet.agents.0.count=many", "--set fleet.agents.0.count: 'many' is text; expected a whole number"),
        # A section that the option alone has made.
        ("fleet.breakdowns.mtbf=1h", f"--set fleet.breakdowns.mtbf: fleet.breakdowns.mttr: {NO_MTTR}"),
    ],
    ids=lambda value: value[:30],
)
def test_what_is_wrong_names_the_option(minimal, override, problem):
    minimal["workload"]["duration"] = "30s"
    assert problems(minimal, override) == [problem]


def test_what_an_option_makes_of_its_section_names_both(minimal):
    minimal["fleet"]["agents"][0]["capacity"] = 1000
    assert problems(minimal, "fleet.agents.0.count=9999") == [
        (
            "<scenario>: fleet.agents: 9999000 slots in total (count * capacity) are more than "
            "1000000 (with --set fleet.agents.0.count)"
        )
    ]


def test_all_of_them_are_reported_beside_the_rest(minimal):
    minimal["truth"] = {"noise": -1}
    assert problems(minimal, "retry.factr=2", "gates.cooldown=-1") == [
        "<scenario>: truth.noise: -1 is less than 0",
        "--set retry.factr: unknown path; did you mean retry.factor?",
        "--set gates.cooldown: -1 is less than 0",
    ]


def test_apply_overrides_alone_reports_paths_and_values_that_cannot_be_read(minimal):
    with pytest.raises(ScenarioError) as caught:
        apply_overrides(minimal, ["x=1", "retry.base", "seed=[1"])
    assert len(caught.value.problems) == 3


def test_the_seed_option_is_named(minimal):
    with pytest.raises(ScenarioError, match=r"^--seed: -4 is less than 0$"):
        parse(minimal, seed=-4)


def test_known_paths_are_the_keys_of_the_contract():
    paths = known_paths()
    assert {
        "seed",
        "retry.max_retries",
        "fleet.agents.0.count",
        "workload.duration.cv",
        "workload.path",
    } <= set(paths)
    assert len(set(paths)) == len(paths)
