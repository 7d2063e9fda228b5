"""Study files: what they say, and every problem with its line."""

from pathlib import Path

import pytest

from sim.scenario import ScenarioError
from sim.scenario.varying.study_file import is_study, read_study

STUDY = """\
scenario: scenario.yaml
vary:
  retry.max_retries: 0..4 step 2
  assignment.strategy: [round_robin, load_balanced]
  policy:
    careful: {retry.base: 5s, truth.bias: 0.1}
    bold: {retry.base: 1s}
zip:
  - fleet.agents.0.count: [2, 4]
    fleet.agents.0.capacity: [2, 1]
where:
  - retry.max_retries > 0 or policy == 'bold'
replications: 20
metrics: [success_rate, p95_response]
seed: 5
design: {kind: sobol, points: 8, seed: 1}
sensitivity: {method: sobol, points: 64, seed: 2}
baseline: x
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_study(written(folder, text))
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_all_of_it(tmp_path: Path) -> None:
    path = written(tmp_path, STUDY)
    study = read_study(path)
    assert is_study(path)
    assert study.scenario == tmp_path / "scenario.yaml"
    assert [axis.keys for axis in study.axes] == [
        ("retry.max_retries",), ("assignment.strategy",), ("policy",),
        ("fleet.agents.0.count", "fleet.agents.0.capacity"),
    ]  # fmt: skip
    assert [len(axis.levels) for axis in study.axes] == [3, 2, 2, 2]
    assert study.where[0].keys == ("retry.max_retries", "policy")
    spec = study.spec
    assert (spec.replications, spec.metrics, spec.seed, spec.baseline) == (20, ("success_rate", "p95_response"), 5, "x")
    assert spec.design is not None
    assert (spec.design.kind, spec.design.points, spec.design.seed) == ("sobol", 8, 1)
    assert spec.sensitivity is not None
    assert (spec.sensitivity.method, spec.sensitivity.points, spec.sensitivity.trajectories) == ("sobol", 64, 20)
    assert study.axes[0].label == f"{path}:3"


def test_a_scenario_is_no_study(tmp_path: Path) -> None:
    assert not is_study(written(tmp_path, "name: x\nfleet: {}\n"))
    assert not is_study(written(tmp_path, ":::"))
    assert not is_study(tmp_path)


def test_problems_of_the_schema_all_at_once(tmp_path: Path) -> None:
    text = """\
scenari: s.yaml
vary: [1]
replications: 0
design: {kind: sobl, points: 3, point: 4}
seed: -1
sensitivity: {methud: morris, trajectories: 1}
"""
    assert refused(tmp_path, text) == [
        "study.yaml:1: scenario: is missing; expected the path of a scenario file",
        "study.yaml:1: scenari: unknown key; did you mean 'scenario'?",
        "study.yaml:2: vary: a list is given; expected a mapping of keys to values",
        "study.yaml:3: replications: 0 is less than 1",
        "study.yaml:4: design.kind: 'sobl' is unknown; did you mean 'sobol'? Expected latin_hypercube or sobol",
        "study.yaml:4: design.point: unknown key; did you mean 'points'?",
        "study.yaml:5: seed: -1 is less than 0",
        "study.yaml:6: sensitivity.trajectories: 1 is less than 2",
        "study.yaml:6: sensitivity.methud: unknown key; did you mean 'method'?",
    ]


def test_problems_of_axes_and_constraints_all_at_once(tmp_path: Path) -> None:
    text = """\
scenario: s.yaml
vary:
  retry.max_retries: 4..0
  retry.base: [1s, 1s]
  seed: [1, 2]
zip:
  - a: [1, 2]
    b: [1]
where: ["1 +", "open('x')"]
"""
    found = refused(tmp_path, text)
    assert [line.partition(": ")[0] for line in found] == [f"study.yaml:{line}" for line in (3, 4, 5, 7, 9, 9)]
    assert found[0] == "study.yaml:3: retry.max_retries: '4..0' runs backwards; expected the lower end first"


def test_a_key_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, "scenario: s.yaml\nvary:\n  a: [1]\n  a: [2]\n")
    assert line == "study.yaml:4: vary.a: the key stands twice, in line 3 and in line 4; keep one"
