"""Members that installed packages bring: a package of the test, installed for it."""

from pathlib import Path

import pytest

from sim.experiment.scenario_input import parse_scenario
from sim.plugins import entry_points
from sim.plugins.own_code import OwnCode, own_code_is
from sim.scenario import ScenarioError

CODE = """
from sim.policies.strategy import Kind, Strategy
from sim.policies.gate import Gate, Verdict
FIRST = Strategy("first", Kind.IMMEDIATE, "Agent 0.", pick=lambda view, memory, u: (0, memory))
OPEN = Gate("open", 33, lambda view: (Verdict.APPROVED, ""), "Open.")
"""
POINTS = """
[buddy_sim.strategies]
first = first_of_all:FIRST
round_robin = first_of_all:FIRST
nothing = first_of_all:SECOND
a_gate = first_of_all:OPEN
[buddy_sim.gates]
open = first_of_all:OPEN
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A package that is installed, as pip leaves it."""
    (tmp_path / "first_of_all.py").write_text(CODE, encoding="utf-8")
    info = tmp_path / "first_of_all-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: first-of-all\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for cached in (entry_points.installed, entry_points._all):
        cached.cache_clear()
    yield tmp_path
    for cached in (entry_points.installed, entry_points._all):
        cached.cache_clear()


def scenario(**sections: object):
    data = {
        "name": "pair",
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 3},
    }
    return parse_scenario({**data, **sections})


def test_they_are_chosen_by_name_and_told_with_their_package(package) -> None:
    import sim

    run = sim.run(scenario(assignment={"strategy": "first"}, gates={"also": ["open"]}), strict=True)
    assert set(run.assignments["agent_id"]) == {"agent_0"}
    assert "first: FIRST in first\\_of\\_all.py of first-of-all 1.2" in run.report().replace(
        "first_of_all", "first\\_of\\_all"
    )
    assert "open: OPEN in " in run.report()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("round_robin", "'round_robin' is a strategy of this program and of first-of-all 1.2; rename the entry point"),
        ("nothing", "the entry point nothing = first_of_all:SECOND of first-of-all 1.2 cannot be loaded: AttributeErr"),
        ("a_gate", "the entry point a_gate of first-of-all 1.2 is of type Gate; expected a strategy: Strategy(...)"),
        ("frist", "'frist' is unknown; did you mean 'first'?"),
    ],
)
def test_what_is_wrong_is_told(package, name: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(assignment={"strategy": name})
    assert told in str(error.value)


def test_they_are_refused_and_only_looked_at_where_that_is_asked_for(package) -> None:
    (package / "first_of_all.py").write_text("raise SystemExit('it was run')", encoding="utf-8")
    with own_code_is(OwnCode.LOOK):
        scenario(assignment={"strategy": "first"})
    with (
        own_code_is(OwnCode.REFUSE),
        pytest.raises(ScenarioError, match=r"first comes from first-of-all 1\.2, and --no-"),
    ):
        scenario(assignment={"strategy": "first"})


def test_gates_of_one_name_or_place_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = "from sim.policies.gate import Gate\nA = Gate('clearance', 33, print, '')\nB = Gate('b', 20, print, '')\n"
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    for name, told in (
        ("A", "mine.py:A has the name clearance of the gate clearance; expected one of its own"),
        ("B", "mine.py:B has the order 20 of the gate clearance; expected one of its own"),
    ):
        with pytest.raises(ScenarioError) as error:
            scenario(gates={"also": [f"mine.py:{name}"]})
        assert told in str(error.value)
