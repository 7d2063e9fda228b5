"""Whether the lines of Phase 20 fit together, and with the fleet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sim.scenario.values.quantities import shown
from sim.workload.phase20_rows import Place, Planned, Prediction
from sim.workload.problem_list import ProblemList

MOST_NUMBERS = 50_000_000  # tasks * agents
_MOST_NAMED = 20

Row = Prediction | Planned
Predictions = Mapping[str, Sequence[Prediction]]  # of each task, tasks in input order
Plans = Mapping[str, Sequence[Planned]]


def check_rows(predictions: Predictions, plans: Plans, agent_ids: Sequence[str], problems: ProblemList) -> None:
    """Name every contradiction between rows, and every agent that the fleet does not have.

    Args:
        predictions: rows of each task, tasks in input order.
        plans: rows of the schedule, by task.
        agent_ids: ids of the fleet.
        problems: takes what is wrong. Where it holds faulty lines already, what may only follow from them
            is left out.
    """
    lines_are_right = not problems
    for task_id, rows in predictions.items():
        planned = plans.get(task_id, ())
        _check_repeated(rows, problems)
        _check_repeated(planned, problems)
        for field in ("wave", "priority", "risk"):
            _check_agreement([*rows, *planned], field, problems)
    _check_agents(predictions, plans, agent_ids, problems)
    if lines_are_right:
        _check_plans_have_tasks(predictions, plans, problems)
    _check_starts(plans, problems)
    _check_size(predictions, agent_ids, lines_are_right, problems)


def _check_repeated(rows: Sequence[Row], problems: ProblemList) -> None:
    # An error even where both lines say the same: more lines than meant were written, and nobody knows which.
    first_of: dict[str | None, Row] = {}
    for row in rows:
        first = first_of.setdefault(row.agent_id, row)
        if first is row or first.wave != row.wave:  # a task in two waves is told as that
            continue
        subject = f"task {shown(row.task_id)}" + (f" on {row.agent_id}" if row.agent_id else "")
        manner = "with the same content" if first[1:] == row[1:] else "with other content"
        message = f"{subject} stands already at {first.place}, {manner}; remove one of them"
        problems.add(*row.place, "task_id", message)


def _check_agreement(rows: Sequence[Row], field: str, problems: ProblemList) -> None:
    first, said = None, None
    for row in rows:
        value = getattr(row, field, None)
        if value is None:
            continue
        if first is None:
            first, said = row, value
        elif value != said:
            message = f"{value} contradicts {first.place}, where task {shown(row.task_id)} has {said}"
            problems.add(*row.place, field, message)
            return


def _check_agents(predictions: Predictions, plans: Plans, agent_ids: Sequence[str], problems: ProblemList) -> None:
    place_of: dict[str, Place] = {}
    for row in _all_rows(predictions, plans):
        if row.agent_id is not None:
            place_of.setdefault(row.agent_id, row.place)
    fleet = frozenset(agent_ids)
    strangers = [agent for agent in place_of if agent not in fleet]
    if strangers:
        message = f"{listed(strangers)} not in the fleet; the files have {listed(place_of)}, the fleet has "
        problems.add(*place_of[strangers[0]], "agent_id", message + listed(agent_ids))


def _check_plans_have_tasks(predictions: Predictions, plans: Plans, problems: ProblemList) -> None:
    for task_id, rows in plans.items():
        if task_id not in predictions:
            message = f"the schedule has task {shown(task_id)}, which no predicted_tasks.jsonl has"
            problems.add(*rows[0].place, "task_id", message)


def _check_starts(plans: Plans, problems: ProblemList) -> None:
    for rows in plans.values():
        for row in rows:
            if row.agent_id is not None and row.start_s is None:
                problems.add(*row.place, "predicted_start_time", "is missing; expected seconds")


def _check_size(
    predictions: Predictions, agent_ids: Sequence[str], lines_are_right: bool, problems: ProblemList
) -> None:
    if not predictions and lines_are_right:
        problems.add(None, None, "workload.path", "the files hold no task")
    if len(predictions) * len(agent_ids) > MOST_NUMBERS:
        message = f"{len(predictions)} tasks on {len(agent_ids)} agents are more than {MOST_NUMBERS} pairs"
        problems.add(None, None, "workload.path", f"{message}; use a smaller fleet")


def _all_rows(predictions: Predictions, plans: Plans) -> Iterator[Row]:
    for predicted in predictions.values():
        yield from predicted
    for planned in plans.values():
        yield from planned


def listed(names: Iterable[str]) -> str:
    """Return names as a list for a message, the first twenty.

    >>> listed(["a", "b"])
    'a, b'
    """
    quoted = [name if name.isprintable() and len(name) <= 64 else shown(name) for name in names]
    rest = len(quoted) - _MOST_NAMED
    return ", ".join(quoted[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
