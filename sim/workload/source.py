"""What a source of tasks is, and how a scenario's source is found by its `kind`.

To use one of your own, name it in a scenario as `workload: {kind: plugin, source: ./mine.py:NAME}`; to add one to the
program, add its spec to the scenario's workloads and one file to this package, named after the kind, that binds the
name SOURCE. `sim.testing.check_source` holds it to its contract.
"""

import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path

from sim.luck.keyed import Luck
from sim.plugins.door import Door
from sim.plugins.plugin import Found, Plugin, PluginError
from sim.plugins.setting import Setting, setting_problems
from sim.record.input_file import InputFile
from sim.scenario import PluginWorkload, Problem, Scenario, ScenarioError
from sim.workload.duration_error import with_duration_error
from sim.workload.matching import match, without_taker
from sim.workload.outage_trace import Down, load_traces, trace_problems
from sim.workload.own_source import KEY, asked, checked_tasks, source_problems
from sim.workload.run_effect import with_run_factor
from sim.workload.task_table import TaskTable
from sim.workload.truth import with_truth


@dataclass(frozen=True)
class Workload:
    """The tasks of a run, and what they were made from."""

    tasks: TaskTable
    inputs: tuple[InputFile, ...] = ()
    notes: tuple[str, ...] = ()  # what a reader should know about how the tasks were understood
    source: Plugin | None = None  # that made them, where it does not come with the program
    down: Mapping[int, Sequence[Down]] = field(default_factory=dict)  # by place in `fleet.outages`, what its file says


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
    settings: tuple[Setting, ...] = ()
    """Of one's own: what may stand beside `kind: plugin`; `scenario.workload.settings` has them, defaults filled in."""


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
    found = source_of(scenario)
    source = found.member
    shown = _with_defaults(scenario, source)
    workload = asked(found.plugin, lambda: _a_workload(source.load_tasks(shown, luck, agent_ids)))
    tasks = _matched(checked_tasks(found.plugin, workload.tasks, len(agent_ids)), scenario)
    tasks = with_truth(tasks, scenario, luck)
    error = scenario.predictions.duration_error
    tasks = with_duration_error(tasks, error, luck, source.durations_are_true)
    tasks = with_run_factor(tasks, scenario, luck)
    if scenario.predictions.shown == "truth":
        tasks = replace(tasks, predicted_success=tasks.true_success, expected_s=tasks.true_s)
    traces = load_traces(scenario)
    inputs = (*workload.inputs, *traces.inputs)
    return replace(workload, tasks=tasks, inputs=inputs, source=found.plugin, down=traces.down)


def _matched(tasks: TaskTable, scenario: Scenario) -> TaskTable:
    """Return the tasks with what their types mean for each agent."""
    if tasks.type is None:
        return tasks
    agents = [spec for _, spec in scenario.fleet.agents_by_id()]
    refused = list(without_taker(tasks.type, agents))
    if refused:
        message = "no agent accepts tasks of this type; name it under `accepts` of one, or leave that out"
        raise ScenarioError([Problem(None, None, f"workload: type {name!r}", message) for name in refused])
    return replace(tasks, matching=match(tasks.type, agents))


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
    return [*_source_problems(scenario), *trace_problems(scenario)]


def _source_problems(scenario: Scenario) -> Iterable[Problem]:
    try:
        found = _found(scenario)
    except ScenarioError as error:
        return error.problems
    if found is None:
        return []
    problems = list(_settings_problems(found.member, scenario))
    if problems:
        return problems
    member, shown = found.member, _with_defaults(scenario, found.member)
    try:
        return asked(found.plugin, lambda: _problems_among(member.check(shown)))
    except ScenarioError as error:
        return error.problems


def _a_workload(answer: object) -> Workload:
    if not isinstance(answer, Workload):
        raise TypeError(f"load_tasks gave a {type(answer).__name__}; expected a Workload")
    return answer


def _problems_among(answer: Iterable[object]) -> list[Problem]:
    found = list(answer)
    for one in found:
        if not isinstance(one, Problem):
            raise TypeError(f"check gave a {type(one).__name__} among its problems; expected Problem(...)")
    return [one for one in found if isinstance(one, Problem)]


def source_of(scenario: Scenario) -> Found[Source]:
    """Return the source that a scenario names, whether it comes with the program or not.

    Args:
        scenario: a file that it names is looked for from its `origin`, and run.

    Raises:
        ScenarioError: there is none, or it cannot be used.
    """
    found = _found(scenario)
    if found is None:
        raise ScenarioError([Problem(None, None, KEY, "must not be run now")])
    return found


def _found(scenario: Scenario) -> Found[Source] | None:
    workload = scenario.workload
    if not isinstance(workload, PluginWorkload):
        return Found(find_source(workload.kind))
    try:
        return SOURCES.find(workload.source, scenario.origin, scenario.given.get(KEY))
    except PluginError as error:
        raise ScenarioError([Problem(None, None, KEY, str(error))]) from error


def _settings_problems(source: Source, scenario: Scenario) -> Iterable[Problem]:
    workload = scenario.workload
    if not isinstance(workload, PluginWorkload):
        return ()
    keys = list(PluginWorkload.model_fields)
    return setting_problems(source.settings, workload.settings, "workload", workload.source, keys)


def _with_defaults(scenario: Scenario, source: Source) -> Scenario:
    """Return the scenario with every setting that the source declares filled in."""
    workload = scenario.workload
    if not isinstance(workload, PluginWorkload) or not source.settings:
        return scenario
    settings = {**{setting.name: setting.default for setting in source.settings}, **workload.settings}
    filled = PluginWorkload(**{key: getattr(workload, key) for key in PluginWorkload.model_fields}, **settings)
    return scenario.model_copy(update={"workload": filled})


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

    >>> [source.kind for source in sources()][:2]
    ['etc', 'phase20']
    """
    found = [_source_in(name) for name in _module_names()]
    return tuple(source for source in found if source is not None)


@cache
def _module_names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))


def _source_in(name: str) -> Source | None:
    source = getattr(import_module(f"sim.workload.{name}"), "SOURCE", None)
    assert source is None or isinstance(source, Source)
    return source


# None of the program's own is a plug-in: they have kinds of their own in a scenario.
SOURCES: Door[Source] = Door("source", Source, "sources", dict, lambda source: source.kind, source_problems)
