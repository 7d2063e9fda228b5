"""The order in which agents are to start what a plan gives them, as columns of the kernel."""

from collections.abc import Mapping

from sim.engine.columns import Columns


def give_order(columns: Columns, plan: Mapping[int, tuple[int, float | None]]) -> None:
    """Let agents keep to the plan of a wave that has just been made.

    Args:
        columns: of a kernel that keeps plans.
        plan: agent and rank by task index; a task without a rank is waited for by nobody.
    """
    order = sorted((agent, rank, task) for task, (agent, rank) in plan.items() if rank is not None)
    to_start_at, planned = columns.raw("to_start_at"), columns.raw("planned_task")
    begin, end = columns.raw("next_planned"), columns.raw("planned_until")
    for agent in range(len(begin)):
        begin[agent] = end[agent] = 0
    for place, (agent, _, task) in enumerate(order):
        planned[place], to_start_at[task] = task, agent
        if end[agent] == 0:
            begin[agent] = place
        end[agent] = place + 1
