"""A record of attempts: cleaned, counted, and told what was left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.fit.moments import read_moments
from sim.fit.outcome_words import succeeded, was_cut_off

Raw = Mapping[str, Sequence[Any]]
"""The columns of a log by our names, as they were read."""


@dataclass(frozen=True, slots=True)
class Record:
    """Attempts in the order of their start, an entry each in every array.

    Attributes:
        run, task, agent, type, error: texts; empty where the log has none.
        start_s, end_s: seconds from the first start of the attempt's run.
        queued_s: likewise; NaN: not recorded.
        succeeded: whether it did; an attempt without a verdict did not.
        cut_off: whether a time-out ended it.
        input_tokens, output_tokens, cost_usd: NaN: not recorded.
        notes: how the log was read, in sentences.
        left_out: attempts that say nothing, by reason.
    """

    run: NDArray[np.str_]
    task: NDArray[np.str_]
    agent: NDArray[np.str_]
    type: NDArray[np.str_]
    error: NDArray[np.str_]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    queued_s: NDArray[np.float64]
    succeeded: NDArray[np.bool_]
    cut_off: NDArray[np.bool_]
    input_tokens: NDArray[np.float64]
    output_tokens: NDArray[np.float64]
    cost_usd: NDArray[np.float64]
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.task)

    @property
    def served_s(self) -> NDArray[np.float64]:
        """Seconds that each attempt served."""
        return self.end_s - self.start_s

    def chosen(self, keep: NDArray[np.bool_]) -> "Record":
        """Return the record of some of its attempts, clocks as they are.

        Args:
            keep: which; shape (n,).
        """
        columns = {each.name: getattr(self, each.name) for each in fields(self)}
        kept: dict[str, Any] = {name: own[keep] for name, own in columns.items() if isinstance(own, np.ndarray)}
        return replace(self, **kept)


def make_record(raw: Raw, torn: int = 0) -> Record:
    """Return a record of what the columns of a log say.

    Nothing is guessed that the log does not say: an attempt without start, end or length is left out and counted, as is
    one that ends before it starts, and one that stands there twice.

    Args:
        raw: columns by our names (`sim.fit.columns`), all of one length.
        torn: lines that could not be read at all.

    Raises:
        ValueError: no start, neither end nor seconds, or no attempt is left.

    >>> record = make_record({"task": ["a", "b", "b"], "start": [0, 5, 9], "seconds": [5, -1, 3], "outcome": [1, 1, 0]})
    >>> record.task.tolist(), record.served_s.tolist(), dict(record.left_out)
    (['a', 'b'], [5.0, 3.0], {'it ends before it starts': 1})
    """
    if "start" not in raw or not ("end" in raw or "seconds" in raw):
        raise ValueError("a record needs when attempts started, and when they ended or how long they took")
    n = len(raw["start"])
    start = read_moments(raw["start"])
    notes = [f"start is read as {start.read_as}"] + (["zones are mixed: made UTC"] if start.zones > 1 else [])
    end = _ends(raw, start.seconds, notes)
    keep, left_out = _kept(raw, start.seconds, end, n)
    if torn:
        left_out["the line could not be read"] = torn
    if not keep.any():
        raise ValueError("no attempt is left: " + "; ".join(f"{why} ({count})" for why, count in left_out.items()))
    return _ordered(raw, start.seconds, end, keep, tuple(notes), left_out)


def _ends(raw: Raw, start_s: NDArray[np.float64], notes: list[str]) -> NDArray[np.float64]:
    end = read_moments(raw["end"]).seconds if "end" in raw else np.full(len(start_s), np.nan)
    if "seconds" in raw:
        lengths = _numbers(raw["seconds"])
        notes.append("where an attempt has no end, it is start + seconds")
        end = np.where(np.isfinite(end), end, start_s + lengths)
    return end


def _kept(
    raw: Raw, start_s: NDArray[np.float64], end_s: NDArray[np.float64], n: int
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    left_out: dict[str, int] = {}
    keep = np.ones(n, dtype=bool)

    def leave_out(where: NDArray[np.bool_], why: str) -> None:
        number = int((keep & where).sum())
        if number:
            left_out[why] = number
            keep[where] = False

    leave_out(~np.isfinite(start_s), "it has no start")
    leave_out(~np.isfinite(end_s), "it has neither end nor length")
    leave_out(end_s < start_s, "it ends before it starts")
    leave_out(_again(raw, start_s, end_s), "it stands there twice")
    return keep, left_out


def _again(raw: Raw, start_s: NDArray[np.float64], end_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which attempts are the same as an earlier one in everything that names them."""
    seen: set[tuple[object, ...]] = set()
    again = np.zeros(len(start_s), dtype=bool)
    names = [raw[name] for name in ("run", "task", "agent", "attempt") if name in raw]
    for place in range(len(start_s)):
        key = (*(str(column[place]) for column in names), float(start_s[place]), float(end_s[place]))
        again[place] = key in seen
        seen.add(key)
    return again


def _ordered(
    raw: Raw,
    start_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    keep: NDArray[np.bool_],
    notes: tuple[str, ...],
    left_out: Mapping[str, int],
) -> Record:
    n = len(start_s)
    run = _texts(raw, "run", n)
    # Clocks of different runs have nothing in common.
    zero = np.zeros(n)
    for name in np.unique(run[keep]):
        zero[run == name] = float(start_s[keep & (run == name)].min())
    order = np.flatnonzero(keep)[np.lexsort((end_s[keep], start_s[keep] - zero[keep], run[keep]))]
    queued = read_moments(raw["queued"]).seconds if "queued" in raw else np.full(n, np.nan)
    error = _texts(raw, "error", n)
    verdicts = [succeeded(value) for value in raw["outcome"]] if "outcome" in raw else [None] * n
    unread = sum(verdicts[place] is None for place in order)
    if unread:
        notes += (f"{unread} attempts have no verdict: they count as failed",)
    return Record(
        run=run[order],
        task=_texts(raw, "task", n, "task {}")[order],
        agent=_texts(raw, "agent", n, "agent")[order],
        type=_texts(raw, "type", n)[order],
        error=error[order],
        start_s=(start_s - zero)[order],
        end_s=(end_s - zero)[order],
        queued_s=(queued - zero)[order],
        succeeded=np.array([bool(verdicts[place]) for place in order]),
        cut_off=np.array([was_cut_off(error[place]) for place in order], dtype=bool),
        input_tokens=_numbers(raw.get("input_tokens", [None] * n))[order],
        output_tokens=_numbers(raw.get("output_tokens", [None] * n))[order],
        cost_usd=_numbers(raw.get("cost", [None] * n))[order],
        notes=notes,
        left_out=left_out,
    )


def _texts(raw: Raw, name: str, n: int, otherwise: str = "") -> NDArray[np.str_]:
    values = raw.get(name)
    if values is None:
        return np.array([otherwise.format(place) for place in range(n)], dtype=np.str_)
    return np.array(["" if value is None or value != value else str(value) for value in values], dtype=np.str_)


def _numbers(values: Sequence[Any]) -> NDArray[np.float64]:
    def number(value: object) -> float:
        try:
            return float(value)  # type: ignore[arg-type]  # what is no number is missing
        except (TypeError, ValueError, OverflowError):
            return float("nan")

    return np.array([number(value) for value in values], dtype=float)
