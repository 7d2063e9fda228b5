import os
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Problem, Scenario, ScenarioError, load_scenario

GOOD = """\
name: four-agents
seed: 42
dry_run: off
fleet:
  agents:
    - {name: agent, count: 4}
  breakdowns: {mtbf: 4h, mttr: 10min}
workload:
  kind: synthetic
  waves: 3
  tasks_per_wave: 20
  duration: {kind: lognormal, mean: 30s, cv: 0.4}
  priority: {1: 0.2, 2: 0.5, 3: 0.3}
retry:
  max_retries: 3
"""
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NO_MTTR = "is missing; expected here: repair times; a bare number or duration is an exponential mean"
# The example of the contract, line by line.
CONTRACT = """\
name: four-agents                  # [A-Za-z0-9._-]
description: ...
seed: 42
epoch: 2025-01-01T00:00:00Z
horizon: 30d                       # durations are numbers of seconds, or 90s, 15min, 4h, 2d
dry_run: false
fleet:
  agents:
    - {name: agent, count: 4, capacity: 1, speed: 1.0, reliability: 1.0, queue: fifo}
  breakdowns: {mtbf: 4h, mttr: 10min, on_breakdown: fail, failover: wait}      # absent: none
workload:
  kind: synthetic
  waves: 3
  tasks_per_wave: 20
  duration: {kind: lognormal, mean: 30s, cv: 0.4}
  predicted_success: {kind: uniform, low: 0.70, high: 0.95}
  priority: {1: 0.2, 2: 0.5, 3: 0.3}
  risk: {LOW: 0.8, HIGH: 0.2}
  arrivals: {kind: poisson, rate: 0.5}
truth: {bias: 0.0, noise: 0.0, drift: 0.0}
predictions: {meaning: attempt}
assignment: {strategy: load_balanced}
retry: {strategy: exponential_backoff, max_retries: 3}
gates: {require_approval: false, min_predicted_success: 0.1, transient_refusal_rate: 0.0, approve: [],
        block_on_anomaly: false}
monitor: {interval: 10s, detector: statistical}
health: {weights: {success_rate: 0.4, availability: 0.2, accuracy: 0.2, load_balance: 0.2}}
feedback: {learning: false}
"""


def load(path: Any, *options: Any, **more: Any) -> Any:
    """The scenario, whose unions tests look into without asking which member it is."""
    return load_scenario(path, *options, **more)


def write(folder: Path, text: str = GOOD) -> Path:
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_a_scenario(tmp_path):
    scenario = load(write(tmp_path))
    assert (scenario.name, scenario.seed, scenario.dry_run) == ("four-agents", 42, False)
    assert scenario.fleet.breakdowns.mtbf.mean == 14_400.0
    assert scenario.origin == tmp_path


def test_the_example_of_the_contract_is_accepted_and_says_little_but_defaults(tmp_path):
    scenario = load(write(tmp_path, CONTRACT))
    for section in ("truth", "predictions", "assignment", "retry", "gates", "monitor", "health", "feedback"):
        assert getattr(scenario, section) == Scenario.model_fields[section].default
    assert (scenario.epoch, scenario.horizon) == (
        Scenario.model_fields["epoch"].default,
        Scenario.model_fields["horizon"].default,
    )


@pytest.mark.parametrize("word", ["on", "On", "ON", "true", "True"])
def test_on_is_true(tmp_path, word):
    assert load(write(tmp_path, GOOD.replace("off", word))).dry_run is True


@pytest.mark.parametrize("word", ["'on'", '"true"', "yes", "1", "oN"])
def test_what_only_looks_like_true_is_refused(problems_in, word):
    (problem,) = problems_in(GOOD.replace("off", word))
    assert problem.startswith("x.yaml:3: dry_run: ")
    assert problem.endswith("expected true or false")


def test_a_folder_of_origin_does_not_move_with_the_working_directory(tmp_path, monkeypatch):
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert load("x.yaml").origin == tmp_path


