"""Expected times to compute: independent tasks with a time on each machine, in the format of Braun's instances.

A header, `512 16 0` (tasks, machines, and a number that is not used), then tasks x machines values in seconds, task by
task: the first task on the first machine, the first task on the second, and so on. Machine m is agent m of the fleet.

Source: Braun et al., "A comparison of eleven static heuristics for mapping a class of independent tasks onto
heterogeneous distributed computing systems", Journal of Parallel and Distributed Computing 61, 2001, section 2.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.luck.keyed import Luck
from sim.record.input_file import InputFile
from sim.scenario import EtcWorkload, Problem, Scenario, ScenarioError
from sim.scenario.values.quantities import MAX_SECONDS, shown
from sim.workload.phase20_files import DataFile, printable, read_bytes, sha256_of
from sim.workload.problem_list import ProblemList
from sim.workload.source import Source, Workload
from sim.workload.table_builder import make_tasks

Array = npt.NDArray[np.float64]
MOST_BYTES = 500_000_000
MOST_NUMBERS = 50_000_000
HEADER = "expected `tasks machines`, such as 512 16 0"


class _Header(NamedTuple):
    line: int
    tasks: int
    machines: int


def load_tasks(scenario: Scenario, luck: Luck, agent_ids: Sequence[str]) -> Workload:
    """Return the tasks of an instance, all in one wave and released at its start, in file order.

    Args:
        scenario: its workload is etc; the path starts from the scenario's `origin`.
        luck: not needed here: nothing is drawn.
        agent_ids: ids of the fleet, one for each machine of the file.

    Raises:
        ScenarioError: with every problem in the file, by line.
    """
    del luck
    spec = _spec(scenario)
    problems = ProblemList()
    content, times = _read(scenario, len(agent_ids), problems)
    if times is None or problems:
        raise ScenarioError(problems.problems())
    times.setflags(write=False)
    tasks = replace(make_tasks(times[:, 0], spec.predicted_success), expected_s=times, true_s=times)
    return Workload(tasks, (InputFile(printable(spec.path), sha256_of(content), used=True),))


def check(scenario: Scenario) -> Iterable[Problem]:
    """Return every problem in the file, by line.

    Args:
        scenario: its workload is etc.
    """
    problems = ProblemList()
    _read(scenario, len(scenario.fleet.agents_by_id()), problems)
    return problems.problems()


def _spec(scenario: Scenario) -> EtcWorkload:
    assert isinstance(scenario.workload, EtcWorkload)
    return scenario.workload


def _read(scenario: Scenario, agents: int, problems: ProblemList) -> tuple[bytes, Array | None]:
    path = _spec(scenario).path
    file = DataFile((scenario.origin or Path()) / path, printable(path), (path,))
    if not file.path.exists():
        problems.add(None, None, "workload.path", f"there is no file {file.shown}")
        return b"", None
    content = read_bytes(file, MOST_BYTES, problems)
    return (b"", None) if content is None else (content, _times(content, file.shown, agents, problems))


def _times(content: bytes, shown_as: str, agents: int, problems: ProblemList) -> Array | None:
    """Return the expected seconds [task][machine]; None where the file does not say them."""
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines()
    header = _header(lines, shown_as, problems)
    if header is None:
        return None
    _check_fleet(header, agents, shown_as, problems)
    values = _values(lines, header.line, shown_as, problems)
    expected = header.tasks * header.machines
    if values is None:
        return None
    if len(values) != expected:
        says = f"{header.tasks} tasks on {header.machines} machines are {expected}"
        problems.add(shown_as, header.line, "", f"the header says {says} times, the file has {len(values)}")
        return None
    return values.reshape(header.tasks, header.machines)


def _header(lines: Sequence[bytes], shown_as: str, problems: ProblemList) -> _Header | None:
    number, line = next(((n, line) for n, line in enumerate(lines, 1) if line.strip()), (0, b""))
    words = line.split()
    if not number:
        problems.add(shown_as, None, "", f"the file is empty; {HEADER}")
    elif len(words) not in (2, 3) or not all(word.isdigit() and len(word) < 10 for word in words[:2]):
        problems.add(shown_as, number, "", f"{_told(line)} is no header; {HEADER}")
    else:
        tasks, machines = int(words[0]), int(words[1])
        if tasks and machines and tasks * machines <= MOST_NUMBERS:
            return _Header(number, tasks, machines)
        problems.add(shown_as, number, "", f"{tasks} x {machines} times; expected from 1 to {MOST_NUMBERS}")
    return None


def _check_fleet(header: _Header, agents: int, shown_as: str, problems: ProblemList) -> None:
    if header.machines != agents:
        has = f"the file has {header.machines} machines, the fleet {agents} agents"
        message = f"{has}; expected one agent a machine, in this order: make `fleet.agents` {header.machines} agents"
        problems.add(shown_as, header.line, "", message)


def _values(lines: Sequence[bytes], after: int, shown_as: str, problems: ProblemList) -> Array | None:
    try:
        values = np.array(b" ".join(lines[after:]).split(), dtype=np.float64)
    except ValueError:
        values = np.array([np.nan])
    if bool(np.all((values >= 0.0) & (values <= MAX_SECONDS))):  # NaN fails every comparison
        return values
    for number, line in enumerate(lines[after:], start=after + 1):
        for message in _wrong_in(line):
            problems.add(shown_as, number, "", message)
    return None


def _wrong_in(line: bytes) -> Iterator[str]:
    for word in line.split():
        try:
            seconds = float(word)
        except ValueError:
            yield f"{_told(word)} is not a number of seconds"
        else:
            if not 0.0 <= seconds <= MAX_SECONDS:
                yield f"{_told(word)} is not within 0..{MAX_SECONDS:.12g} s"


def _told(words: bytes) -> str:
    return shown(words.decode("utf-8", "backslashreplace"))


SOURCE = Source(kind="etc", load_tasks=load_tasks, check=check)
