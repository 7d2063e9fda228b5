"""Terminal-Bench's results: repeated trials of tasks by one agent, `results.json` of one run or a folder of runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.fit.json_file import document
from sim.fit.opened import head
from sim.fit.reader import Columns, LogError, Reader

FIELDS = {
    "task": "task_id",
    "start": "trial_started_at",
    "end": "trial_ended_at",
    "outcome": "is_resolved",
    "error": "failure_mode",
    "input_tokens": "total_input_tokens",
    "output_tokens": "total_output_tokens",
}
NO_FAILURE = ("unset", "none")


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("**/results.json")) if path.is_dir() else [path]


def _claims(path: Path) -> bool:
    return any('"results"' in head(file) and "is_resolved" in head(file) for file in _files(path)[:1])


def _read(path: Path, asked: Mapping[str, str]) -> Columns:
    if asked:
        raise LogError("the columns of Terminal-Bench's results are known: --map does not go with them")
    values: dict[str, list[Any]] = {name: [] for name in (*FIELDS, "agent", "run")}
    torn = 0
    files = _files(path)
    for file in files:
        trials = document(file)
        trials = trials.get("results") if isinstance(trials, dict) else None
        if not isinstance(trials, list):
            raise LogError(f"{file} has no list of results; expected Terminal-Bench's results.json")
        for trial in trials:
            if not isinstance(trial, dict):
                torn += 1
                continue
            for ours, theirs in FIELDS.items():
                value = trial.get(theirs)
                values[ours].append(None if ours == "error" and value in NO_FAILURE else value)
            values["agent"].append(trial.get("agent_name") or "agent")
            values["run"].append(file.parent.name)
    return Columns(values, torn, (f"{len(files)} files of results",))


READER = Reader("terminal_bench", "Terminal-Bench's results.json, or a folder of them", _claims, _read)
