"""Tasks from a table in a file of one's own: a line a task, or a task on one agent."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sim.luck.keyed import Luck
from sim.record.input_file import InputFile
from sim.scenario import Problem, Risk, Scenario, ScenarioError
from sim.scenario.reading.overrides import dotted
from sim.scenario.spec.patience_rules import NO_DEADLINE, NO_TIMEOUT
from sim.scenario.spec.table_spec import OTHER_NAMES, TASK_COLUMNS, TableWorkload
from sim.scenario.spec.type_names import type_problems
from sim.scenario.values.quantities import MAX_SECONDS, shown
from sim.workload.depends_on_field import Parents, graph_of, parents
from sim.workload.phase20_checks import check_rows, listed
from sim.workload.phase20_fields import choice, number, whole
from sim.workload.phase20_files import MOST_WAVES
from sim.workload.phase20_rows import DEFAULT_EXPECTED_S, Prediction
from sim.workload.phase20_table import DEFAULT_WAVE, build_table
from sim.workload.problem_list import ProblemList
from sim.workload.source import Source, Workload
from sim.workload.table_columns import Columns, columns_of, name, read_as_number, truth, type_name
from sim.workload.table_file import read_file, read_table
from sim.workload.task_table import TaskTable

_chance = read_as_number(number(0.0, 1.0))
_seconds = read_as_number(number(0.0, MAX_SECONDS, " s"))
_tokens = read_as_number(whole(0, 10**12))


def _patience(value: object) -> float:
    seconds: float = _seconds(value)
    if seconds == 0.0:
        raise ValueError("0 is no time-out, since nothing ends in time; leave it empty where there is none")
    return seconds


T = TypeVar("T")
_RowsOf = Mapping[str, Sequence[int]]  # by task, in input order


@dataclass
class _Rows:
    """What the lines say that count, checked."""

    predictions: dict[str, list[Prediction]]  # of each task, tasks in input order
    rows_of: _RowsOf
    release_offset_s: list[float]
    approved: list[bool]
    waits_for: list[Parents]
    types: list[str | None]
    deadline_s: list[float | None]
    timeout_s: list[float | None]
    input_tokens: list[int | None]
    output_tokens: list[int | None]


def load_tasks(scenario: Scenario, luck: Luck, agent_ids: Sequence[str]) -> Workload:
    """Return the tasks of a table.

    Args:
        scenario: its workload is a table; the path starts from the scenario's `origin`, or else from the working
            directory.
        luck: not needed here: nothing is drawn.
        agent_ids: ids of the fleet in order of agent index.

    Raises:
        ScenarioError: with every problem in the file, by line and column.
    """
    del luck
    problems = ProblemList()
    found = _read(scenario, problems)
    tasks = None if found is None else _table(found[1], found[2], agent_ids, problems)
    if found is not None:
        _check_rules(scenario, found[1], found[2], problems)
    if problems or found is None or tasks is None:
        raise ScenarioError(problems.problems())
    return Workload(tasks, (found[0],), tuple(_notes(scenario, found[1])))


def check(scenario: Scenario) -> Iterable[Problem]:
    """Return every problem in the file, by line and column.

    Args:
        scenario: its workload is a table.
    """
    problems = ProblemList()
    found = _read(scenario, problems)
    if found is not None:
        _table(found[1], found[2], [agent_id for agent_id, _ in scenario.fleet.agents_by_id()], problems)
        _check_rules(scenario, found[1], found[2], problems)
    return problems.problems()


def _spec(scenario: Scenario) -> TableWorkload:
    assert isinstance(scenario.workload, TableWorkload)
    return scenario.workload


def _read(scenario: Scenario, problems: ProblemList) -> tuple[InputFile, Columns, _Rows] | None:
    spec = _spec(scenario)
    file = read_file(scenario, spec.path, "workload.path", problems)
    table = None if file is None else read_table(file[0], spec.path, problems)
    if file is None or table is None:
        return None
    columns = columns_of(table, TASK_COLUMNS, OTHER_NAMES, spec.map, spec.where, problems)
    if columns is None:
        return None
    if not columns.names() - {"agent_id", "wave"}:
        expected = "expected a column such as task_id or expected_duration, or `map`, which says what columns mean"
        problems.add(None, None, "workload.path", f"no column of {table.shown} has a name of ours; {expected}")
        return None
    return file[1], columns, _rows(columns, spec.predicted_success)


def _rows(columns: Columns, predicted_success: float) -> _Rows:
    wave = columns.take("wave", read_as_number(whole(1, MOST_WAVES)), None)
    task_id = columns.take("task_id", name, "", "the id of a task")
    if "task_id" not in columns:
        task_id = _numbered(wave)
    agent_id = columns.take("agent_id", name, None)
    priority = columns.take("priority", read_as_number(whole(1, 3)), None)
    risk = columns.take("risk", choice(*(risk.value for risk in Risk)), None)
    confidence = columns.take("confidence", _chance, None)
    success = columns.take("predicted_success", _chance, predicted_success, "the chance of success, 0..1")
    expected_s = columns.take("expected_duration", _seconds, DEFAULT_EXPECTED_S, "seconds at speed 1")
    predictions: dict[str, list[Prediction]] = {}
    rows_of: dict[str, list[int]] = {}
    for row, task in enumerate(task_id):
        prediction = Prediction(
            columns.place(row), task, agent_id[row], wave[row], priority[row], risk[row], None, confidence[row],
            success[row], expected_s[row],
        )  # fmt: skip
        rows_of.setdefault(task, []).append(row)
        predictions.setdefault(task, []).append(prediction)
    return _Rows(
        predictions,
        rows_of,
        _of_tasks(columns, "release_offset", columns.take("release_offset", _seconds, 0.0), rows_of),
        _of_tasks(columns, "approved", columns.take("approved", truth, False), rows_of),
        _of_tasks(columns, "depends_on", columns.take("depends_on", parents, ()), rows_of),
        _of_tasks(columns, "type", columns.take("type", type_name, None), rows_of),
        _of_tasks(columns, "deadline", columns.take("deadline", _seconds, None), rows_of),
        _of_tasks(columns, "timeout", columns.take("timeout", _patience, None), rows_of),
        _of_tasks(columns, "input_tokens", columns.take("input_tokens", _tokens, None), rows_of),
        _of_tasks(columns, "output_tokens", columns.take("output_tokens", _tokens, None), rows_of),
    )


def _numbered(waves: Sequence[int | None]) -> list[str]:
    """Return ids for tasks that have none: wave and place in it."""
    before: Counter[int] = Counter()
    ids = []
    for wave in waves:
        number_of_wave = DEFAULT_WAVE if wave is None else wave
        ids.append(f"task_{number_of_wave}_{before[number_of_wave]}")
        before[number_of_wave] += 1
    return ids


def _of_tasks(columns: Columns, column: str, values: Sequence[T], rows_of: _RowsOf) -> list[T]:
    """Return a value a task where each row of a task must say the same; a row that says another is blamed."""
    found = []
    for task, rows in rows_of.items():
        first = values[rows[0]]
        other = next((row for row in rows[1:] if values[row] != first), None)
        if other is not None:
            where = f"{columns.place(rows[0])}, where task {shown(task)} has {shown(first)}"
            columns.blame(other, column, f"{shown(values[other])} contradicts {where}")
        found.append(first)
    return found


def _table(columns: Columns, rows: _Rows, agent_ids: Sequence[str], problems: ProblemList) -> TaskTable | None:
    check_rows(rows.predictions, {}, agent_ids, problems)
    if problems:
        return None
    tasks = build_table(rows.predictions, {}, agent_ids)
    first_row = [task_rows[0] for task_rows in rows.rows_of.values()]

    def blame(task: int | None, message: str) -> None:
        columns.blame(first_row[task or 0], "depends_on", message)

    return replace(
        tasks,
        release_offset_s=tuple(rows.release_offset_s),
        approved=tuple(rows.approved),
        type=tuple(rows.types) if "type" in columns else None,
        deadline_s=tuple(rows.deadline_s) if "deadline" in columns else None,
        timeout_s=tuple(rows.timeout_s) if "timeout" in columns else None,
        input_tokens=rows.input_tokens if "input_tokens" in columns else None,
        output_tokens=rows.output_tokens if "output_tokens" in columns else None,
        depends_on=graph_of(tasks.task_id, tasks.wave, rows.waits_for, blame),
    )


def _check_rules(scenario: Scenario, columns: Columns, rows: _Rows, problems: ProblemList) -> None:
    """Note what the scenario says of types, time-outs and deadlines that the table does not have."""
    types = tuple(dict.fromkeys(name for name in rows.types if name is not None))
    for problem in type_problems(scenario.fleet, types):
        if problem.path[0] == "fleet":  # a type that nobody accepts is told with all others
            problems.add(None, None, dotted(problem.path), problem.message)
    if scenario.retry.orphans == "serve" and scenario.retry.timeout is None and "timeout" not in columns:
        problems.add(None, None, "retry.orphans", NO_TIMEOUT)
    if _spec(scenario).on_deadline == "drop" and "deadline" not in columns:
        problems.add(None, None, "workload.on_deadline", NO_DEADLINE)


def _notes(scenario: Scenario, columns: Columns) -> Iterator[str]:
    spec = _spec(scenario)
    if "predicted_success" not in columns:
        yield f"no column is predicted_success: every task has that of the workload, {spec.predicted_success:g}"
    if "expected_duration" not in columns:
        yield f"no column is expected_duration: every task has {DEFAULT_EXPECTED_S:g} s"
    ignored = columns.ignored()
    if ignored:
        yield f"columns that mean nothing here: {listed(ignored)}"


SOURCE = Source(kind="table", load_tasks=load_tasks, check=check)
