"""Recorded attempts: played back as they were, or run again under another strategy, in another order, on another fleet.

Without an `assignment.strategy` of its own a scenario plays the record back: every attempt on its agent, from its
recorded start, as long and with the outcome that it had. Under any other strategy the record says only how long each
attempt takes at speed 1 and how it ends; where and when it runs follows from the scenario.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum, inf

from sim.luck.keyed import Luck
from sim.record.input_file import InputFile
from sim.scenario import Problem, ReplayWorkload, RetryStrategy, Scenario, ScenarioError
from sim.scenario.spec.replay_spec import ATTEMPT_COLUMNS, OTHER_NAMES, RECORDED
from sim.scenario.values.quantities import shown
from sim.workload.depends_on_field import graph_of
from sim.workload.outage_trace import OTHER_OUTAGE_NAMES, OUTAGE_COLUMNS, joined
from sim.workload.phase20_checks import listed
from sim.workload.problem_list import ProblemList
from sim.workload.recorded import NOT_OF_THE_FLEET, Recorded, RecordedAttempt, stalls
from sim.workload.replay_rows import Line, Lines, mean_tokens, read_lines
from sim.workload.source import Source, Workload
from sim.workload.table_builder import make_tasks
from sim.workload.table_columns import Columns, columns_of, name
from sim.workload.table_file import read_file, read_table
from sim.workload.task_table import TaskTable
from sim.workload.time_column import Moment, moment

STALL = 0.005
"""Share of a record in which nothing ran, from which on it is told."""
_MOST_STALLS = 5


@dataclass(frozen=True)
class _Record:
    """What the files say, checked."""

    columns: Columns
    lines: Lines
    down: Columns | None
    down_agents: Sequence[str]
    inputs: tuple[InputFile, ...]


def load_tasks(scenario: Scenario, luck: Luck, agent_ids: Sequence[str]) -> Workload:
    """Return the tasks of a record, in the order of their first start.

    Args:
        scenario: its workload is replay; paths start from the scenario's `origin`, or else from the working directory.
        luck: not needed here: nothing is drawn.
        agent_ids: ids of the fleet in order of agent index.

    Raises:
        ScenarioError: with every problem in the files, by line and column.
    """
    del luck
    problems = ProblemList()
    record = _read(scenario, problems)
    tasks = None if record is None else _table(scenario, record, agent_ids, problems)
    if problems or record is None or tasks is None:
        raise ScenarioError(problems.problems())
    return Workload(tasks, record.inputs, tuple(_notes(scenario, record, tasks)))


def check(scenario: Scenario) -> Iterable[Problem]:
    """Return every problem in the files, by line and column.

    Args:
        scenario: its workload is replay.
    """
    problems = ProblemList()
    record = _read(scenario, problems)
    if record is not None:
        _table(scenario, record, [agent_id for agent_id, _ in scenario.fleet.agents_by_id()], problems)
    return problems.problems()


def is_played_back(scenario: Scenario) -> bool:
    """Whether a scenario plays its record back as it was."""
    return scenario.assignment.strategy == RECORDED


def _spec(scenario: Scenario) -> ReplayWorkload:
    assert isinstance(scenario.workload, ReplayWorkload)
    return scenario.workload


def _read(scenario: Scenario, problems: ProblemList) -> _Record | None:
    spec = _spec(scenario)
    file = read_file(scenario, spec.path, "workload.path", problems)
    table = None if file is None else read_table(file[0], spec.path, problems)
    if file is None or table is None:
        return None
    columns = columns_of(table, ATTEMPT_COLUMNS, OTHER_NAMES, spec.map, spec.where, problems)
    if columns is None or not _has_what_is_needed(scenario, columns, table.shown, problems):
        return None
    down, inputs = None, [file[1]]
    if spec.outages is not None:
        second = read_file(scenario, spec.outages, "workload.outages", problems)
        outages = None if second is None else read_table(second[0], spec.outages, problems)
        if second is None or outages is None:
            return None
        down = columns_of(outages, OUTAGE_COLUMNS, OTHER_OUTAGE_NAMES, {}, {}, problems)
        for need in OUTAGE_COLUMNS:
            if down is not None and need not in down:
                problems.add(None, None, "workload.outages", f"no column of {outages.shown} is {need}")
        if down is None or problems:
            return None
        inputs.append(second[1])
    times: list[list[Moment | None]] = []
    agents: list[str] = []
    if down is not None:
        times = [
            down.take("start", moment, None, "the start of an outage"),
            down.take("end", moment, None),  # without an end: it lasted to the end of the record
        ]
        agents = down.take("agent", name, "", "the id of an agent")

    def blame(column: int, row: int, message: str) -> None:
        assert down is not None
        down.blame(row, ("start", "end")[column], message)

    lines = read_lines(columns, spec.predicted_success, times, blame)
    return _Record(columns, lines, down, agents, tuple(inputs))


def _has_what_is_needed(scenario: Scenario, columns: Columns, shown_path: str, problems: ProblemList) -> bool:
    missing = [need for need in ("task", "start") if need not in columns]
    if "end" not in columns and "seconds" not in columns:
        missing.append("end or seconds")
    if "agent" not in columns and is_played_back(scenario):
        missing.append("agent (or an `assignment.strategy`, which asks what if)")
    for need in missing:
        problems.add(
            None, None, "workload.path", f"no column of {shown_path} is {need}; expected it, or a line in `map`"
        )
    return not missing


def _table(scenario: Scenario, record: _Record, agent_ids: Sequence[str], problems: ProblemList) -> TaskTable | None:
    lines = record.lines.of_task
    index_of = {agent_id: index for index, agent_id in enumerate(agent_ids)}
    recorded = Recorded(
        tuple(tuple(_attempt(line, index_of) for line in attempts) for attempts in lines.values()),
        tuple(joined(_down(record, index_of))),
    )
    if is_played_back(scenario):
        _check_playback(scenario, record, index_of, problems)
    if problems:
        return None
    first = [attempts[0] for attempts in lines.values()]

    def blame(task: int | None, message: str) -> None:
        record.columns.blame(first[task or 0].row, "depends_on", message)

    released = _released(scenario, first)
    tasks = make_tasks(
        [recorded.mean_s(task) for task in range(len(lines))],
        [line.predicted_success for line in first],
        task_id=list(lines),
        priority=[line.priority for line in first],
        release_offset_s=released,
    )
    graph = graph_of(tasks.task_id, tasks.wave, [line.waits_for for line in first], blame)
    schedule = {task: ((attempts[0].agent, attempts[0].started_at),) for task, attempts in enumerate(recorded.attempts)}
    schedule = {task: lines for task, lines in schedule.items() if lines[0][0] != NOT_OF_THE_FLEET}
    if problems:
        return None
    return replace(
        tasks,
        depends_on=graph,
        recorded=recorded,
        schedule=schedule,
        input_tokens=mean_tokens(record.columns, record.lines, "input_tokens"),
        output_tokens=mean_tokens(record.columns, record.lines, "output_tokens"),
    )


def _released(scenario: Scenario, first: Sequence[Line]) -> list[float]:
    """Return when each task is there: when it was queued, where that is recorded; else when it began; what if: at 0."""
    at_once = not is_played_back(scenario)
    return [
        min(line.queued_at, line.started_at) if line.queued_at is not None else 0.0 if at_once else line.started_at
        for line in first
    ]


def _attempt(line: Line, index_of: dict[str, int]) -> RecordedAttempt:
    agent = NOT_OF_THE_FLEET if line.agent is None else index_of.get(line.agent, NOT_OF_THE_FLEET)
    return RecordedAttempt(agent, line.started_at, line.served_s, line.failure)


def _down(record: _Record, index_of: dict[str, int]) -> Iterator[tuple[int, float, float]]:
    if record.down is None:
        return
    starts, ends = record.lines.outages
    for row, agent in enumerate(record.down_agents):
        start, end = starts[row], ends[row]
        if start is not None:
            end = inf if end is None else end
            if end < start:
                record.down.blame(row, "end", f"is {start - end:g} s before the start")
            if agent not in index_of:
                record.down.blame(row, "agent", f"{shown(agent)} is not in the fleet; it has {listed(index_of)}")
            else:
                yield index_of[agent], start, end


def _check_playback(scenario: Scenario, record: _Record, index_of: dict[str, int], problems: ProblemList) -> None:
    strangers: dict[str, int] = {}
    for attempts in record.lines.of_task.values():
        for line in attempts:
            if line.agent not in index_of:
                strangers.setdefault(str(line.agent), line.row)
    if strangers:
        row = min(strangers.values())
        names = f"{listed(strangers)} not in the fleet, which has {listed(index_of)}"
        record.columns.blame(row, "agent", f"{names}; name an `assignment.strategy` to ask what if")
    if scenario.fleet.breakdowns is not None:
        said = "a record that is played back has its own outages (`workload.outages`); leave this out"
        problems.add(None, None, "fleet.breakdowns", said)
    allowed = 0 if scenario.retry.strategy is RetryStrategy.NO_RETRY else scenario.retry.max_retries
    for task, attempts in record.lines.of_task.items():
        if len(attempts) > 1 + allowed:
            many = f"task {shown(task)} has {len(attempts)} attempts; set it to {len(attempts) - 1} at least"
            problems.add(None, None, "retry.max_retries", f"{many}, with a strategy that retries")
            return


def _notes(scenario: Scenario, record: _Record, tasks: TaskTable) -> Iterator[str]:
    assert tasks.recorded is not None
    attempts = [attempt for of_task in tasks.recorded.attempts for attempt in of_task]
    if is_played_back(scenario):
        yield f"{len(attempts):,} recorded attempts are played back as they were"
        over = _over_capacity(scenario, tasks.recorded)
        if over:
            yield f"{over} recorded attempts begin where no slot of their agent is free: they wait for one"
    else:
        yield f"{len(attempts):,} recorded attempts: as long and with the outcome that each had, where and when follows"
    if record.lines.unit not in ("run", "ISO"):
        yield f"times were read as {record.lines.unit} since 1970"
    if record.lines.without_outcome:
        yield f"{record.lines.without_outcome} attempts without an outcome count as failed"
    yield from _stalls(attempts)
    ignored = record.columns.ignored()
    if ignored:
        yield f"columns that mean nothing here: {listed(ignored)}"


def _stalls(attempts: Sequence[RecordedAttempt]) -> Iterator[str]:
    found = stalls(attempts, STALL)
    for stall in found[:_MOST_STALLS]:
        yield f"the record stalls: nothing ran for {stall.length_s:,.0f} s from second {stall.began_at:,.0f} on"
    if len(found) > _MOST_STALLS:
        rest = fsum(stall.length_s for stall in found[_MOST_STALLS:])
        yield f"and {len(found) - _MOST_STALLS} shorter stalls, {rest:,.0f} s together"


def _over_capacity(scenario: Scenario, recorded: Recorded) -> int:
    """Return how many attempts begin while all slots of their agent still serve others."""
    capacity = [spec.capacity for _, spec in scenario.fleet.agents_by_id()]
    moments: list[tuple[float, int, int]] = []
    for attempts in recorded.attempts:
        for attempt in attempts:
            moments += [
                (attempt.started_at, 1, attempt.agent),
                (attempt.started_at + attempt.served_s, 0, attempt.agent),
            ]
    busy: Counter[int] = Counter()
    over = 0
    for _, begins, agent in sorted(moments):
        busy[agent] += 1 if begins else -1
        over += begins and busy[agent] > capacity[agent]
    return over


SOURCE = Source(kind="replay", load_tasks=load_tasks, check=check, durations_are_true=True)
