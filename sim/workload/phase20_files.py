"""Phase 20's files: which ones a folder holds, and the JSON objects on their lines.

Two layouts: the files flat in the folder, or a tree `wave_X/agent_Y/` of them (also `wave_X/`). Everything
else is listed and not read; folders that are no part of the layout are not entered, so that links cannot lead
in circles.
"""

import hashlib
import io
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.workload.problem_list import ProblemList

TASKS = "predicted_tasks.jsonl"
SCHEDULE = "predicted_schedule.jsonl"
MOST_BYTES = 200_000_000  # of one file
MOST_LINE_BYTES = 1_000_000
MOST_WAVES = 1_000_000

_WAVE_FOLDER = re.compile(r"wave_([0-9]{1,12})")
_AGENT_FOLDER = re.compile(r"agent_.+", re.DOTALL)
_CUT_OFF = "the line is cut off: the file ends in the middle of a JSON object"


@dataclass(frozen=True)
class DataFile:
    """One of Phase 20's files, and what its folders say of its lines."""

    path: Path
    shown: str  # the path as an error message shows it
    parts: tuple[str, ...]  # below the workload's folder, the name included
    wave: int | None = None
    agent_folder: str | None = None


@dataclass
class Listing:
    """What a folder holds, in the order in which it counts."""

    tasks: list[DataFile] = field(default_factory=list)
    schedules: list[DataFile] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # paths below the folder; a folder ends with /


def list_files(folder: Path, shown: str, problems: ProblemList) -> Listing:
    """Return Phase 20's files in a folder: flat ones first, then by wave and agent in natural order.

    Args:
        folder: the workload's folder.
        shown: the folder's path, for messages.
        problems: takes what cannot be listed.
    """
    listing = Listing()
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError:
        problems.add(None, None, "workload.path", f"there is no folder {shown}")
    except OSError as error:
        problems.add(None, None, "workload.path", f"{shown} cannot be read: {error.strerror}")
    else:
        if not is_folder:
            problems.add(None, None, "workload.path", f"{shown} is a file; expected the folder of {TASKS}")
            return listing
        _list_into(listing, DataFile(folder, shown, ()), problems)
        if not listing.tasks and not problems:
            problems.add(None, None, "workload.path", _no_tasks(listing, shown))
    return listing


def _no_tasks(listing: Listing, shown: str) -> str:
    found = [file.shown for file in listing.schedules] + listing.ignored
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    expected = f"there is no {TASKS} in {shown}, nor in folders wave_X/agent_Y of it"
    return f"{expected}; found {', '.join(found[:5]) or 'nothing'}{more}"


def _list_into(listing: Listing, at: DataFile, problems: ProblemList) -> None:
    try:
        names = sorted((path.name for path in at.path.iterdir()), key=_natural)
    except OSError as error:
        problems.add(at.shown, None, "", f"the folder cannot be read: {error.strerror}")
        return
    entries = [_entry(at, name) for name in names]
    for entry in entries:  # files of a folder before those of the folders below it
        _sort_in(listing, entry)
    for entry in entries:
        if _is_layout(entry):
            _list_into(listing, _inside(entry, problems), problems)


def _entry(at: DataFile, name: str) -> DataFile:
    shown = f"{at.shown.rstrip('/')}/{printable(name)}"
    return DataFile(at.path / name, shown, (*at.parts, name), at.wave, at.agent_folder)


def _sort_in(listing: Listing, entry: DataFile) -> None:
    name = entry.parts[-1]
    if name == TASKS:
        listing.tasks.append(entry)
    elif name == SCHEDULE:
        listing.schedules.append(entry)
    elif not _is_layout(entry):
        listing.ignored.append(printable("/".join(entry.parts)) + ("/" if _is_folder(entry.path) else ""))


def _is_layout(entry: DataFile) -> bool:
    pattern = {1: _WAVE_FOLDER, 2: _AGENT_FOLDER}.get(len(entry.parts))
    return pattern is not None and pattern.fullmatch(entry.parts[-1]) is not None and _is_folder(entry.path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder that may be listed but not entered
        return False


def _inside(folder: DataFile, problems: ProblemList) -> DataFile:
    name = folder.parts[-1]
    match = _WAVE_FOLDER.fullmatch(name) if len(folder.parts) == 1 else None
    if match is None:
        return DataFile(folder.path, folder.shown, folder.parts, folder.wave, name)
    wave = int(match[1])
    if not 1 <= wave <= MOST_WAVES:
        problems.add(folder.shown, None, "", f"wave {wave} is not within 1..{MOST_WAVES}; rename the folder")
    return DataFile(folder.path, folder.shown, folder.parts, wave)


def _natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    # Digits count as a number: wave_10 comes after wave_9. The name decides between wave_1 and wave_01.
    pieces = re.split(r"([0-9]+)", name)
    return [(0, int(p), "") if i % 2 else (1, 0, p) for i, p in enumerate(pieces)], name


def printable(name: str) -> str:
    r"""Return a name with what cannot be printed escaped, bytes that are not UTF-8 included.

    >>> printable("a\nb")
    'a\\nb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


def read_bytes(file: DataFile, most: int, problems: ProblemList) -> bytes | None:
    """Return a file's content; None where it cannot be read, which the problems then tell.

    Args:
        file: the file.
        most: bytes that may still be read of all files together.
        problems: takes what is wrong.
    """
    try:
        status = file.path.stat()
        if not stat.S_ISREG(status.st_mode):
            problems.add(file.shown, None, "", "is not a regular file")
            return None
        if status.st_size > min(MOST_BYTES, most):
            which = "it" if status.st_size > MOST_BYTES else "the files together"
            problems.add(file.shown, None, "", f"{status.st_size} bytes: {which} would be too large to read")
            return None
        with file.path.open("rb") as stream:
            return stream.read(status.st_size)
    except OSError as error:
        problems.add(file.shown, None, "", f"cannot be read: {error.strerror}")
        return None


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_objects(content: bytes, shown: str, problems: ProblemList) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each line's number, from 1, and its JSON object; blank lines are passed over.

    Args:
        content: a file's bytes; a byte order mark at the start and CR LF are accepted.
        shown: the file's path, for messages.
        problems: takes each line that is no JSON object.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_without_duplicates)
    start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    lines = io.BytesIO(content)
    lines.seek(start)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, _object(line, decoder)
        except _BadLine as bad:
            cut_off = bad.incomplete and not line.endswith(b"\n")
            problems.add(shown, number, bad.field, _CUT_OFF if cut_off else bad.message)


class _BadLine(Exception):
    def __init__(self, message: str, field: str = "", *, incomplete: bool = False) -> None:
        self.message = message
        self.field = field
        self.incomplete = incomplete


def _object(line: bytes, decoder: json.JSONDecoder) -> dict[str, Any]:
    if len(line) > MOST_LINE_BYTES:
        raise _BadLine(f"the line has {len(line)} bytes; at most {MOST_LINE_BYTES} are read")
    try:
        value = decoder.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _BadLine(f"not UTF-8, from byte {error.start + 1} of the line on") from None
    except json.JSONDecodeError as error:
        raise _BadLine(f"not JSON: {error.msg}, at column {error.colno}", incomplete=True) from None
    except RecursionError:
        raise _BadLine("not readable: lists or objects are nested too deeply") from None
    except ValueError:  # the limit on digits; what it says depends on the version of Python
        raise _BadLine("not readable: a number has thousands of digits") from None
    if not isinstance(value, dict):
        raise _BadLine('not a JSON object; expected one, such as {"task_id": "a", ...}')
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _BadLine("stands twice in one object", printable(twice[:100]))
    return values
