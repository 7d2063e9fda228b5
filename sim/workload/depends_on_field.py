"""What a task waits for, as a table says it, and the graph that all of a table's tasks form."""

import json
from collections.abc import Callable, Mapping, Sequence

from sim.scenario.reading.messages import described
from sim.scenario.values.quantities import MAX_SECONDS, shown
from sim.workload.dependencies import Dependencies, edges_of
from sim.workload.dependency_problems import dependency_problems
from sim.workload.phase20_fields import number
from sim.workload.table_columns import name, read_as_number

Parents = tuple[tuple[str, float], ...]
"""Ids of tasks, with the seconds that the result of each takes to another agent."""

_seconds = read_as_number(number(0.0, MAX_SECONDS, " s"))
_EXPECTED = 'expected ids such as "a; b=2.5" (2.5 s of hand-off), a list of ids, or a mapping of ids to seconds'


def parents(value: object) -> Parents:
    """Return what a task waits for; ValueError says what else a value is.

    Ids separated by semicolons, each with `=seconds` where its result takes time to reach another agent; a list of ids
    or of pairs of id and seconds; a mapping from ids to seconds. The last two may stand as JSON in a text.

    >>> parents("a; b=2.5"), parents(["a"]), parents('{"a": 3}')
    ((('a', 0.0), ('b', 2.5)), (('a', 0.0),), (('a', 3.0),))
    """
    if isinstance(value, str):
        value = _in_text(value)
    if isinstance(value, Mapping):
        value = list(value.items())
    if not isinstance(value, list | tuple):
        raise ValueError(f"{described(value)}; {_EXPECTED}")
    return tuple(_edge(one) for one in value)


def _in_text(text: str) -> object:
    if text.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError(f"{shown(text)} is not JSON; {_EXPECTED}") from None
    parts = [part.strip() for part in text.split(";")]
    return [[id_.strip(), seconds.strip()] if sign else part for part in parts if part
            for id_, sign, seconds in [part.rpartition("=")]]  # fmt: skip


def _edge(given: object) -> tuple[str, float]:
    if isinstance(given, list | tuple):
        if len(given) != 2:
            raise ValueError(f"{len(given)} values for one edge; {_EXPECTED}")
        return name(given[0]), _seconds(given[1])
    return name(given), 0.0


def graph_of(
    task_id: Sequence[str],
    wave: Sequence[int],
    waits_for: Sequence[Sequence[tuple[str, float]]],
    blame: Callable[[int | None, str], None],
) -> Dependencies | None:
    """Return the graph of a table's tasks; None where no task waits.

    Args:
        task_id: of each task, unique.
        wave: of each task.
        waits_for: what each task waits for.
        blame: takes the index of a task and what is wrong with what it waits for.
    """
    index_of = {task: index for index, task in enumerate(task_id)}
    child, parent, hand_off_s = list[int](), list[int](), list[float]()
    for index, edges in enumerate(waits_for):
        for waited_for, seconds in edges:
            found = index_of.get(waited_for)
            if found is None:
                blame(index, f"task {shown(task_id[index])} waits for {shown(waited_for)}, which is no task's id")
                continue
            child.append(index)
            parent.append(found)
            hand_off_s.append(seconds)
    if not child:
        return None
    graph = edges_of(len(task_id), child, parent, hand_off_s)
    for at, message in dependency_problems(graph, task_id, wave):
        blame(at, message)
    return graph
