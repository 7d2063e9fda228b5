"""What every shipped scenario is: a question with an answer, a file that runs as it is, and a test of its finding."""

import re
import shlex
from itertools import pairwise

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from tests.scenarios import test_findings
from tests.scenarios.replications import FOLDER

FILES = sorted(FOLDER.glob("*.yaml"))
NAMES = [path.stem for path in FILES]


def head(path):
    """The comment at the top of a scenario, without its signs."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#"))
    return "\n".join(lines)


def commands(path):
    """The words of every command in the head of a scenario."""
    text = head(path).replace("\\\n", " ")
    return [shlex.split(line) for line in text.splitlines() if line.strip().startswith("buddy-sim")]


def test_there_are_enough():
    assert len(FILES) >= 9


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_it_asks_and_answers(path):
    text = head(path)
    places = [text.find(word) for word in ("Question:", "buddy-sim run", "Look at:", "Finding:")]
    assert -1 not in places
    assert places == sorted(places)
    assert re.search(r"\d", text[places[-1] :]), "a finding has numbers"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_it_is_named_and_described(path):
    scenario = load_scenario(path)
    assert scenario.name == path.stem
    assert scenario.description.endswith(".")


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_its_commands_name_it_and_load(path):
    given = commands(path)
    assert given[0] == ["buddy-sim", "run", f"scenarios/{path.name}"]
    for words in given:
        assert words[2] == f"scenarios/{path.name}"
        settings = [value for option, value in pairwise(words) if option == "--set"]
        assert load_scenario(path, overrides=settings).name == path.stem
        # Every variant goes to a folder of its own: a second command must not replace the first result.
        assert bool(settings) == ("--out" in words)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_its_run_keeps_every_law(path):
    run = sim.run(load_scenario(path))
    assert run.audit() == []
    assert run.result.faults == 0
    assert run.result.ended_early is None


@pytest.mark.parametrize("name", NAMES)
def test_its_finding_is_tested(name):
    assert hasattr(test_findings, f"test_{name.replace('-', '_')}")


@pytest.mark.parametrize("name", NAMES)
def test_the_table_holds_it(name):
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"[`{name}`]({name}.yaml)" in table
