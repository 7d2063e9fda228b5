"""Agents that accept tasks of some types only."""

from sim.engine.columns import WHOLE
from sim.engine.mechanism import InRun, Mechanism
from sim.engine.run import KernelRun
from sim.scenario import Scenario


def _used(scenario: Scenario) -> bool:
    return any(agent.accepts is not None for agent in scenario.fleet.agents)


class _Matching(InRun):
    """Who accepts which kinds of tasks, and a line of the fleet for each kind."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        columns, matching = run.columns, run.tasks.matching
        selective = matching is not None and not matching.all_accept_all
        columns.set({"selective": selective, "kinds": 1})
        if matching is not None and selective:
            lines = len(run.prepared.agents) + len(matching.accepts)
            columns.set({"kinds": len(matching.accepts)})
            columns.give("kind_of", matching.of_task, WHOLE)
            columns.give("accepting", matching.accepts, WHOLE)
            columns.fill("first", lines, -1, WHOLE)
            columns.fill("line_length", lines, 0, WHOLE)


ACCEPTANCE = Mechanism(
    name="acceptance",
    keys={"AgentSpec": "accepts"},
    used=_used,
    off={"selective": False, "kinds": 1},
    in_run=_Matching,
)
