"""What every incident is: ten lines that tell it, a file that shows it, a command that cures it, a test of both.

To add one: `scenarios/incidents/NAME.yaml` with a head as below, `test_NAME.py` beside this file (dashes become
underscores) that asserts with `replications("incidents/NAME", ..)` what the head says, and `docs/generate.py`.

    # Question: what happens, as who is on call would ask it?
    #
    #   buddy-sim run scenarios/incidents/NAME.yaml
    #   buddy-sim run scenarios/incidents/NAME.yaml --set KEY=CURE --out reports/NAME-cured
    #
    # Look at: the metric or picture that shows it.
    # Finding: numbers of both commands, and why.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario
from sim.scenario.shipped import head_of
from tests.scenarios.replications import FOLDER
from tests.scenarios.test_shipped import commands, head

FILES = sorted((FOLDER / "incidents").glob("*.yaml"))
every_incident = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
MOST_LINES = 10


@every_incident
def test_it_is_told_in_ten_lines(path):
    text = head(path)
    places = [text.find(word) for word in ("Question:", "buddy-sim run", "Look at:", "Finding:")]
    assert -1 not in places
    assert places == sorted(places)
    assert head_of(path).question.endswith("?")
    assert re.search(r"\d", text[places[-1] :]), "a finding has numbers"
    prose = [line for line in text.splitlines() if line.strip() and "buddy-sim" not in line and "--" not in line]
    assert len(prose) <= MOST_LINES


@every_incident
def test_the_first_command_shows_it_and_the_second_cures_it(path):
    shows, cures, *_ = commands(path)
    assert shows == ["buddy-sim", "run", f"scenarios/incidents/{path.name}"]
    assert "--set" in cures
    for words in commands(path):
        assert words[2] == f"scenarios/incidents/{path.name}"
        settings = [value for option, value in pairwise(words) if option == "--set"]
        scenario = load_scenario(path, overrides=settings)
        assert scenario.name == path.stem
        assert scenario.description.endswith(".")
        # Every variant goes to a folder of its own: a second command must not replace the first result.
        assert bool(settings) == ("--out" in words)


@every_incident
def test_its_runs_keep_every_law(path):
    for words in commands(path)[:2]:
        settings = [value for option, value in pairwise(words) if option == "--set"]
        run = sim.run(load_scenario(path, overrides=settings))
        assert run.audit() == []
        assert run.result.faults == 0


@every_incident
def test_its_finding_is_tested(path):
    assert (Path(__file__).parent / f"test_{path.stem.replace('-', '_')}.py").is_file()


@every_incident
def test_the_table_holds_it(path):
    table = (FOLDER / "incidents" / "README.md").read_text(encoding="utf-8")
    assert f"[`{path.stem}`]({path.name})" in table
