"""What a resumed comparison says of the result that it replaces: on what other terms that one was judged."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.study.comparison.terms import Terms


def earlier_terms(target: Path, terms: "Terms") -> Iterator[str]:
    """Return a sentence for each term that has changed since the result folder was written; none without a folder.

    Stored runs know of no terms, so nothing has to be run again: verdicts, intervals and the choice are made anew.

    Args:
        target: the result folder.
        terms: what is asked now.
    """
    earlier = _content(target / "comparison.json")
    before, now = earlier.get("confidence"), terms.confidence
    if isinstance(before, float) and before != now:
        yield f"the confidence was {before:g} and is {now:g} now; {_AGAIN}"
    given = earlier.get("deltas")
    if not isinstance(given, Mapping):
        return
    for metric in dict.fromkeys([*given, *terms.deltas]):
        old, new = given.get(metric), terms.deltas.get(metric)
        if old != new:
            yield f"the delta of {metric} was {_told(old)} and is {_told(new)} now; {_AGAIN}"


_AGAIN = "stored runs are kept, and every verdict is made anew"


def _told(delta: object) -> str:
    return f"{delta:g}" if isinstance(delta, float) else "the usual one"


def _content(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # no earlier result, or none that can be read: it is replaced in any case
    return found if isinstance(found, dict) else {}
