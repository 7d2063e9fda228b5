"""A record played back: every task to the agent that served it."""

from collections.abc import Sequence

from sim.policies.least_load import least_loaded
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the agent at which its record begins; by the rule of `load_balanced` where that is not usable.

    Under this strategy the model itself plays the record back: each attempt at its recorded agent from its recorded
    start, as long and with the outcome that it had. The strategy is asked only for what the record does not say.

    Args:
        view: what the manager sees; `planned_start_s` [task][agent] holds the recorded start, NaN elsewhere, or is
            empty where there is no record.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from math import nan
    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 30.0]], planned_start_s=[[nan, 12.0]]), (), ())
    (1, ())

    Source: trace-driven simulation, in which the record stands for a model of the system: Law, "Simulation Modeling
    and Analysis", 5th ed., section 5.6.1 (correlated inspection).
    """
    starts = view.planned_start_s[0] if view.planned_start_s else ()
    recorded = [agent for agent, start in enumerate(starts) if start == start and view.usable[agent]]
    if recorded:
        return min(recorded, key=lambda agent: (starts[agent], agent)), memory
    return least_loaded(view.usable, view.load_s, view.free_slots, view.queued, view.last_given), memory


STRATEGY = Strategy(
    name="recorded",
    kind=Kind.IMMEDIATE,
    summary="A record is played back: agent, start, length and outcome of each attempt as it was (`workload: replay`).",
    pick=pick,
    source='Law, "Simulation Modeling and Analysis", 5th ed., section 5.6.1 (correlated inspection)',
    reads_schedule=True,
)
