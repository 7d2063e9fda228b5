"""Streams, types, skills and difficulty that are well-formed and cannot be, and some that only look so."""

import time
from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from sim.scenario import ScenarioError, SyntheticWorkload

FLEET = "fleet: {agents: [{name: agent}]}"
HEAD = f"name: x\n{FLEET}\n"
TYPES = "types: {code: {share: 1}, docs: {share: 1}}"


def work(settings: str, fleet: str = FLEET, rest: str = "") -> str:
    return f"name: x\n{fleet}\nworkload: {{kind: synthetic, tasks_per_wave: 5, {settings}}}\n{rest}"


def stream(settings: str, tasks: str = "tasks_per_wave: 5, ") -> str:
    return f"{HEAD}workload: {{kind: synthetic, {tasks}arrivals: {{{settings}}}}}\n"


def agent(settings: str) -> str:
    return work(TYPES, f"fleet: {{agents: [{{name: agent, {settings}}}, {{name: other}}]}}")


# Name of the case -> the file's content, and how each line begins that the user must be told, from the key on.
CORPUS: dict[str, tuple[str, list[str]]] = {
    # Streams
    "a stream of a strange kind": (
        stream("kind: __import__, rate: 1"),
        ["workload.arrivals.kind: '__import__' is unknown; expected file, modulated, poisson, profile or renewal"],
    ),
    "keys of another stream": (
        stream("kind: renewal, gap: 1, rates: [1]"),
        ["workload.arrivals.rates: unknown key"],
    ),
    "a day that goes backwards": (
        stream("kind: profile, steps: [[0, 1], [9h, 2], [8h, 3]]"),
        ["workload.arrivals.steps.2: is at 28800 s, not after the step before it (32400 s)"],
    ),
    "a negative rate": (
        stream("kind: profile, steps: [[0, 1], [1, -1]]"),
        ["workload.arrivals.steps.1: -1 is less than 0"],
    ),
    "rates that are no numbers": (
        stream("kind: modulated, rates: [.nan, .inf, true], stays: [1, 1, 1]"),
        [
            "workload.arrivals.rates.0: nan is not a finite number",
            "workload.arrivals.rates.1: inf is not a finite number",
            "workload.arrivals.rates.2: true is a truth value; expected a number",
        ],
    ),
    "stays of no time": (
        stream("kind: modulated, rates: [1, 2], stays: [1e-9, 1]"),
        ["workload.arrivals.stays.0: 1e-09 is less than 0.001"],
    ),
    "gaps of no time": (
        stream("kind: renewal, gap: 0"),
        ["workload.arrivals.gap: the mean is 0 s; it must be at least"],
    ),
    "an hour of a billion tasks": (
        stream("kind: poisson, rate: 1000000, until: 1h", tasks=""),
        ["workload.arrivals: about 3.6e+09 tasks in total are more than 5000000"],
    ),
    "a profile of a billion tasks": (
        stream("kind: profile, steps: [[0, 1000000]], until: 1h", tasks=""),
        ["workload.arrivals: about 3.6e+09 tasks in total are more than 5000000"],
    ),
    "a stream without end": (
        stream("kind: modulated, rates: [1], stays: [1]", tasks=""),
        ["workload.tasks_per_wave: is missing; expected here: tasks in every wave, or the end of a stream"],
    ),
    "a file that is a folder": (
        stream("kind: file, path: ., column: a"),
        [".: is not a regular file"],
    ),
    "a file of another machine": (
        stream("kind: file, path: /no/such/file.csv, column: a"),
        ["workload.arrivals.path: there is no file /no/such/file.csv"],
    ),
    "a file with a null character": (
        stream('kind: file, path: "a\\0b", column: a'),
        ["workload.arrivals.path: 'a\\x00b' is not a path"],
    ),
    "a period shorter than its steps": (
        stream("kind: profile, steps: [[0, 1], [2, 2]], period: 1"),
        ["workload.arrivals.period: 1 s is not after the last step (2 s)"],
    ),
    # Types
    "no types": (work("types: {}"), ["workload.types: there is no type; give at least one, or leave the key out"]),
    "types as a list": (work("types: [code]"), ["workload.types: a list is given; expected a mapping"]),
    "a name of dots": (work("types: {'../..': {share: 1}}"), ["workload.types.../..: '../..' is no name of a type"]),
    "a name of a kilobyte": (work(f"types: {{{'a' * 1000}: {{share: 1}}}}"), ["workload.types."]),
    "a name in another alphabet": (
        work("types: {вид: {share: 1}}"),
        ["workload.types.вид: 'вид' is no name of a type"],
    ),
    "shares of nothing": (work("types: {a: {share: 0}}"), ["workload.types: the shares add up to 0"]),
    "an infinite share": (work("types: {a: {share: .inf}}"), ["workload.types.a.share: inf is not a finite number"]),
    "a type within a type": (
        work("types: {a: {share: 1, types: {b: {share: 1}}}}"),
        ["workload.types.a.types: unknown key"],
    ),
    "a chance above 1 in a type": (
        work("types: {a: {share: 1, predicted_success: 1.5}}"),
        ["workload.types.a.predicted_success: 1.5 is more than 1"],
    ),
    "a type that nobody takes": (
        work(TYPES, "fleet: {agents: [{name: agent, accepts: [code]}]}"),
        ["workload.types.docs: no agent accepts tasks of this type"],
    ),
    "types of another world": (
        agent("accepts: [law], skill: {law: 1}, pace: {law: 2}"),
        [f"fleet.agents.0.{key}: the workload has no type 'law'" for key in ("accepts.0", "skill.law", "pace.law")],
    ),
    "a pace of nothing": (agent("pace: {code: 0}"), ["fleet.agents.0.pace.code: 0 is less than 0.000001"]),
    "a pace of everything": (agent("pace: {code: .inf}"), ["fleet.agents.0.pace.code: inf is not a finite number"]),
    "a skill beyond all": (agent("skill: {code: 1000}"), ["fleet.agents.0.skill.code: 1000 is more than 100"]),
    "a skill that is a name": (agent("skill: code"), ["fleet.agents.0.skill: 'code' is text; expected a mapping"]),
    "to accept nothing": (agent("accepts: []"), ["fleet.agents.0.accepts: the list is empty; expected at least 1"]),
    # Difficulty, and what attempts do to one another
    "all or nothing": (
        work("risk: {LOW: 1}", rest="truth: {dispersion: 1}\n"),
        ["truth.dispersion: 1 is not less than 1"],
    ),
    "a negative spread": (
        work("risk: {LOW: 1}", rest="truth: {dispersion: -0.1}\n"),
        ["truth.dispersion: -0.1 is less than 0"],
    ),
    "to share more than all": (
        work("risk: {LOW: 1}", rest="truth: {dispersion: 0.1, shared: 2}\n"),
        ["truth.shared: 2 is more than 1"],
    ),
    "attempts that are alike and are not": (
        work(
            "risk: {LOW: 1}",
            rest="predictions: {meaning: task}\ntruth: {dispersion: 0.1}\nretry: {feedback: 1, retry_penalty: 0.1}\n",
        ),
        [
            "truth.dispersion: makes attempts of a task differ",
            "retry.feedback: makes attempts of a task differ",
            "retry.retry_penalty: makes attempts of a task differ",
        ],
    ),
    "failures that take no time": (
        work("duration_by_outcome: {failed: 0}"),
        ["workload.duration_by_outcome.failed: 0 is not more than 0"],
    ),
    "an outcome that there is not": (
        work("duration_by_outcome: {refused: 2}"),
        ["workload.duration_by_outcome.refused: unknown key"],
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
    assert all(line.isprintable() for line in lines)
    told = [line.removeprefix("x.yaml:").split(": ", 1)[1] if line.startswith("x.yaml:") else line for line in lines]
    assert len(told) == len(expected), lines
    for line, beginning in zip(sorted(told), sorted(expected), strict=True):
        assert line.startswith(beginning)


ACCEPTED = {
    "types with digits and dashes for names": work("types: {'1': {share: 1}, -: {share: 1}, _a-9: {share: 1e-300}}"),
    "a hundred types": work(f"types: {{{', '.join(f't{n}: {{share: 1}}' for n in range(100))}}}"),
    "a type on the edge of nobody": work(
        TYPES, "fleet: {agents: [{name: a, accepts: [code]}, {name: b, accepts: [docs]}]}"
    ),
    "a spread of almost everything": work(
        "predicted_success: 0.5", rest="truth: {dispersion: 0.999999999, shared: 0}\n"
    ),
    "a spread of almost nothing": work("predicted_success: 0.5", rest="truth: {dispersion: 1e-300}\n"),
    "a spread of next to nothing": work("predicted_success: 0.5", rest="truth: {dispersion: 5e-324}\n"),
    "feedback without bounds": work("predicted_success: 0.5", rest="retry: {feedback: -100}\n"),
    "a stream that hardly comes": work("arrivals: {kind: profile, steps: [[0, 1e-9], [1s, 1000000]]}"),
    "a stream of three speeds": work("arrivals: {kind: modulated, rates: [0, 1000000, 1e-9], stays: [1ms, 1ms, 1ms]}"),
    "a stream that comes all at once": work("arrivals: {kind: renewal, gap: {kind: empirical, values: [0, 0, 1]}}"),
    "a pace of a snail and of light": work(
        TYPES, "fleet: {agents: [{name: a, speed: 1e-3, pace: {code: 1e6, docs: 1e-3}}]}"
    ),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_odd_but_can_be_runs(tmp_path: Path, case: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(ACCEPTED[case], encoding="utf-8")
    run = sim.run(load_scenario(path))
    assert (run.result.total_tasks, run.result.faults, run.audit()) == (5, 0, [])
    assert "Unreadable" not in run.report()


def csv_scenario(folder: Path, content: bytes) -> Path:
    (folder / "a.csv").write_bytes(content)
    path = folder / "x.yaml"
    path.write_text(stream("kind: file, path: a.csv, column: a", tasks=""), encoding="utf-8")
    return path


FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "there is no column 'a'"),
    "only a head": (b"a\n", "there is no line below the names"),
    "zeros of a disk": (b"a\n" + b"\0" * 1000, "is no time"),
    "half a character": (b"a\n1\n\xe2\x82\n", "is not UTF-8"),
    "quotes without end": (b'a\n"' + b"1\n" * 1000, "not CSV"),
    "a field of a megabyte": (b"a\n" + b"9" * 1_000_000 + b"\n", "field larger than field limit"),
    "a thousand bad lines": (b"a\n" + b"x\n" * 1000, "and 950 more problems"),
    "time that runs backwards": (b"a\n3\n2\n1\n", "expected ascending times"),
    "numbers of another alphabet": ("a\n\u0663\u0662\n\u0661\n".encode(), "expected ascending times"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_of_arrivals_is_told_quickly(tmp_path: Path, case: str) -> None:
    content, expected = FILES[case]
    path = csv_scenario(tmp_path, content)
    began = time.process_time()
    with pytest.raises(ScenarioError, match=expected) as caught:
        load_scenario(path)
    assert time.process_time() - began < 2.0
    assert all(line.isprintable() and len(line) < 500 for line in str(caught.value).split("\n"))


def test_a_file_of_a_hundred_thousand_requests_is_read_in_a_moment(tmp_path: Path) -> None:
    path = csv_scenario(tmp_path, b"a\n" + b"".join(b"%d.5\n" % n for n in range(100_000)))
    began = time.process_time()
    workload = load_scenario(path).workload
    assert time.process_time() - began < 3.0
    assert isinstance(workload, SyntheticWorkload)
    assert workload.expected_tasks is None
