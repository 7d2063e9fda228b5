"""Harbor's results: one `result.json` a trial, in folders of one job."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.fit.json_file import deep, document
from sim.fit.opened import head
from sim.fit.reader import Columns, LogError, Reader

FIELDS = {
    "task": "task_name",
    "start": "started_at",
    "end": "finished_at",
    "agent": "agent_info.name",
    "input_tokens": "agent_result.n_input_tokens",
    "output_tokens": "agent_result.n_output_tokens",
    "cost": "agent_result.cost_usd",
    "error": "exception_info.exception_type",
}
REWARD = "verifier_result.rewards.reward"


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("**/result.json")) if path.is_dir() else [path]


def _claims(path: Path) -> bool:
    return any('"trial_name"' in head(file) and '"task_name"' in head(file) for file in _files(path)[:3])


def _read(path: Path, asked: Mapping[str, str]) -> Columns:
    if asked:
        raise LogError("the columns of Harbor's results are known: --map does not go with them")
    values: dict[str, list[Any]] = {name: [] for name in (*FIELDS, "outcome", "run")}
    files, others = _files(path), 0
    for file in files:
        trial = document(file)
        if not isinstance(trial, dict) or "trial_name" not in trial:
            others += 1  # a job has a result.json of its own, beside those of its trials
            continue
        for ours, theirs in FIELDS.items():
            values[ours].append(deep(trial, theirs))
        reward = deep(trial, REWARD)
        values["outcome"].append(None if not isinstance(reward, int | float) else float(reward) >= 1.0)
        values["run"].append(file.parent.parent.name)
    notes = (f"{len(files) - others} trials", "a trial succeeded where its reward is 1 or more")
    return Columns(values, 0, notes)


READER = Reader("harbor", "Harbor's result.json of a trial, or a folder of them", _claims, _read)