def test_a_byte_order_mark_and_crlf_are_no_matter(tmp_path, problems_in):
    assert problems_in(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


def test_every_problem_at_once_in_the_order_of_the_lines(problems_in):
    text = (
        GOOD.replace("seed: 42", "seed: -1")
        .replace("count: 4}", "count: 0, colour: red}")
        .replace("cv: 0.4", "cv: much")
        .replace("max_retries: 3", "max_retries: -1\n  max_retry: 1")
        .replace("mttr: 10min", "repairers: 0")
    )
    assert problems_in(text) == [
        "x.yaml:2: seed: -1 is less than 0",
        "x.yaml:6: fleet.agents.0.count: 0 is less than 1",
        (
            "x.yaml:6: fleet.agents.0.colour: unknown key; allowed here: name, count, capacity, "
            "speed, reliability, queue, queue_limit, accepts, tier, skill, pace, slowdown, price"
        ),
        # What is missing is missing from the line of its section.
        f"x.yaml:7: fleet.breakdowns.mttr: {NO_MTTR}",
        "x.yaml:7: fleet.breakdowns.repairers: 0 is less than 1",
        "x.yaml:12: workload.duration.cv: 'much' is text; expected a number",
        "x.yaml:15: retry.max_retries: -1 is less than 0",
        "x.yaml:16: retry.max_retry: unknown key; did you mean 'max_retries'?",
    ]


def test_faults_of_the_text_and_of_the_schema_are_reported_together_but_not_twice(problems_in):
    text = GOOD.replace("seed: 42", "seed: !!str -1\nname: x").replace("max_retries: 3", "base: -1")
    assert problems_in(text) == [
        "x.yaml:2: seed: the tag 'tag:yaml.org,2002:str' is not allowed; write the plain value",
        "x.yaml:3: name: the key stands twice, in line 1 and in line 3; keep one",
        "x.yaml:16: retry.base: -1 is less than 0",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "x.yaml: the file is empty; expected a scenario"),
        (b"# nothing\n", "x.yaml: the file is empty; expected a scenario"),
        (b"- a\n- b\n", "x.yaml:1: a list is given; expected a mapping of keys to values"),
        (b"hello\n", "x.yaml:1: 'hello' is text; expected a mapping of keys to values"),
        (b"name: a\nseed: \xff\n", "x.yaml:2: the byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"\xff\xfen\x00", "x.yaml:1: the byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"a: 1\n---\nb: 1\n", "x.yaml:2: a second document begins here; expected one document in the file"),
        (
            b"a: [\n",
            (
                "x.yaml:2: not valid YAML: expected the node content, but found '<stream end>' "
                "(column 1), while parsing a flow node"
            ),
        ),
        (b"#" * 5_000_001, "x.yaml: cannot be read: it is larger than 5 MB"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_file_that_is_no_scenario_gives_one_clear_line(problems_in, content, problem):
    assert problems_in(content) == [problem]


def test_a_path_that_is_no_file_gives_one_clear_line(tmp_path):
    def line(path):
        with pytest.raises(ScenarioError) as caught:
            load(path)
        (problem,) = caught.value.problems
        return str(problem)

    missing = os.fspath(tmp_path / "none.yaml")
    assert line(missing) == f"{missing}: there is no such file"
    assert line(tmp_path) == f"{tmp_path}: cannot be read: it is a folder; expected a scenario file"
    assert line(f"{write(tmp_path)}/deeper") == f"{tmp_path}/x.yaml/deeper: cannot be read: Not a directory"
    assert "a\\x00b: cannot be read: " in line("a\0b")  # Python says why, in words that differ between its versions
    assert "embedded null" in line("a\0b")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert line(tmp_path / "pipe").endswith("cannot be read: it is not a regular file")


@pytest.mark.skipif(IS_ROOT, reason="the superuser may read every file")
def test_a_file_without_permission_gives_one_clear_line(tmp_path):
    path = write(tmp_path)
    path.chmod(0)
    with pytest.raises(ScenarioError, match="cannot be read: Permission denied"):
        load(path)


def test_checks_run_when_the_schema_is_clean_and_get_file_and_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path)

    def known_strategy(scenario):
        yield Problem(None, None, "assignment.strategy", f"no strategy {scenario.assignment.strategy}")
        yield Problem("data.jsonl", 3, "task_id", "is missing")

    def agents(scenario):
        return [Problem(None, None, "fleet.agents.0.name", "not in the data")]

    with pytest.raises(ScenarioError) as caught:
        load("x.yaml", checks=[known_strategy, agents])
    assert str(caught.value).splitlines() == [
        "x.yaml:1: assignment.strategy: no strategy load_balanced",
        "x.yaml:6: fleet.agents.0.name: not in the data",
        "data.jsonl:3: task_id: is missing",
    ]
    with pytest.raises(ScenarioError, match=r"(?m)^--set assignment\.strategy: no strategy magic$"):
        load("x.yaml", ["assignment.strategy=magic"], checks=[known_strategy])
    path.write_text("seed: 1", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load("x.yaml", checks=[lambda _: pytest.fail("a check saw a scenario that is wrong")])
    assert len(caught.value.problems) == 3


def test_thousands_of_problems_are_cut_short(problems_in):
    values = f"{{kind: empirical, values: [{'-1,' * 1000}]}}"
    text = GOOD.replace("{kind: lognormal, mean: 30s, cv: 0.4}", values)
    problems = problems_in(text)
    assert len(problems) == 201
    assert problems[-1] == "x.yaml: and 800 more problems"


def test_an_error_crosses_processes():
    import pickle

    error = ScenarioError([Problem("x.yaml", 1, "seed", "-1 is less than 0")])
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, str(again)) == (error.problems, str(error))
