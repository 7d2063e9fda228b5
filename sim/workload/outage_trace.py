"""Outages that a file has recorded: which agent was down, from when to when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from sim.record.input_file import InputFile
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.values.quantities import shown
from sim.workload.phase20_checks import listed
from sim.workload.problem_list import ProblemList
from sim.workload.table_columns import Columns, columns_of, name
from sim.workload.table_file import read_file, read_table
from sim.workload.time_column import moment, seconds_of

OUTAGE_COLUMNS = ("agent", "start", "end")
OTHER_OUTAGE_NAMES = {"agent_id": "agent", "started_at": "start", "ended_at": "end"}
"""Other names of these, as a result's own table of outages has them."""

Down = tuple[int, float, float]
"""(agent index, from, to) in seconds since the start of the run; to infinity where no end is known"""


@dataclass(frozen=True)
class Traces:
    """The outages that `fleet.outages` reads from files."""

    down: Mapping[int, Sequence[Down]] = field(default_factory=dict)  # by place of the entry
    inputs: tuple[InputFile, ...] = ()


def load_traces(scenario: Scenario) -> Traces:
    """Return what the files of `fleet.outages` say.

    Args:
        scenario: relative paths start from its `origin`.

    Raises:
        ScenarioError: with every problem in the files, by line and column.
    """
    problems = ProblemList()
    traces = _read_all(scenario, problems)
    if problems:
        raise ScenarioError(problems.problems())
    return traces


def trace_problems(scenario: Scenario) -> Sequence[Problem]:
    """Return everything that is wrong with the files of `fleet.outages`, by line and column.

    Args:
        scenario: relative paths start from its `origin`.
    """
    problems = ProblemList()
    _read_all(scenario, problems)
    return problems.problems()


def joined(outages: Iterable[Down]) -> list[Down]:
    """Return outages of which those of an agent that touch or overlap are one.

    >>> joined([(0, 5.0, 9.0), (1, 0.0, 2.0), (0, 9.0, 12.0)])
    [(0, 5.0, 12.0), (1, 0.0, 2.0)]
    """
    found: list[Down] = []
    for agent, start, end in sorted(outages):
        if found and found[-1][0] == agent and start <= found[-1][2]:
            found[-1] = (agent, found[-1][1], max(found[-1][2], end))
        else:
            found.append((agent, start, end))
    return found


def _read_all(scenario: Scenario, problems: ProblemList) -> Traces:
    named = {place: outage.file for place, outage in enumerate(scenario.fleet.outages) if outage.file is not None}
    if not named:
        return Traces()
    index_of = {agent_id: index for index, (agent_id, _) in enumerate(scenario.fleet.agents_by_id())}
    down: dict[int, Sequence[Down]] = {}
    inputs: list[InputFile] = []
    for place, path in named.items():
        key = f"fleet.outages.{place}.file"
        file = read_file(scenario, path, key, problems)
        table = None if file is None else read_table(file[0], path, problems, key)
        if file is None or table is None:
            continue
        inputs += [] if file[1] in inputs else [file[1]]
        columns = columns_of(table, OUTAGE_COLUMNS, OTHER_OUTAGE_NAMES, {}, {}, problems)
        missing = [] if columns is None else [need for need in OUTAGE_COLUMNS if need not in columns]
        for need in missing:
            problems.add(None, None, key, f"no column of {table.shown} is {need}")
        if columns is not None and not missing:
            down[place] = joined(_lines(columns, index_of))
    return Traces(down, tuple(inputs))


def _lines(columns: Columns, index_of: Mapping[str, int]) -> Iterator[Down]:
    clocks = ("start", "end")
    read = [columns.take("start", moment, None, "the start of an outage"), columns.take("end", moment, None)]
    (starts, ends), _ = seconds_of(read, lambda column, row, message: columns.blame(row, clocks[column], message))
    agents = columns.take("agent", name, "", "the id of an agent")
    for row, agent_id in enumerate(agents):
        start, end = starts[row], ends[row]
        if agent_id and agent_id not in index_of:
            columns.blame(row, "agent", f"{shown(agent_id)} is not in the fleet; it has {listed(index_of)}")
        elif start is not None and end is not None and end <= start:
            columns.blame(row, "end", f"is {start - end:g} s before the start; expected a later time, or none")
        elif start is not None and agent_id:
            yield index_of[agent_id], start, inf if end is None else end
