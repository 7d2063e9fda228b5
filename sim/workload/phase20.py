"""Tasks predicted by Phase 20: its files are read, checked as a whole, and turned into a table."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sim.luck.keyed import Luck
from sim.record.input_file import InputFile
from sim.scenario import Phase20Workload, Problem, Scenario, ScenarioError
from sim.workload.phase20_checks import check_rows
from sim.workload.phase20_files import DataFile, Listing, list_files, printable, read_bytes, sha256_of
from sim.workload.phase20_rows import Planned, Prediction, read_planned, read_predictions
from sim.workload.phase20_table import build_table
from sim.workload.problem_list import ProblemList
from sim.workload.source import Source, Workload

MOST_TOTAL_BYTES = 500_000_000

Row = TypeVar("Row", Prediction, Planned)


@dataclass
class _Contents:
    """What the files say, line by line, and which files they are."""

    predictions: dict[str, list[Prediction]] = field(default_factory=dict)
    plans: dict[str, list[Planned]] = field(default_factory=dict)
    inputs: list[InputFile] = field(default_factory=list)
    elsewhere: int = 0  # lines that name another wave or agent than their folder
    total_bytes: int = 0


def load_tasks(scenario: Scenario, luck: Luck, agent_ids: Sequence[str]) -> Workload:
    """Return the tasks that the files in the workload's folder predict.

    Args:
        scenario: its workload is phase20; the folder starts from the scenario's `origin`, or else from the
            working directory.
        luck: not needed here: nothing is drawn.
        agent_ids: ids of the fleet in order of agent index.

    Raises:
        ScenarioError: with every problem in the files, by file, line and field.
    """
    del luck
    contents, problems = _read(scenario, agent_ids)
    if problems:
        raise ScenarioError(problems.problems())
    tasks = build_table(contents.predictions, contents.plans, agent_ids)
    return Workload(tasks, tuple(contents.inputs), tuple(_notes(contents, agent_ids)))


def check(scenario: Scenario) -> Iterable[Problem]:
    """Return every problem in the files, by file, line and field.

    Args:
        scenario: its workload is phase20.
    """
    agent_ids = [agent_id for agent_id, _ in scenario.fleet.agents_by_id()]
    return _read(scenario, agent_ids)[1].problems()


def _read(scenario: Scenario, agent_ids: Sequence[str]) -> tuple[_Contents, ProblemList]:
    spec = scenario.workload
    assert isinstance(spec, Phase20Workload)
    folder = (scenario.origin or Path()) / spec.path
    problems, contents = ProblemList(), _Contents()
    listing = list_files(folder, _shown(folder), problems)
    agent_of = {agent_folder(agent_id): agent_id for agent_id in agent_ids}
    for file in listing.tasks:
        content = _content(file, spec.path, contents, problems)
        for row in read_predictions(content, file, problems):
            contents.predictions.setdefault(row.task_id, []).append(_placed(row, file, agent_of, contents))
    for file in listing.schedules:
        content = _content(file, spec.path, contents, problems)
        for planned in read_planned(content, file, problems):
            contents.plans.setdefault(planned.task_id, []).append(_placed(planned, file, agent_of, contents))
    if listing.tasks:
        check_rows(contents.predictions, contents.plans, agent_ids, problems)
    contents.inputs += _ignored(listing, spec.path)
    return contents, problems


def _content(file: DataFile, folder: str, contents: _Contents, problems: ProblemList) -> bytes:
    """Return a file's bytes and enter it in the list of inputs; nothing where it cannot be read."""
    content = read_bytes(file, MOST_TOTAL_BYTES - contents.total_bytes, problems)
    if content is None:
        return b""
    contents.total_bytes += len(content)
    contents.inputs.append(InputFile(_written(folder, "/".join(file.parts)), sha256_of(content), used=True))
    return content


def _placed(row: Row, file: DataFile, agent_of: dict[str, str], contents: _Contents) -> Row:
    """Return the row with the wave and agent of its folder where it names none."""
    folder = file.agent_folder
    agent_id = None if folder is None else agent_of.get(folder, folder)
    if _differ(row.wave, file.wave) or _differ(row.agent_id, agent_id):
        contents.elsewhere += 1
    wave = file.wave if row.wave is None else row.wave
    agent_id = agent_id if row.agent_id is None else row.agent_id
    return row._replace(wave=wave, agent_id=agent_id)


def _differ(said: object, by_folder: object) -> bool:
    return said is not None and by_folder is not None and said != by_folder


def agent_folder(agent_id: str) -> str:
    """Return the name of the folder that holds an agent's files.

    >>> agent_folder("agent_0"), agent_folder("coder_1")
    ('agent_0', 'agent_coder_1')
    """
    return agent_id if agent_id.startswith("agent_") else f"agent_{agent_id}"


def _notes(contents: _Contents, agent_ids: Sequence[str]) -> Iterator[str]:
    if contents.elsewhere:
        yield f"lines naming another wave or agent than their folder: {contents.elsewhere}; the line counts"
    named = {row.agent_id for rows in contents.predictions.values() for row in rows}
    absent = [agent_id for agent_id in agent_ids if agent_id not in named]
    if absent and None not in named:
        yield f"no line predicts {', '.join(absent)}: the mean of each task's other agents counts for them"


def _ignored(listing: Listing, folder: str) -> list[InputFile]:
    return [InputFile(_written(folder, name), None, used=False) for name in listing.ignored]


def _written(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{printable(name)}"


def _shown(folder: Path) -> str:
    """Return the folder as seen from the working directory, or in full where that is shorter."""
    full = os.path.normpath(Path.cwd() / folder)
    try:
        short = os.path.relpath(full)
    except ValueError:  # another drive
        return printable(full)
    return printable(min(short, full, key=len))


SOURCE = Source(kind="phase20", load_tasks=load_tasks, check=check)
