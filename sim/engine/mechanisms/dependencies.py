"""Tasks that wait for others: ready with the last of them, failed with the first that fails, and hand-offs between."""

import numpy as np

from sim.engine.columns import WHOLE
from sim.engine.kernel import trace
from sim.engine.mechanism import InRun, Mechanism
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.model.task_run import TaskRun
from sim.record.task_end import PARENT_FAILED
from sim.scenario import Scenario, SyntheticWorkload


def _used(scenario: Scenario) -> bool:
    """Whether tasks may wait for others: the rows of a file say that themselves."""
    return not isinstance(scenario.workload, SyntheticWorkload) or scenario.workload.graph is not None


class _Graph(InRun):
    """The edges, by child and by parent, and how far they are met."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        columns, graph, tasks = run.columns, run.tasks.depends_on, len(run.tasks)
        columns.set({"waits": graph is not None, "travelling": 0})
        if graph is None:
            return
        columns.give("first_parent", graph.start, WHOLE)
        columns.give("parent", graph.parent, WHOLE)
        columns.give("hand_off_s", graph.hand_off_s)
        columns.give("first_child", graph.children.start, WHOLE)
        columns.give("child_of", graph.children.parent, WHOLE)
        columns.give("wave_of", run.tasks.wave, WHOLE)
        columns.give("missing", np.diff(graph.start), WHOLE)
        columns.fill("fails", tasks, 0, WHOLE)
        columns.fill("arrival failed_parent", tasks, -1, WHOLE)
        columns.fill("ready_at", tasks, -1.0)


def _amend(rows: RowsOfRun, task: TaskRun) -> None:
    """Say when a task was ready, and why it failed, where its end has to do with others."""
    if rows.run.tasks.depends_on is None:
        return
    ready_at, how, parent = rows.at("ready_at task_end failed_parent", task.index)
    task.ready_at = None if ready_at < 0.0 else ready_at
    if how == trace.PARENT_FAILED:
        task.reason = f"{PARENT_FAILED}{rows.run.tasks.task_id[parent]}"


DEPENDENCIES = Mechanism(
    name="dependencies",
    keys={"SyntheticWorkload": "graph hand_off"},
    read_by_both="graph_spec",
    used=_used,
    off={"waits": False, "travelling": 0},
    in_run=_Graph,
    amend=_amend,
)
