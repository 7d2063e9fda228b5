"""Recorded workflows (WfInstances): one worker takes the sum, enough the critical path, between them Graham's bounds.

A list schedule on m workers takes max(critical path, sum / m) at least, (sum + (m - 1) * critical path) / m at most.
Source: Graham, "Bounds for certain multiprocessing anomalies", Bell System Technical Journal 45, 1966.
"""

from math import fsum
from pathlib import Path

import pytest

import sim
from sim.luck import Luck
from sim.scenario import WfFormatWorkload
from sim.workload.dependencies import longest_path_s
from sim.workload.source import load_tasks

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "workflows"
NAMES = (
    "helloworld-chain-5-chameleon", "helloworld-forkjoin-10-chameleon", "epigenomics-chameleon-hep-1seq-100k-001",
    "1000genome-chameleon-2ch-100k-001",
)  # fmt: skip
STRATEGIES = ("shared_queue", "load_balanced", "mct", "heft")
ROUNDING = 1e-9

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded workflows are not at hand")


def scenario_of(name, workers, strategy="shared_queue"):
    return sim.parse_scenario(
        {
            "name": "recorded",
            "fleet": {"agents": [{"name": "worker", "count": workers}]},
            "workload": {"kind": "wfformat", "path": str(RECORDED / f"{name}.json")},
            "assignment": {"strategy": strategy},
        }
    )


def makespan(name, workers, strategy="shared_queue"):
    run = sim.run(scenario_of(name, workers, strategy))
    assert run.audit() == []
    assert run.metrics["success_rate"] == 1.0
    return run.metrics["makespan"]


def known(name):
    """Sum of the runtimes and critical path, in seconds."""
    scenario = scenario_of(name, 1)
    assert isinstance(scenario.workload, WfFormatWorkload)
    tasks = load_tasks(scenario, Luck(0), ["worker_0"]).tasks
    seconds = tasks.true_s[:, 0]
    return fsum(seconds), float(longest_path_s(tasks.depends_on, seconds).max())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("strategy", STRATEGIES)
class TestEachWorkflow:
    def test_one_worker_takes_the_sum(self, name, strategy):
        assert makespan(name, 1, strategy) == pytest.approx(known(name)[0], rel=ROUNDING)

    def test_enough_workers_take_the_critical_path(self, name, strategy):
        assert makespan(name, 60, strategy) == pytest.approx(known(name)[1], rel=ROUNDING)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("workers", [2, 3, 5, 8])
def test_between_them_a_list_schedule_keeps_graham_s_bounds(name, workers):
    total, critical = known(name)
    found = makespan(name, workers)
    assert found >= max(critical, total / workers) * (1 - ROUNDING)
    assert found <= (total + (workers - 1) * critical) / workers * (1 + ROUNDING)


def test_without_its_edges_a_workflow_would_be_faster_than_its_critical_path(tmp_path):
    # The negative control of the second law above: the same tasks, waiting for nothing.
    name = "helloworld-chain-5-chameleon"
    tasks = load_tasks(scenario_of(name, 1), Luck(0), ["worker_0"]).tasks
    seconds = tasks.true_s[:, 0].tolist()
    rows = "".join(f"{task},{of_task!r}\n" for task, of_task in zip(tasks.task_id, seconds, strict=True))
    (tmp_path / "free.csv").write_text(f"task_id,seconds\n{rows}")
    workload = {"kind": "table", "path": str(tmp_path / "free.csv")}
    free = scenario_of(name, 60).with_({"workload": workload})
    assert sim.run(free).metrics["makespan"] < 0.5 * known(name)[1]
