"""How a scenario names code of one's own: `./mine.py:NAME`, the file's path and the variable in it.

The scenario only names it; what the file holds is looked at in `sim.plugins`.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

MAX_LENGTH = 4096
KEYS = (("assignment", "strategy"), ("gates", "also"), ("monitor", "detector"), ("workload", "source"))
"""Where a scenario may name code of one's own."""

_FILE = re.compile(r"(?P<file>.*\.py)(?::(?P<variable>.*))?", re.DOTALL)
_EXPECTED = "expected FILE.py:NAME, the file and the variable in it, such as ./mine.py:STRATEGY"


class Reference(NamedTuple):
    """A variable in a Python file."""

    file: str  # as written; relative to the folder of the scenario
    variable: str


def parse_reference(text: str) -> Reference | None:
    """Return the file and the variable that a text names; None where it is the name of a member that is installed.

    Args:
        text: what a scenario has at one of `KEYS`.

    Raises:
        ValueError: it names a file, and not as it should.

    >>> parse_reference("./mine.py:FEWEST")
    Reference(file='./mine.py', variable='FEWEST')
    >>> parse_reference("load_balanced") is None
    True
    >>> parse_reference("./mine.py")
    Traceback (most recent call last):
    ...
    ValueError: './mine.py' names no variable; expected FILE.py:NAME, the file and the variable in it, such as ...
    """
    match = _FILE.fullmatch(text)
    if match is None:
        if "/" in text or ":" in text or "\\" in text:
            raise ValueError(f"{text!r} is not the name of a Python file; {_EXPECTED}")
        return None
    variable = match["variable"]
    if not variable:
        raise ValueError(f"{text!r} names no variable; {_EXPECTED}")
    if not variable.isidentifier():
        raise ValueError(f"{variable!r} cannot be the name of a variable; {_EXPECTED}")
    if "\0" in text:
        raise ValueError(f"{text!r} is not a path; {_EXPECTED}")
    return Reference(match["file"], variable)


def names_a_file(text: object) -> bool:
    """Return whether a value names a Python file, rightly or not.

    >>> names_a_file("../shared/mine.py:GATE"), names_a_file("round_robin"), names_a_file(3)
    (True, False, False)
    """
    return isinstance(text, str) and _FILE.fullmatch(text) is not None


def rebased(path: tuple[str | int, ...], value: Any, base: Path, origin: Path) -> Any:
    """Return a value with the files that it names told from another folder.

    An option is written where the command is typed; the scenario that it changes tells its paths from its own folder,
    so that the same file has the same name however it was given.

    Args:
        path: where the value goes in the scenario.
        value: any part of a scenario.
        base: folder from which its relative paths start.
        origin: folder from which they shall start.

    >>> rebased(("assignment", "strategy"), "./mine.py:F", Path("/a"), Path("/a/scenarios"))
    '../mine.py:F'
    >>> rebased(("monitor",), {"detector": "./mine.py:D", "interval": "1min"}, Path("/a"), Path("/a"))
    {'detector': './mine.py:D', 'interval': '1min'}
    """
    if base == origin or not any(_may_lead_to(path, key) for key in KEYS):
        return value
    if isinstance(value, Mapping):
        return {key: rebased((*path, key), item, base, origin) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rebased(path, item, base, origin) for item in value]
    if not names_a_file(value) or Path(value).is_absolute():
        return value
    return _from(origin, base, value)


def _from(origin: Path, base: Path, value: str) -> str:
    match = _FILE.fullmatch(value)
    assert match is not None
    try:
        file = Path(os.path.relpath(base / match["file"], origin)).as_posix()
    except ValueError:  # on another drive
        file = (base / match["file"]).as_posix()
    return file + value[len(match["file"]) :]


def _may_lead_to(path: tuple[str | int, ...], key: tuple[str, ...]) -> bool:
    steps = tuple(step for step in path if not isinstance(step, int))
    return steps[: len(key)] == key[: len(steps)] and len(steps) <= len(key)


def references_in(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (dotted key, text) of every file that a scenario's data names, in order of the keys.

    Args:
        data: shaped like the YAML; what is not as it should be is passed over.

    >>> list(references_in({"monitor": {"detector": "./mine.py:D"}, "gates": {"also": ["./mine.py:G", "other"]}}))
    [('gates.also', './mine.py:G'), ('monitor.detector', './mine.py:D')]
    """
    for section, key in KEYS:
        part = data.get(section)
        value = part.get(key) if isinstance(part, Mapping) else None
        for text in value if isinstance(value, list | tuple) else [value]:
            if names_a_file(text):
                yield f"{section}.{key}", str(text)
