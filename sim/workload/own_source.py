"""A source of one's own: what may be wrong with it, and with what it answers, is told in its name."""

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from sim.plugins.plugin import Plugin
from sim.plugins.setting import declaration_problems
from sim.scenario import Problem, Risk, ScenarioError
from sim.workload.task_table import TaskTable, table_problems

T = TypeVar("T")
KEY = "workload.source"
_ARRAYS = ("predicted_success", "true_success", "expected_s", "true_s")
_NO_COLUMNS = (*_ARRAYS, "schedule", "depends_on", "recorded")
_MOST_NAMED = 3


def source_problems(source: Any) -> Sequence[str]:
    """Return what is wrong with a source as it was made, in words; every field may hold anything."""
    return list(_of_source(source))


def _of_source(source: Any) -> Iterator[str]:
    if not isinstance(source.kind, str) or not source.kind or not source.kind.isprintable():
        yield f"kind is {source.kind!r}; expected a short text"
    for name in ("load_tasks", "check"):
        if not callable(getattr(source, name)):
            yield f"{name} is {getattr(source, name)!r}; expected a function"
    if not isinstance(source.durations_are_true, bool):
        yield f"durations_are_true is {source.durations_are_true!r}; expected True or False"
    yield from declaration_problems(source.settings)


def asked(plugin: Plugin | None, question: Callable[[], T]) -> T:
    """Return what a source answers; an exception inside one's own is told as its problem.

    Args:
        plugin: the source; None: it comes with the program.
        question: asks it.

    Raises:
        ScenarioError: it failed, at which line, and why; or it says itself what is wrong with its input.
    """
    if plugin is None:
        return question()
    try:
        return question()
    except (ScenarioError, MemoryError, OSError):
        raise
    except (Exception, SystemExit) as error:  # whatever it throws, and where
        frame = traceback.extract_tb(error.__traceback__)[-1]
        message = (
            f"{plugin.told} failed: {type(error).__name__}: {error} (line {frame.lineno} of {_name(frame.filename)})"
        )
        raise ScenarioError([Problem(None, None, KEY, message)]) from error


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def checked_tasks(plugin: Plugin | None, tasks: object, agents: int) -> TaskTable:
    """Return the tasks of a source, if they are a table of tasks.

    Args:
        plugin: the source; None: it comes with the program, whose tests look at its tables.
        tasks: its answer.
        agents: size of the fleet.

    Raises:
        ScenarioError: says what is wrong.
    """
    if plugin is not None:
        wrong = list(_of_tasks(tasks, agents))
        if wrong:
            raise ScenarioError([Problem(None, None, KEY, f"{plugin.told}: {'; '.join(wrong[:_MOST_NAMED])}")])
    assert isinstance(tasks, TaskTable)
    return tasks


def _of_tasks(tasks: object, agents: int) -> Iterator[str]:
    if not isinstance(tasks, TaskTable):
        yield f"its tasks are of type {type(tasks).__name__}; expected a TaskTable, as make_tasks(...) makes one"
        return
    n = len(tasks.task_id)
    columns = {f.name: getattr(tasks, f.name) for f in fields(tasks) if f.name not in _NO_COLUMNS}
    short = [name for name, column in columns.items() if column is not None and len(column) != n]
    yield from (f"the column {name} has {len(getattr(tasks, name))} entries for {n} tasks" for name in short)
    for name in _ARRAYS:
        shape = np.shape(getattr(tasks, name))
        if shape not in ((n, 1), (n, agents)):
            yield f"the column {name} has the shape {shape}; expected ({n}, 1) or ({n}, {agents})"
            return
    if short:
        return
    if n == 0:
        yield "it gives no tasks"
    yield from table_problems(tasks)
    yield from _out_of_range(tasks)


def _out_of_range(tasks: TaskTable) -> Iterator[str]:
    risks = {risk.value for risk in Risk}
    rules: tuple[tuple[str, Iterable[object], Callable[[Any], bool], str], ...] = (
        ("task_id", tasks.task_id, lambda value: isinstance(value, str) and value != "", "a text"),
        ("wave", tasks.wave, lambda value: _is_whole(value) and value >= 1, "a whole number from 1"),
        ("position", tasks.position, lambda value: _is_whole(value) and value >= 0, "a whole number from 0"),
        ("priority", tasks.priority, lambda value: _is_whole(value) and 1 <= value <= 3, "1, 2 or 3"),
        ("risk", tasks.risk, lambda value: value in risks, ", ".join(sorted(risks))),
        ("confidence", tasks.confidence, lambda value: value is None or 0.0 <= value <= 1.0, "a number 0..1, or None"),
        ("release_offset_s", tasks.release_offset_s, lambda value: 0.0 <= value < np.inf, "seconds, 0 or more"),
    )
    for name, column, allowed, expected in rules:
        wrong = next((value for value in column if not allowed(value)), None)
        if wrong is not None:
            yield f"the column {name} has {wrong!r}; expected {expected}"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
