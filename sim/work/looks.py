"""After how many replications the runs of a study were looked at, kept beside them.

Who extends a study until it says something is right less often than who fixes its length before. So it is remembered
how often its results were shown, and what is shown later is judged the more strictly.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.record.files import write_json
from sim.work.store import LOOKS_FILE, RunStore

_VERSION = 1


def earlier_looks(store: RunStore, keys: Iterable[str], replications: int) -> tuple[int, ...]:
    """Return after how many replications any of these points was looked at, as far as they were fewer than now.

    Args:
        store: of their runs.
        keys: of the points.
        replications: that are looked at now.
    """
    looks = _read(store.directory / LOOKS_FILE)
    return tuple(sorted({number for key in keys for number in looks.get(key, ()) if number < replications}))


def remember_look(store: RunStore, keys: Iterable[str], replications: int) -> None:
    """Remember that points were looked at after so many replications.

    Args:
        store: of their runs.
        keys: of the points.
        replications: of each.

    Raises:
        OSError: it cannot be written.
    """
    path = store.directory / LOOKS_FILE
    before = _read(path)
    after = {**before, **{key: sorted({*before.get(key, ()), replications}) for key in keys}}
    if after != before:
        write_json(path, {"format": "buddy-sim looks", "version": _VERSION, "looks": after})


def _read(path: Path) -> Mapping[str, list[int]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        looks = content["looks"] if content["version"] == _VERSION else {}
        return {str(key): [int(number) for number in numbers] for key, numbers in looks.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # none yet, or none that can be read: what was shown then is not known
