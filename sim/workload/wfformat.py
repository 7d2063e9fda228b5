"""A recorded workflow in WfFormat 1.5: its tasks, who waits for whom, and how long each took.

Source: Coleman, Casanova, Pottier, Kaushik, Deelman, Ferreira da Silva, "WfCommons: A framework for enabling scientific
workflow research and development", Future Generation Computer Systems 128, 2022; the schema is version 1.5 of
github.com/wfcommons/WfFormat.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.luck.keyed import Luck
from sim.scenario import Problem, Scenario, ScenarioError, WfFormatWorkload
from sim.scenario.values.quantities import MAX_SECONDS, shown
from sim.workload.depends_on_field import graph_of
from sim.workload.graph import with_drawn_hand_offs
from sim.workload.json_document import JsonDocument, parsed
from sim.workload.phase20_fields import number, text
from sim.workload.problem_list import ProblemList
from sim.workload.source import Source, Workload
from sim.workload.table_builder import make_tasks
from sim.workload.table_file import read_file
from sim.workload.task_table import TaskTable

VERSION = "1.5"
_TASKS = "workflow.specification.tasks"
_EXECUTED = "workflow.execution.tasks"
_seconds = number(0.0, MAX_SECONDS, " s")


def load_tasks(scenario: Scenario, luck: Luck, agent_ids: Sequence[str]) -> Workload:
    """Return the tasks of a recorded workflow, in the order of the file; what is recorded is what happens.

    Args:
        scenario: its workload is wfformat; the path starts from the scenario's `origin`, or else from the working
            directory.
        luck: uniforms of the replication; hand-offs draw from it.
        agent_ids: ids of the fleet; not needed here.

    Raises:
        ScenarioError: with every problem in the file, by field.
    """
    del agent_ids
    problems = ProblemList()
    spec = _spec(scenario)
    file = read_file(scenario, spec.path, "workload.path", problems)
    tasks = None if file is None else read_wfformat(file[0], file[1].path, problems, spec.predicted_success)
    if problems or file is None or tasks is None:
        raise ScenarioError(problems.problems())
    return Workload(with_drawn_hand_offs(tasks, spec.hand_off, luck), (file[1],))


def check(scenario: Scenario) -> Iterable[Problem]:
    """Return every problem in the file, by field.

    Args:
        scenario: its workload is wfformat.
    """
    problems = ProblemList()
    file = read_file(scenario, _spec(scenario).path, "workload.path", problems)
    if file is not None:
        read_wfformat(file[0], file[1].path, problems)
    return problems.problems()


def _spec(scenario: Scenario) -> WfFormatWorkload:
    assert isinstance(scenario.workload, WfFormatWorkload)
    return scenario.workload


def read_wfformat(content: bytes, path: str, problems: ProblemList, success: float = 1.0) -> TaskTable | None:
    """Return the tasks in a file's content; None where something is wrong with it.

    Args:
        content: the file's bytes.
        path: of the file, for messages.
        problems: takes what is wrong.
        success: predicted success of every task, 0..1.
    """
    values = parsed(content, path, problems)
    if values is None:
        return None
    document = JsonDocument(values, path, problems)
    version = values.get("schemaVersion")
    if version != VERSION:
        document.blame("schemaVersion", f"{shown(version)} is not read here; expected {VERSION!r}")
        return None
    tasks, executed = document.objects(_TASKS), document.objects(_EXECUTED)
    index_of = _index_of(tasks, _TASKS, document)
    seconds = _runtimes(executed, index_of, document)
    parents = _parents(tasks, index_of, document)
    if not tasks and not problems:
        document.blame(_TASKS, "the workflow has no task")
    if problems:
        return None
    ids = list(index_of)

    def blame(task: int | None, message: str) -> None:
        document.blame(f"{_TASKS}[{task or 0}].parents", message)

    graph = graph_of(ids, [1] * len(ids), [[(parent, 0.0) for parent in of_task] for of_task in parents], blame)
    return None if problems else replace(make_tasks(seconds, success, task_id=ids), depends_on=graph)


def _index_of(tasks: Sequence[Mapping[str, Any]], field: str, document: JsonDocument) -> dict[str, int]:
    """Return the place of each id."""
    index_of: dict[str, int] = {}
    for index, task in enumerate(tasks):
        id_ = document.take(task, f"{field}[{index}]", "id", text, "the id of a task")
        if id_ is not None and index_of.setdefault(id_, index) != index:
            document.blame(f"{field}[{index}].id", f"{shown(id_)} stands already at {field}[{index_of[id_]}]")
    return index_of


def _runtimes(
    executed: Sequence[Mapping[str, Any]], index_of: Mapping[str, int], document: JsonDocument
) -> list[float]:
    """Return how long each task took, in their order."""
    found: dict[str, float] = {}
    for id_, index in _index_of(executed, _EXECUTED, document).items():
        field = f"{_EXECUTED}[{index}]"
        if id_ not in index_of:
            document.blame(f"{field}.id", f"{shown(id_)} is no task of {_TASKS}")
        seconds = document.take(executed[index], field, "runtimeInSeconds", _seconds, "seconds")
        found[id_] = seconds or 0.0
    for id_, index in index_of.items():
        if id_ not in found:
            document.blame(f"{_TASKS}[{index}]", f"task {shown(id_)} has no entry in {_EXECUTED}; expected its runtime")
    return [found.get(id_, 0.0) for id_ in index_of]


def _parents(
    tasks: Sequence[Mapping[str, Any]], index_of: Mapping[str, int], document: JsonDocument
) -> list[list[str]]:
    """Return the ids that each task waits for; what parents and children say must agree."""
    parents, children = (
        [document.texts(task, f"{_TASKS}[{index}]", key) for index, task in enumerate(tasks)]
        for key in ("parents", "children")
    )
    ids = list(index_of)
    if len(ids) != len(tasks):
        return parents  # an id that is missing or stands twice has been told
    downwards = {(ids[index], child) for index, of_task in enumerate(children) for child in of_task}
    upwards = {(parent, ids[index]) for index, of_task in enumerate(parents) for parent in of_task}
    for parent, child in sorted(upwards - downwards):
        if parent in index_of:
            what = f"task {shown(child)} has the parent {shown(parent)}, which does not name it among its children"
            document.blame(f"{_TASKS}[{index_of[child]}].parents", what)
    for parent, child in sorted(downwards - upwards):
        known = "which does not name it among its parents" if child in index_of else "which is no task's id"
        what = f"task {shown(parent)} has the child {shown(child)}, {known}"
        document.blame(f"{_TASKS}[{index_of[parent]}].children", what)
    return parents


def to_wfformat(tasks: TaskTable, name: str) -> dict[str, Any]:
    """Return tasks as a document of WfFormat 1.5, as plain JSON data; waves, chances and hand-offs have no place in it.

    Args:
        tasks: one runtime a task: its true mean service time, on the mean agent.
        name: of the workflow.

    >>> from sim.workload.table_builder import make_tasks
    >>> document = to_wfformat(make_tasks([3.0, 4.0], task_id=["a", "b"], depends_on={"b": {"a": 0.0}}), "pair")
    >>> document["workflow"]["specification"]["tasks"][1]["parents"]
    ['a']
    """
    ids, graph = list(tasks.task_id), tasks.depends_on
    seconds = tasks.true_s.mean(axis=1).tolist()
    specification = [
        {
            "name": id_,
            "id": id_,
            "parents": [] if graph is None else [ids[parent] for parent, _ in graph.parents_of(index)],
            "children": [] if graph is None else [ids[child] for child, _ in graph.children.parents_of(index)],
        }
        for index, id_ in enumerate(ids)
    ]
    executed = [{"id": id_, "runtimeInSeconds": of_task} for id_, of_task in zip(ids, seconds, strict=True)]
    workflow = {"specification": {"tasks": specification}, "execution": {"tasks": executed}}
    return {"name": name, "schemaVersion": VERSION, "workflow": workflow}


SOURCE = Source(kind="wfformat", load_tasks=load_tasks, check=check, durations_are_true=True)
