"""Plans that agents keep to: each waits for the task that it is to start next (`heft`)."""

from sim.engine.columns import WHOLE
from sim.engine.mechanism import InRun, Mechanism
from sim.engine.run import KernelRun
from sim.policies.assignment.heft import STRATEGY


class _Order(InRun):
    """Room for the order; who plans a wave gives it, see `sim/engine/plan_order.py`."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        run.columns.fill("to_start_at planned_task", len(run.tasks), -1, WHOLE)
        run.columns.fill("next_planned planned_until", len(run.prepared.agents), 0, WHOLE)


KEPT_PLANS = Mechanism(
    name="kept plans",
    used=lambda scenario: scenario.assignment.strategy == STRATEGY.name,
    off={"keeps_plan": False},
    numbers=lambda _: {"keeps_plan": True},
    in_run=_Order,
)
