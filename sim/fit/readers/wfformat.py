"""A recorded workflow in WfFormat: each task once, who did it, when, and how long it took.

Source: Coleman et al., "WfCommons", Future Generation Computer Systems 128, 2022; the schema of
github.com/wfcommons/WfFormat, versions 1.4 and 1.5 (`workflow.execution.tasks`).
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.fit.amounts import amount
from sim.fit.json_file import deep, document
from sim.fit.opened import head
from sim.fit.reader import Columns, LogError, Reader

_NUMBER = re.compile(r"[_-]*(ID)?[_-]*\d+$")


def _claims(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() == ".json" and '"schemaVersion"' in head(path, 65_536)


def _read(path: Path, asked: Mapping[str, str]) -> Columns:
    if asked:
        raise LogError("the fields of WfFormat are known: --map does not go with them")
    content = document(path)
    executed = deep(content, "workflow.execution.tasks")
    if not isinstance(executed, list) or not executed:
        raise LogError(f"{path} holds no workflow.execution.tasks; expected WfFormat 1.4 or 1.5 of an execution")
    tasks = [task for task in executed if isinstance(task, dict)]
    names = _names(content)
    values: dict[str, list[Any]] = {
        "task": [task.get("id") for task in tasks],
        "type": [names.get(str(task.get("id")), "") for task in tasks],
        "agent": [_machine(task) for task in tasks],
        "start": [task.get("executedAt") for task in tasks],
        "seconds": [task.get("runtimeInSeconds") for task in tasks],
        "outcome": [True] * len(tasks),
    }
    notes = [f"{len(tasks)} tasks of {content.get('name', 'a workflow')}", "what was executed counts as succeeded"]
    if not any(values["start"]):
        values["start"] = _earliest(content, tasks)
        notes.append("no task says when it was executed: each is put as early as its parents allow: slots are a bound")
    notes.append("who waits for whom is not fitted: run the workflow itself as workload: {kind: wfformat}")
    return Columns(values, len(executed) - len(tasks), tuple(notes))


def _names(content: Any) -> dict[str, str]:
    """Return the kind of each task: its name without the number that makes it one of many."""
    tasks = deep(content, "workflow.specification.tasks")
    named = [task for task in tasks if isinstance(task, dict)] if isinstance(tasks, list) else []
    return {str(task.get("id")): _NUMBER.sub("", str(task.get("name", ""))) for task in named}


def _earliest(content: Any, tasks: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """Return the first second at which each task could start; None where its parents wait for each other."""
    specified = deep(content, "workflow.specification.tasks")
    listed = [one for one in specified if isinstance(one, dict)] if isinstance(specified, list) else []
    waiting = {str(one.get("id")): set(map(str, one.get("parents") or ())) for one in listed}
    seconds = {str(task.get("id")): amount(task.get("runtimeInSeconds")) for task in tasks}
    ends: dict[str, float] = {}
    starts: dict[str, float] = {}
    while ready := [name for name in seconds if name not in ends and waiting.get(name, set()) <= ends.keys()]:
        for name in ready:
            starts[name] = max((ends[parent] for parent in waiting.get(name, ())), default=0.0)
        ends.update({name: starts[name] + seconds[name] for name in ready})
    return [starts.get(str(task.get("id"))) for task in tasks]


def _machine(task: Mapping[str, Any]) -> str:
    machines = task.get("machines")
    return str(machines[0]) if isinstance(machines, list) and machines else "machine"


READER = Reader("wfformat", "a recorded workflow in WfFormat 1.4 or 1.5", _claims, _read)
