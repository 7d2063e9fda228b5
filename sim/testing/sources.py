"""What every source of tasks must do."""

import numpy as np

from sim.experiment.members import with_members
from sim.experiment.run import run
from sim.luck.keyed import Luck
from sim.scenario import PluginWorkload, Scenario, ScenarioError
from sim.scenario.load import parse_scenario
from sim.testing.broken import broken, member_of, refuse_wrong
from sim.workload.own_source import source_problems
from sim.workload.source import SOURCES, Source, check_workload, load_tasks

_FLEET = {"agents": [{"name": "agent", "count": 3}]}


def check_source(source: Source | str, scenario: Scenario | None = None, seeds: int = 3) -> None:
    """Hold a source to its contract.

    It is made as it should be; its input is right; its columns are complete, within their ranges and read-only; the
    same luck gives the same tasks; and a run works them off without breaking a law of the simulation.

    Args:
        source: to be checked; or its name, such as `./mine.py:NAME`.
        scenario: whose workload has its settings and path; absent: three agents, and the source's defaults.
        seeds: how many workloads.

    Raises:
        ContractBroken: says what it did.

    >>> from sim.workload.table_builder import make_tasks
    >>> from sim.workload.source import Workload
    >>> two = Source("two", lambda scenario, luck, agents: Workload(make_tasks([30.0, 60.0])), lambda scenario: ())
    >>> check_source(two)
    """
    source = member_of(SOURCES, source)
    told = f"the source {source.kind}"
    refuse_wrong(told, source_problems(source))
    given = scenario if scenario is not None else _a_scenario()
    try:
        whole = with_members(given, source=source)
        _check(told, whole, seeds)
    except ScenarioError as error:
        broken(told, str(error))


def _a_scenario() -> Scenario:
    workload = {"kind": "synthetic", "tasks_per_wave": 1}
    return parse_scenario({"name": "contract", "fleet": _FLEET, "workload": workload})


def _check(told: str, scenario: Scenario, seeds: int) -> None:
    assert isinstance(scenario.workload, PluginWorkload)
    problems = [str(problem) for problem in check_workload(scenario)]
    refuse_wrong(told, problems)
    agent_ids = tuple(agent_id for agent_id, _ in scenario.fleet.agents_by_id())
    for seed in range(seeds):
        one, other = (load_tasks(scenario, Luck(seed), agent_ids).tasks for _ in range(2))
        if repr(one) != repr(other):
            broken(told, f"the luck of seed {seed} gave two different workloads")
        for name in ("predicted_success", "true_success", "expected_s", "true_s"):
            column = getattr(one, name)
            if not isinstance(column, np.ndarray) or column.flags.writeable:
                broken(told, f"the column {name} can be changed; expected an array that is read-only")
        for members in one.waves().values():
            if [one.position[task] for task in members] != list(range(len(members))):
                broken(told, "positions do not number the tasks of each wave from 0, in input order")
        broken_laws = run(scenario, seed=seed).audit()
        if broken_laws:
            broken(told, f"a run of its tasks breaks a law: {broken_laws[0]}")
