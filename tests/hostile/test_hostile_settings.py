"""Scenario files that are well-formed and cannot be: contradictions, extremes, look-alikes, tricks."""

import time
from pathlib import Path

import pytest

from sim.experiment.scenario_input import load_scenario
from sim.scenario import ScenarioError

GOOD = """\
name: x
fleet: {agents: [{name: agent}]}
workload: {kind: synthetic, tasks_per_wave: 5}
"""
SYNTHETIC = "{kind: synthetic, tasks_per_wave: 5}"


def tasks(settings: str) -> str:
    return GOOD.replace("wave: 5", f"wave: 5, {settings}")


def waves(sizes: str) -> str:
    return GOOD.replace("wave: 5", f"wave: {sizes}")


def agents(entries: str) -> str:
    return GOOD.replace("{name: agent}", entries)


def breakdowns(settings: str) -> str:
    return GOOD.replace("agent}]}", f"agent}}], breakdowns: {{{settings}}}}}")


def predictions(path: str) -> str:
    return GOOD.replace(SYNTHETIC, f"{{kind: phase20, path: {path}}}")


# Name of the case -> the file's content, and how each line begins that the user must be told, from the key on.
CORPUS: dict[str, tuple[str, list[str]]] = {
    # Distributions that are none.
    "low above high": (
        tasks("duration: {kind: uniform, low: 9, high: 1}"),
        ["workload.duration.high: 1.0 is less than low (9.0)"],
    ),
    "a mode outside": (
        tasks("duration: {kind: triangular, low: 1, mode: 99, high: 9}"),
        ["workload.duration.high: 9.0 is less than mode (99.0)"],
    ),
    "a beta that is too wide": (
        tasks("confidence: {kind: beta, mean: 0.5, sd: 0.9}"),
        ["workload.confidence.sd: 0.9 is not less than 0.5"],
    ),
    "an infinite spread": (
        tasks("duration: {kind: lognormal, mean: 30, cv: .inf}"),
        ["workload.duration.cv: inf is not a finite number"],
    ),
    "a spread of a billion": (
        tasks("duration: {kind: gamma, mean: 30, cv: 1e9}"),
        ["workload.duration.cv: 1000000000.0 is more than 100"],
    ),
    "no values": (
        tasks("duration: {kind: empirical, values: []}"),
        ["workload.duration.values: the list is empty; expected at least 1"],
    ),
    "a value that is no number": (
        tasks("duration: {kind: empirical, values: [1, .nan, 3]}"),
        ["workload.duration.values.1: nan is not a finite number"],
    ),
    "work that takes no time": (
        tasks("duration: 0"),
        ["workload.duration: the mean is 0 s; it must be at least 0.000001 s"],
    ),
    "work that takes less than no time": (
        tasks("duration: -30s"),
        ["workload.duration: '-30s' is not a duration; expected seconds, or a duration such as "],
    ),
    "a chance beyond one": (tasks("predicted_success: 1.5"), ["workload.predicted_success: 1.5 is more than 1"]),
    "a chance without an upper end": (
        tasks("predicted_success: {kind: exponential, mean: 0.5}"),
        ["workload.predicted_success.kind: exponential can leave the range 0..1; expected constant"],
    ),
    "repairs that take no time": (
        breakdowns("mtbf: 1h, mttr: {kind: uniform, low: 0, high: 0}"),
        ["fleet.breakdowns.mttr: the mean is 0 s; it must be at least 0.001 s"],
    ),
    "no time between breakdowns": (
        breakdowns("mtbf: 0, mttr: 0"),
        ["fleet.breakdowns.mtbf: 0 is not more than 0", "fleet.breakdowns.mttr: 0 is not more than 0"],
    ),
    "nobody who repairs": (
        breakdowns("mtbf: 1h, mttr: 1min, repairers: 0"),
        ["fleet.breakdowns.repairers: 0 is less than 1"],
    ),
    # Weights.
    "weights of nothing": (
        tasks("priority: {1: 0, 2: 0}"),
        ["workload.priority: the weights add up to 0; at least one must be more than 0"],
    ),
    "no weights": (
        tasks("priority: {}"),
        ["workload.priority: the weights add up to 0; at least one must be more than 0"],
    ),
    "a negative weight": (tasks("risk: {LOW: -1, HIGH: 2}"), ["workload.risk.LOW: -1 is less than 0"]),
    "a weight that is no number": (tasks("risk: {LOW: .nan}"), ["workload.risk.LOW: nan is not a finite number"]),
    "weights whose sum overflows": (
        tasks("priority: {1: 1e308, 2: 1e308}"),
        [
            "workload.priority.1: 1e+308 is more than 1000000000",
            "workload.priority.2: 1e+308 is more than 1000000000",
        ],
    ),
    "a risk that there is not": (
        tasks("risk: {EXTREME: 1}"),
        ["workload.risk.EXTREME: unknown key 'EXTREME'; allowed here: LOW, MEDIUM, HIGH, UNKNOWN"],
    ),
    "health of no weight": (
        GOOD + "health: {weights: {success_rate: 0, availability: 0, accuracy: 0, load_balance: 0}}\n",
        ["health.weights: the weights add up to 0; they must add up to 1"],
    ),
    # Amounts.
    "arrivals that never come": (
        tasks("arrivals: {kind: poisson, rate: 0}"),
        ["workload.arrivals.rate: 0 is less than 0.000000001"],
    ),
    "arrivals all at once": (
        tasks("arrivals: {kind: poisson, rate: .inf}"),
        ["workload.arrivals.rate: inf is not a finite number"],
    ),
    "waves without a task": (
        waves("[0, 0]"),
        ["workload.tasks_per_wave: no wave has a task; at least one number must be 1 or more"],
    ),
    "waves of anything": (
        waves("[1, -2, three, 4.5, .nan]"),
        [
            "workload.tasks_per_wave.1: -2 is less than 0",
            "workload.tasks_per_wave.2: 'three' is text; expected a whole number",
            "workload.tasks_per_wave.3: 4.5 is not a whole number",
            "workload.tasks_per_wave.4: nan is not a whole number",
        ],
    ),
    "a billion retries, each a billion times later": (
        GOOD + "retry: {factor: 1e308, max_retries: 1000000000}\n",
        ["retry.max_retries: 1000000000 is more than 9999", "retry.factor: 1e+308 is more than 1000"],
    ),
    "a fleet of nobody": (
        GOOD.replace("[{name: agent}]", "[]"),
        ["fleet.agents: the list is empty; expected at least 1"],
    ),
    # Times.
    "yesterday": (
        GOOD + "epoch: yesterday\n",
        ["epoch: 'yesterday' is not a time; expected a time with its offset such as 2025-01-01T00:00:00Z"],
    ),
    "a time of nowhere": (
        GOOD + "epoch: 2025-01-01T00:00:00\n",
        ["epoch: '2025-01-01T00:00:00' has no offset; expected a time with its offset such as 2025-01-01T00:00:00Z"],
    ),
    "the end of the calendar": (
        GOOD + "epoch: 9999-12-31T23:59:59Z\n",
        ["epoch: the year 9999 is not within 1900..2999"],
    ),
    "no time at all": (GOOD + "horizon: 0\n", ["horizon: 0 is not more than 0"]),
    "a number of base sixty": (
        GOOD + "horizon: 1:30:00\n",
        ["horizon: '1:30:00' is not a duration; expected seconds, or a duration such as "],
    ),
    "a date for a number": (GOOD + "seed: 2025-01-01\n", ["seed: '2025-01-01' is text; expected a whole number"]),
    # Names that reach for the program.
    "a strategy of the object model": (
        GOOD + "assignment: {strategy: __init__}\n",
        ["assignment.strategy: '__init__' is unknown; expected "],
    ),
    "a setting that the strategy has not": (
        GOOD + "assignment: {strategy: load_balanced, d: 2}\n",
        ["assignment.d: unknown key; allowed with load_balanced: strategy, view_delay"],
    ),
    "a choice of no agent": (
        GOOD + "assignment: {strategy: power_of_d, d: 0}\n",
        ["assignment.d: 0 is less than 1"],
    ),
    "a choice of two and a half agents": (
        GOOD + "assignment: {strategy: power_of_d, d: 2.5}\n",
        ["assignment.d: 2.5 is not a whole number"],
    ),
    "a choice of endlessly many agents": (
        GOOD + "assignment: {strategy: power_of_d, d: .inf}\n",
        ["assignment.d: inf is "],
    ),
    "a choice of all agents, in words": (
        GOOD + "assignment: {strategy: power_of_d, d: all}\n",
        ["assignment.d: 'all' is text; expected a number"],
    ),
    "a setting of another strategy": (
        GOOD + "assignment: {strategy: heft, load_balance_threshold: 0.3, order: fifo}\n",
        [
            "assignment.load_balance_threshold: unknown key; allowed with heft: strategy, view_delay",
            "assignment.order: unknown key; allowed with heft: strategy, view_delay",
        ],
    ),
    "a strategy by its title": (
        GOOD + "assignment: {strategy: min-min}\n",
        ["assignment.strategy: 'min-min' is unknown; did you mean 'min_min'?"],
    ),
    "an instance that is nowhere": (
        GOOD.replace(SYNTHETIC, "{kind: etc, path: no/such/file}"),
        ["workload.path: there is no file no/such/file"],
    ),
    "an instance without a path": (
        GOOD.replace(SYNTHETIC, "{kind: etc}"),
        ["workload.path: "],
    ),
    "an instance with arrivals": (
        GOOD.replace(SYNTHETIC, "{kind: etc, path: x, arrivals: {kind: poisson, rate: 1}}"),
        ["workload.arrivals: "],
    ),
    "an instance that is more than certain": (
        GOOD.replace(SYNTHETIC, "{kind: etc, path: x, predicted_success: 1.5}"),
        ["workload.predicted_success: 1.5 is more than 1"],
    ),
    "a detector of the standard library": (
        GOOD + "monitor: {detector: os.system}\n",
        ["monitor.detector: 'os.system' is unknown; expected "],
    ),
    # Names that are paths, or are taken.
    "an agent above its folder": (
        agents("{name: '..'}"),
        ["fleet.agents.0.name: '..' is not a name; expected letters, digits and . _ - (no dot at the start)"],
    ),
    "an agent of five thousand letters": (
        agents("{name: " + "a" * 5000 + "}"),
        ["fleet.agents.0.name: a text of 5000 characters; expected at most 64"],
    ),
    "two agents in one folder": (
        agents("{name: x}, {name: agent_x}"),
        ["fleet.agents: 'x' and 'agent_x' would write into the same folder; rename one"],
    ),
    "one agent twice": (
        agents("{name: agent}, {name: agent}"),
        ["fleet.agents: two entries are named 'agent'; give each a name of its own, or use count"],
    ),
    "predictions in the password file": (
        predictions("/etc/passwd"),
        ["workload.path: /etc/passwd is a file; expected the folder of predicted_tasks.jsonl"],
    ),
    "predictions under a NUL": (
        predictions('"a\\0b"'),
        [r"workload.path: 'a\x00b' is not a path; expected a folder, relative to the scenario file"],
    ),
    "predictions of the web": (
        predictions("'http://example.com/x'"),
        ["workload.path: there is no folder http:/example.com/x"],
    ),
    # Look-alikes.
    "a letter of another alphabet": (GOOD + "s\u0435ed: 1\n", ["s\u0435ed: unknown key; did you mean 'seed'?"]),
    "a character of no width": (GOOD + '"see\u200bd": 1\n', [r"see\u200bd: unknown key; did you mean 'seed'?"]),
    "a byte order mark inside": (GOOD + "\ufeffseed: 1\n", [r"\ufeffseed: unknown key; did you mean 'seed'?"]),
    "a name from right to left": (
        GOOD.replace("name: x", "name: \u202ex"),
        [r"name: '\u202ex' is not a name; expected letters, digits and . _ - (no dot at the start)"],
    ),
    # The same wrong type everywhere.
    "truth values": (
        "name: true\nfleet: true\nworkload: true\nseed: true\n",
        [
            "name: true is a truth value; expected text (put it in quotes)",
            "fleet: true is a truth value; expected a mapping of keys to values",
            "workload: true is a truth value; expected a mapping of keys to values",
            "seed: true is a truth value; expected a whole number",
        ],
    ),
    "nothing": (
        "name:\nfleet:\nworkload:\n",
        [
            "name: nothing is given; expected text",
            "fleet: nothing is given; expected a mapping of keys to values",
            "workload: nothing is given; expected a mapping of keys to values",
        ],
    ),
}


@pytest.mark.parametrize("case", CORPUS)
def test_what_cannot_be_is_told_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    content, expected = CORPUS[case]
    monkeypatch.chdir(tmp_path)
    Path("x.yaml").write_text(content, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        load_scenario("x.yaml")
    assert time.process_time() - began < 1.0
    lines = str(caught.value).split("\n")
    assert all(line.startswith("x.yaml:") and line.isprintable() for line in lines)
    for line, beginning in zip(lines, expected, strict=True):
        assert line.split(": ", 1)[1].startswith(beginning)
    assert [path.name for path in tmp_path.iterdir()] == ["x.yaml"]
