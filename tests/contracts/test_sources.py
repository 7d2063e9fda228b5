"""What holds for every source of tasks; the catalogue finds them."""

import json

import numpy as np
import pytest

from sim.luck import Luck
from sim.scenario import AgentSpec, FleetSpec, Scenario
from sim.testing import check_source
from sim.workload.source import check_workload, find_source, load_tasks, sources
from sim.workload.table_builder import make_tasks
from sim.workload.task_table import table_problems
from sim.workload.wfformat import to_wfformat
from tests.plugins import mine

AGENTS = ("agent_0", "agent_1", "agent_2")
LINES = [
    {"task_id": "a", "predicted_success_probability": 0.5, "agent_id": "agent_1", "wave": 2, "priority": 1},
    {"task_id": "b", "predicted_success_probability": 0.9, "confidence": 0.7, "risk_level": "HIGH"},
    {"task_id": "c", "predicted_success_probability": 0.7, "wave": 2},
]
# One workload of each kind, as a scenario file would have it.
WORKLOADS = {
    "synthetic": {
        "kind": "synthetic",
        "tasks_per_wave": [3, 0, 2],
        "predicted_success": {"kind": "uniform", "low": 0.7, "high": 0.95},
        "confidence": 0.8,
        "priority": {1: 1, 2: 1},
        "risk": {"LOW": 1, "HIGH": 1},
        "arrivals": {"kind": "poisson", "rate": 0.5},
    },
    "phase20": {"kind": "phase20", "path": "data"},
    "etc": {"kind": "etc", "path": "data/times", "predicted_success": 0.9},
    "table": {"kind": "table", "path": "tasks.csv", "map": {"job": "task_id"}},
    "replay": {"kind": "replay", "path": "attempts.csv", "predicted_success": 0.9},
    "wfformat": {"kind": "wfformat", "path": "flow.json", "predicted_success": 0.9, "hand_off": "2s"},
}
ROWS = """job,wave,priority,predicted_success,seconds,confidence,depends_on
a,2,1,0.5,10,,b
b,,,0.9,20.5,0.7,
c,2,3,0.7,30,,a=1.5; b
"""
ATTEMPTS = """task,agent,start,end,outcome,depends_on
a,agent_1,0,10,failed,
b,agent_0,1,4,completed,
a,agent_2,12,20,completed,
c,agent_0,21,30,completed,a=1
"""
KINDS = [source.kind for source in sources()]


@pytest.fixture
def scenario_of(tmp_path):
    (tmp_path / "data").mkdir()
    text = "".join(json.dumps(line) + "\n" for line in LINES)
    (tmp_path / "data" / "predicted_tasks.jsonl").write_text(text)
    (tmp_path / "data" / "times").write_text("2 3 0\n10\n20\n30.5\n40\n50\n60\n")
    (tmp_path / "tasks.csv").write_text(ROWS)
    (tmp_path / "attempts.csv").write_text(ATTEMPTS)
    chain = make_tasks([1.0, 2.0, 3.0], depends_on={"task_1_1": {"task_1_0": 0.0}})
    (tmp_path / "flow.json").write_text(json.dumps(to_wfformat(chain, "flow")))

    def make(kind: str, **sections) -> Scenario:
        fleet = FleetSpec(agents=[AgentSpec(name="agent", count=3)])
        scenario = Scenario(name="contract", fleet=fleet, workload=WORKLOADS[kind], **sections)
        return scenario.with_origin(tmp_path)

    return make


def test_the_catalogue_has_the_sources_of_the_contract():
    assert {"synthetic", "phase20", "etc", "table", "wfformat", "replay"} <= set(KINDS)
    assert sorted(KINDS) == KINDS


def test_an_unknown_kind_is_told_with_those_that_there_are():
    for kind in ("nowhere", "truth", "../source"):
        with pytest.raises(LookupError, match=r"there are .*phase20, .*synthetic"):
            find_source(kind)


def test_a_source_of_one_s_own_keeps_the_contract(tmp_path):
    workload = {"kind": "plugin", "source": "nightly", "tasks": 30}
    fleet = FleetSpec(agents=[AgentSpec(name="agent", count=2)])
    check_source(mine.NIGHTLY)
    check_source(mine.NIGHTLY, Scenario(name="contract", fleet=fleet, workload=workload))


