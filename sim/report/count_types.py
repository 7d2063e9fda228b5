"""Counts by type of task, from the tables."""

from collections.abc import Mapping, Sequence
from math import fsum

from sim.record.tables import Columns, Line, lines
from sim.report.facts import TypeFacts


def type_facts(tables: Mapping[str, Columns]) -> tuple[TypeFacts, ...]:
    """Return the facts of every type of task, by name; none where tasks have no types.

    Args:
        tables: of the run.
    """
    of_type: dict[str, list[Line]] = {}
    for task in lines(tables["tasks"]):
        if task["type"] is not None:
            of_type.setdefault(task["type"], []).append(task)
    return tuple(_facts(name, of_type[name]) for name in sorted(of_type))


def _facts(name: str, tasks: Sequence[Line]) -> TypeFacts:
    served = [task for task in tasks if task["started_at"] is not None]
    known = [task for task in tasks if task["first_attempt_success"] is not None]  # not cut off
    completed = [task for task in tasks if task["status"] == "completed"]
    return TypeFacts(
        type=name,
        tasks=len(tasks),
        completed=len(completed),
        predicted=_mean([task["predicted_success"] for task in known]),
        first_succeeded=_mean([float(task["first_attempt_success"]) for task in known]),
        attempts=sum(task["attempts"] for task in tasks),
        mean_wait_s=_mean([task["started_at"] - task["ready_at"] for task in served]),
        mean_response_s=_mean([task["ended_at"] - task["ready_at"] for task in completed]),
        served_s=fsum(task["served"] for task in tasks),
        wasted_s=fsum(task["wasted"] for task in tasks),
        agents=len({task["agent_id"] for task in served}),
    )


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None
