"""The lines of Phase 20's files as typed rows, each field checked and each problem named."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.scenario import Risk
from sim.scenario.values.quantities import MAX_SECONDS
from sim.workload.phase20_fields import Fields, choice, number, text, whole
from sim.workload.phase20_files import MOST_WAVES, DataFile, read_objects
from sim.workload.problem_list import ProblemList

DEFAULT_EXPECTED_S = 30.0

_chance = number(0.0, 1.0)
_seconds = number(0.0, MAX_SECONDS, " s")
_wave = whole(1, MOST_WAVES)
_priority = whole(1, 3)
_risk = choice(*(risk.value for risk in Risk))
_delta = number(-1.0, 1.0)

_SUCCESS = "predicted_success_probability"
_SUCCESS_TOO = "predicted_success_rate"


class Place(NamedTuple):
    """Where a row stands."""

    file: str  # path to show
    line: int  # from 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Prediction(NamedTuple):
    """One line of predicted_tasks.jsonl: a task, or a task on one agent."""

    place: Place
    task_id: str
    agent_id: str | None  # None: the line names none
    wave: int | None
    priority: int | None
    risk: str | None  # of the task
    grade: str | None  # of this prediction, by the predictor; may differ from agent to agent
    confidence: float | None
    success: float  # 0..1
    expected_s: float


class Planned(NamedTuple):
    """One line of predicted_schedule.jsonl: a task on an agent from a time on."""

    place: Place
    task_id: str
    agent_id: str | None
    wave: int | None
    priority: int | None
    start_s: float | None


def read_predictions(content: bytes, file: DataFile, problems: ProblemList) -> Iterator[Prediction]:
    """Yield the predictions in a file's content; a line with a fault is named and left out.

    Args:
        content: bytes of a predicted_tasks.jsonl.
        file: where they come from.
        problems: takes what is wrong.
    """
    for line, values in read_objects(content, file.shown, problems):
        fields = Fields(values, file.shown, line, problems)
        task_id = _task_id(fields)
        success = _success(fields)
        expected_s = fields.take("predicted_execution_time", _seconds)
        row = Prediction(
            place=Place(file.shown, line),
            task_id=task_id,
            agent_id=fields.take("agent_id", text),
            wave=fields.take("wave", _wave),
            priority=fields.take("priority", _priority),
            risk=fields.take("risk_level", _risk),
            grade=fields.take("risk_assessment", _risk),
            confidence=fields.take("confidence", _chance),
            success=success,
            expected_s=DEFAULT_EXPECTED_S if expected_s is None else expected_s,
        )
        fields.take("confidence_delta_estimate", _delta)  # decides nothing here, but must be what it says
        if fields.all_right():
            yield row


def read_planned(content: bytes, file: DataFile, problems: ProblemList) -> Iterator[Planned]:
    """Yield the lines of a schedule's content; a line with a fault is named and left out.

    Args:
        content: bytes of a predicted_schedule.jsonl.
        file: where they come from.
        problems: takes what is wrong.
    """
    for line, values in read_objects(content, file.shown, problems):
        fields = Fields(values, file.shown, line, problems)
        row = Planned(
            place=Place(file.shown, line),
            task_id=_task_id(fields),
            agent_id=fields.take("agent_id", text),
            wave=fields.take("wave", _wave),
            priority=fields.take("priority", _priority),
            start_s=fields.take("predicted_start_time", _seconds),
        )
        end_s = fields.take("predicted_end_time", _seconds)
        if row.start_s is not None and end_s is not None and end_s < row.start_s:
            fields.blame("predicted_end_time", f"{end_s:.12g} s is before the start, {row.start_s:.12g} s")
        if fields.all_right():
            yield row


def _task_id(fields: Fields) -> str:
    fields.require("task_id", "the id of a task")
    return fields.take("task_id", text) or ""


def _success(fields: Fields) -> float:
    chance, same = fields.take(_SUCCESS, _chance), fields.take(_SUCCESS_TOO, _chance)
    if chance is None and same is None:
        if not (fields.is_faulty(_SUCCESS) or fields.is_faulty(_SUCCESS_TOO)):
            fields.blame(_SUCCESS, "is missing; expected the chance of success, 0..1")
        return 0.0
    if chance is not None and same is not None and chance != same:
        fields.blame(_SUCCESS, f"{chance:.12g} contradicts {_SUCCESS_TOO}, {same:.12g}; keep one of them")
    return chance if chance is not None else same or 0.0
