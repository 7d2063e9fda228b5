"""What a source of tasks is, and how a scenario's source is found by its `kind`.

To add a source, add its spec to the scenario's workloads and one file to this package, named after the kind,
that binds the name SOURCE; the catalogue finds it, and the contract tests run on it.
"""

import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from sim.luck.keyed import Luck
from sim.record.input_file import InputFile
from sim.scenario import Problem, Scenario
from sim.workload.duration_error import with_duration_error
from sim.workload.task_table import TaskTable
from sim.workload.truth import with_truth


@dataclass(frozen=True)
class Workload:
    """The tasks of a run, and what they were made from."""

    tasks: TaskTable
    inputs: tuple[InputFile, ...] = ()
    notes: tuple[str, ...] = ()  # what a reader should know about how the tasks were understood


@dataclass(frozen=True)
class Source:
    """Where tasks come from: a kind and two functions of the scenario."""

    kind: str
    load_tasks: Callable[[Scenario, Luck, Sequence[str]], Workload]
    """(scenario, luck, agent ids) -> tasks, each number given once: truth and prediction are still equal."""
    check: Callable[[Scenario], Iterable[Problem]]
    """scenario -> what is wrong with the input beyond the scenario file, without drawing anything."""
    durations_are_true: bool = False
    """Whether its durations are what happens, not what was predicted; `predictions.duration_error` gives the other."""


def load_tasks(scenario: Scenario, luck: Luck, agent_ids: Sequence[str]) -> Workload:
    """Return the tasks of a scenario, with what the planner believes and what is true.

    Args:
        scenario: the scenario; relative paths start from its `origin`.
        luck: uniforms of the replication.
        agent_ids: ids of the fleet in order of agent index, the columns of the tables.

    Raises:
        ScenarioError: input files are wrong; with every problem, by file, line and field.

    >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
    >>> scenario = Scenario(
    ...     name="pair",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
    ...     workload=SyntheticWorkload(tasks_per_wave=2),
    ... )
    >>> load_tasks(scenario, Luck(seed=7), ("agent_0",)).tasks.task_id
    ('task_1_0', 'task_1_1')
    """
    source = find_source(scenario.workload.kind)
    workload = source.load_tasks(scenario, luck, agent_ids)
    tasks = with_truth(workload.tasks, scenario, luck)
    error = scenario.predictions.duration_error
    return replace(workload, tasks=with_duration_error(tasks, error, luck, source.durations_are_true))


def check_workload(scenario: Scenario) -> Iterable[Problem]:
    """Return what is wrong with the files that a scenario's workload names, each by file, line and field.

    Args:
        scenario: a valid scenario; relative paths start from its `origin`.

    >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
    >>> scenario = Scenario(
    ...     name="pair",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
    ...     workload=SyntheticWorkload(tasks_per_wave=2),
    ... )
    >>> list(check_workload(scenario))
    []
    """
    return find_source(scenario.workload.kind).check(scenario)


def find_source(kind: str) -> Source:
    """Return the source of this kind, from the module of this package that bears its name.

    Raises LookupError, with the kinds that there are, for any other.

    >>> find_source("synthetic").kind
    'synthetic'
    """
    # Only names that lie in this package are imported, whatever the kind says.
    source = _source_in(kind) if kind in _module_names() else None
    if source is None:
        known = ", ".join(source.kind for source in sources())
        raise LookupError(f"no source of tasks is named {kind!r}; there are {known}")
    return source


def sources() -> tuple[Source, ...]:
    """Return every source of this package, by name.

    >>> [source.kind for source in sources()]
    ['phase20', 'synthetic']
    """
    found = [_source_in(name) for name in _module_names()]
    return tuple(source for source in found if source is not None)


def _module_names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))


def _source_in(name: str) -> Source | None:
    source = getattr(import_module(f"sim.workload.{name}"), "SOURCE", None)
    assert source is None or isinstance(source, Source)
    return source