@pytest.mark.parametrize("kind", KINDS)
class TestEverySource:
    def test_its_input_is_right(self, kind, scenario_of):
        assert list(check_workload(scenario_of(kind))) == []

    def test_its_columns_are_complete_and_within_range(self, kind, scenario_of):
        tasks = load_tasks(scenario_of(kind), Luck(3), AGENTS).tasks
        n = len(tasks)
        columns = (
            tasks.wave, tasks.position, tasks.priority, tasks.risk, tasks.confidence, tasks.approved,
            tasks.release_offset_s, tasks.predicted_success, tasks.true_success, tasks.expected_s, tasks.true_s,
        )  # fmt: skip
        assert [len(column) for column in columns] == [n] * len(columns)
        assert len(set(tasks.task_id)) == n > 0
        assert set(tasks.priority) <= {1, 2, 3}
        assert set(tasks.risk) <= {"LOW", "MEDIUM", "HIGH", "UNKNOWN"}
        assert all(confidence is None or 0.0 <= confidence <= 1.0 for confidence in tasks.confidence)
        assert min(tasks.release_offset_s) >= 0.0
        assert min(tasks.wave) >= 1
        assert all(0 <= task < n for task in tasks.schedule)

    def test_its_tables_are_read_only_and_have_a_column_an_agent_or_one(self, kind, scenario_of):
        tasks = load_tasks(scenario_of(kind), Luck(3), AGENTS).tasks
        for table in (tasks.predicted_success, tasks.true_success, tasks.expected_s, tasks.true_s):
            assert table.shape in ((len(tasks), 1), (len(tasks), len(AGENTS)))
            assert table.dtype == np.float64
            assert not table.flags.writeable
            assert np.isfinite(table).all()
            assert table.min() >= 0.0
        assert max(tasks.predicted_success.max(), tasks.true_success.max()) <= 1.0

    def test_its_entries_are_plain_values(self, kind, scenario_of):
        # Of numpy's own types json knows nothing, and sums of them run slower.
        tasks = load_tasks(scenario_of(kind), Luck(3), AGENTS).tasks
        for column, kinds in (
            (tasks.task_id, {str}), (tasks.wave, {int}), (tasks.position, {int}), (tasks.priority, {int}),
            (tasks.risk, {str}), (tasks.confidence, {float, type(None)}), (tasks.approved, {bool}),
            (tasks.release_offset_s, {float}),
        ):  # fmt: skip
            assert {type(value) for value in column} <= kinds

    def test_its_tasks_can_be_simulated(self, kind, scenario_of):
        tasks = load_tasks(scenario_of(kind), Luck(3), AGENTS).tasks
        assert table_problems(tasks) == []
        if tasks.depends_on is not None:
            assert len(tasks.depends_on.start) == len(tasks) + 1

    def test_positions_number_the_tasks_of_each_wave(self, kind, scenario_of):
        tasks = load_tasks(scenario_of(kind), Luck(3), AGENTS).tasks
        for members in tasks.waves().values():
            assert [tasks.position[task] for task in members] == list(range(len(members)))

    def test_the_same_luck_gives_the_same_tasks(self, kind, scenario_of):
        truth = {"bias": -0.2, "noise": 0.3, "drift": 0.1}
        one, other = (load_tasks(scenario_of(kind, truth=truth), Luck(3), AGENTS) for _ in range(2))
        assert repr(one) == repr(other)

    def test_the_truth_of_the_scenario_applies(self, kind, scenario_of):
        tasks = load_tasks(scenario_of(kind, truth={"bias": -1.0}), Luck(3), AGENTS).tasks
        assert (tasks.true_success < tasks.predicted_success).all()

    def test_its_durations_err_as_predictions_do(self, kind, scenario_of):
        # E = s * error: of what is given, the true or the predicted times, the one stays and the other moves.
        right, wrong = (
            load_tasks(scenario_of(kind, predictions={"duration_error": error}), Luck(3), AGENTS).tasks
            for error in (1.0, 4.0)
        )
        assert (right.true_s == right.expected_s).all()
        assert (wrong.expected_s == 4.0 * wrong.true_s).all()
        assert (wrong.true_s == right.true_s).all() == find_source(kind).durations_are_true
        assert (wrong.expected_s == right.expected_s).all() != find_source(kind).durations_are_true

    def test_it_knows_its_kind(self, kind):
        assert find_source(kind).kind == kind
        assert kind in WORKLOADS, f"give the contract a workload of kind {kind}"
