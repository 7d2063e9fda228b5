"""What this program wrote: a result folder, or one of its files of attempts."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sim.fit.gathering import as_table
from sim.fit.opened import head
from sim.fit.reader import Columns, LogError, Reader
from sim.fit.readers.table import READER as TABLE
from sim.fit.typed_columns import chosen

ATTEMPTS = Path("tables") / "attempts.parquet"
OUTAGES = Path("tables") / "outages.parquet"
OWN_NAMES = {
    "task": "task_id",
    "agent": "agent_id",
    "attempt": "attempt",
    "queued": "queued_at",
    "start": "started_at",
    "seconds": "served",
    "outcome": "succeeded",
    "error": "error_class",
}
EXECUTED = {
    "task": "task_id",
    "agent": "agent_id",
    "start": "start_time",
    "end": "end_time",
    "outcome": "success",
    "attempt": "retry_count",
    "error": "error_msg",
}


def _claims(path: Path) -> bool:
    if path.is_dir():
        return (path / ATTEMPTS).is_file()
    return path.name == "executed_tasks.jsonl" or (path.suffix == ".jsonl" and '"retry_count"' in head(path, 2048))


def _read(path: Path, asked: Mapping[str, str]) -> Columns:
    if not path.is_dir():
        return TABLE.read(path, {**EXECUTED, **asked})
    try:
        read = TABLE.read(path / ATTEMPTS, {**OWN_NAMES, **asked})
    except LogError as error:
        raise LogError(f"{path} is no result folder that can be read: {error}") from error
    # Attempts that a gate refused served nothing, and say nothing about service.
    table = as_table(read.values)
    lengths = table["seconds"]
    assert isinstance(lengths, np.ndarray)
    served = lengths > 0.0
    refused = int((~served).sum())
    notes = (*read.notes, f"{refused} attempts that were refused are left out") if refused else read.notes
    return Columns(chosen(table, served), read.torn, notes)


READER = Reader("own", "a result folder, or executed_tasks.jsonl", _claims, _read)
