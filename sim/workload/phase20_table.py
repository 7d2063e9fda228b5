"""What the rows of Phase 20 mean: one task from all of its lines, and a table of all tasks.

A line without an agent speaks for every agent that has no line of its own. An agent that a task's lines leave
out gets the mean of the others, success and time alike. Of differing confidences in one task the mean counts.
The gravest of differing grades counts as risk where no `risk_level` is given, since a task's agent is not known
before it is assigned. A wave comes from the task's line, else its folder, else its line in the schedule, else it is 1.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum
from typing import NamedTuple

import numpy as np

from sim.scenario import Risk
from sim.workload.phase20_checks import Plans, Predictions, Row
from sim.workload.phase20_rows import Planned, Prediction
from sim.workload.task_table import Array, TaskTable

DEFAULT_WAVE = 1
DEFAULT_PRIORITY = 2
DEFAULT_RISK = Risk.LOW.value
GRAVITY = (Risk.LOW, Risk.MEDIUM, Risk.UNKNOWN, Risk.HIGH)
"""From the least to the gravest; of an unknown risk the gates ask more than of a medium one: approval."""


class _Task(NamedTuple):
    """What holds for a task on every agent."""

    wave: int
    priority: int
    risk: str
    confidence: float | None


def build_table(predictions: Predictions, plans: Plans, agent_ids: Sequence[str]) -> TaskTable:
    """Return the tasks that rows without contradictions describe.

    Args:
        predictions: rows of each task, tasks in input order.
        plans: rows of the schedule, by task.
        agent_ids: ids of the fleet in order of agent index.
    """
    tasks = [_task(rows, plans.get(task_id, ())) for task_id, rows in predictions.items()]
    # One number a task where no line names an agent, else one a pair.
    by_agent = any(row.agent_id is not None for rows in predictions.values() for row in rows)
    columns: Sequence[str | None] = agent_ids if by_agent else (None,)
    every = predictions.values()
    predicted = _read_only([_on_each([(row.agent_id, row.success) for row in rows], columns) for rows in every])
    expected = _read_only([_on_each([(row.agent_id, row.expected_s) for row in rows], columns) for rows in every])
    return TaskTable(
        task_id=tuple(predictions),
        wave=tuple(task.wave for task in tasks),
        position=_positions(task.wave for task in tasks),
        priority=tuple(task.priority for task in tasks),
        risk=tuple(task.risk for task in tasks),
        confidence=tuple(task.confidence for task in tasks),
        approved=(False,) * len(tasks),
        release_offset_s=(0.0,) * len(tasks),
        predicted_success=predicted,
        true_success=predicted,
        expected_s=expected,
        true_s=expected,
        schedule=_schedule(predictions, plans, agent_ids),
    )


def _task(rows: Sequence[Prediction], planned: Sequence[Planned]) -> _Task:
    every: list[Row] = [*rows, *planned]
    wave = next((row.wave for row in every if row.wave is not None), DEFAULT_WAVE)
    priority = next((row.priority for row in every if row.priority is not None), DEFAULT_PRIORITY)
    risk = next((row.risk for row in rows if row.risk is not None), None) or _gravest(rows)
    confidences = [row.confidence for row in rows if row.confidence is not None]
    return _Task(wave, priority, risk, mean(confidences) if confidences else None)


def _gravest(rows: Sequence[Prediction]) -> str:
    """Return the gravest grade that a task's predictions have: its agent is not known before it is assigned."""
    grades = [row.grade for row in rows if row.grade is not None]
    return max(grades, key=lambda grade: GRAVITY.index(Risk(grade)), default=DEFAULT_RISK)


def _on_each(numbers: Sequence[tuple[str | None, float]], columns: Sequence[str | None]) -> list[float]:
    """Return one task's number in each column; agent None speaks for those who have none of their own."""
    own = dict(numbers)
    if len(own) == len(columns) and None not in own:
        return [own[column] for column in columns]
    rest = own[None] if None in own else mean([number for _, number in numbers])
    return [own.get(column, rest) for column in columns]


def mean(numbers: Sequence[float]) -> float:
    """Return the mean; of equal numbers that very number, which a sum and a division might miss.

    >>> mean([0.1, 0.1, 0.1]), mean([0.5, 0.75])
    (0.1, 0.625)
    """
    first = numbers[0]
    return first if all(number == first for number in numbers) else fsum(numbers) / len(numbers)


def _positions(waves: Iterable[int]) -> tuple[int, ...]:
    seen: Counter[int] = Counter()
    positions = []
    for wave in waves:
        positions.append(seen[wave])
        seen[wave] += 1
    return tuple(positions)


def _schedule(
    predictions: Predictions, plans: Plans, agent_ids: Sequence[str]
) -> dict[int, tuple[tuple[int, float], ...]]:
    index_of = {agent_id: index for index, agent_id in enumerate(agent_ids)}
    schedule = {}
    for index, task_id in enumerate(predictions):
        lines = tuple(
            (index_of[row.agent_id], row.start_s)
            for row in plans.get(task_id, ())
            if row.agent_id is not None and row.start_s is not None
        )
        if lines:
            schedule[index] = lines
    return schedule


def _read_only(rows: list[list[float]]) -> Array:
    table = np.array(rows, dtype=np.float64)
    table.setflags(write=False)
    return table
