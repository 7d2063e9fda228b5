"""From the columns of a log to a record: what says nothing is left out, by reason, and counted."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.fit.gathering import as_table
from sim.fit.moments import Moments
from sim.fit.outcome_words import was_cut_off
from sim.fit.record import FROM_ERRORS, NOT_RECORDED, RECORDED, Record
from sim.fit.typed_columns import Table, Texts, Typed, Verdicts

Raw = Mapping[str, Sequence[Any] | Typed]
"""The columns of a log by our names: lists, or arrays that are read already."""

Marks = NDArray[np.bool_]
Numbers = NDArray[np.float64]
MOST_WORDS = 5


def make_record(raw: Raw, torn: int = 0) -> Record:
    """Return a record of what the columns of a log say.

    Nothing is guessed that the log does not say: an attempt without start, end or length is left out and counted, as is
    one that ends before it starts, one that is still under way, and one that stands there twice.

    Args:
        raw: columns by our names (`sim.fit.columns`), all of one length.
        torn: lines that could not be read at all.

    Raises:
        ValueError: no start, neither end nor seconds, or no attempt is left.

    >>> record = make_record({"task": ["a", "b", "b"], "start": [0, 5, 9], "seconds": [5, -1, 3], "outcome": [1, 1, 0]})
    >>> record.task.tolist(), record.served_s.tolist(), dict(record.left_out)
    (['a', 'b'], [5.0, 3.0], {'it ends before it starts': 1})
    """
    table = as_table(raw)
    if "start" not in table or not ("end" in table or "seconds" in table):
        raise ValueError("a record needs when attempts started, and when they ended or how long they took")
    start = _moments(table, "start")
    notes: list[str] = []
    end_s = _ends(table, start, notes)
    keep, left_out = _kept(table, start, end_s)
    if torn:
        left_out["the line could not be read"] = torn
    if not keep.any():
        raise ValueError("no attempt is left: " + "; ".join(f"{why} ({count})" for why, count in left_out.items()))
    return _ordered(table, start.seconds, end_s, keep, notes, left_out)


def _moments(table: Table, name: str) -> Moments:
    found = table[name]
    assert isinstance(found, Moments)
    return found


def _numbers(table: Table, name: str, n: int) -> Numbers:
    found = table.get(name)
    return found if isinstance(found, np.ndarray) else np.full(n, np.nan)


def _codes(table: Table, name: str, n: int) -> NDArray[np.int64]:
    found = table.get(name)
    return found.codes if isinstance(found, Texts) else np.zeros(n, dtype=np.int64)


def _ends(table: Table, start: Moments, notes: list[str]) -> Numbers:
    _tell("start", start, notes)
    end = np.full(len(start.seconds), np.nan)
    if "end" in table:
        read = _moments(table, "end")
        _tell("end", read, notes, start)
        end = read.seconds
    lengths = _numbers(table, "seconds", len(end))
    filled = np.isnan(end) & np.isfinite(lengths)
    if filled.any():
        notes.append("where an attempt has no end, it is start + seconds")
    return np.where(filled, start.seconds + lengths, end)


def _tell(name: str, read: Moments, notes: list[str], like: Moments | None = None) -> None:
    if like is None or read.read_as != like.read_as:
        notes.append(f"{name} is read as {read.read_as}")
    if read.zones > 1:
        notes.append("zones are mixed: made UTC" if like is None else f"zones of {name} are mixed: made UTC")
    if read.without_zone:
        notes.append(f"{read.without_zone} of {name} name no zone where others do: taken as UTC")
    if read.unset:
        notes.append(f"{read.unset} of {name} lie before 1973 or after 2100: that clock was not set")
    if read.ambiguous:
        notes.append(f"{read.ambiguous} of {name} do not say which number is the month: expected 2025-01-31 14:00")


def _kept(table: Table, start: Moments, end_s: Numbers) -> tuple[Marks, dict[str, int]]:
    start_s = start.seconds
    left_out: dict[str, int] = {}
    keep = np.ones(len(start_s), dtype=bool)

    def leave_out(where: Marks, why: str) -> None:
        number = int((keep & where).sum())
        if number:
            left_out[why] = number
            keep[where] = False

    if start.ambiguous:
        leave_out(~np.isfinite(start_s), "its start does not say which number is the month, or is none")
    verdicts = table.get("outcome")
    if isinstance(verdicts, Verdicts):
        leave_out(verdicts.unfinished, "it is still under way")
    leave_out(~np.isfinite(start_s), "it has no start")
    leave_out(~np.isfinite(end_s), "it has neither end nor length")
    leave_out(end_s < start_s, "it ends before it starts")
    leave_out(_again(table, start_s, end_s), "it stands there twice")
    return keep, left_out


def _again(table: Table, start_s: Numbers, end_s: Numbers) -> Marks:
    """Tell which attempts are the same as an earlier one in everything that names them."""
    n = len(start_s)
    again = np.zeros(n, dtype=bool)
    order = np.lexsort((end_s, start_s))
    twins = (start_s[order][1:] == start_s[order][:-1]) & (end_s[order][1:] == end_s[order][:-1])
    candidates = np.unique(np.concatenate((order[1:][twins], order[:-1][twins])))
    names = [_codes(table, name, n) for name in ("run", "task", "agent", "attempt") if name in table]
    seen: set[tuple[object, ...]] = set()
    for place in candidates.tolist():
        key = (*(int(column[place]) for column in names), float(start_s[place]), float(end_s[place]))
        again[place] = key in seen
        seen.add(key)
    return again


def _ordered(
    table: Table, start_s: Numbers, end_s: Numbers, keep: Marks, notes: list[str], left_out: Mapping[str, int]
) -> Record:
    n = len(start_s)
    runs = _codes(table, "run", n)
    # Clocks of different runs have nothing in common.
    firsts = np.full(int(runs.max(initial=0)) + 1, np.inf)
    np.minimum.at(firsts, runs[keep], start_s[keep])
    zero = firsts[runs]
    names = table["run"].names if isinstance(table.get("run"), Texts) else ("",)  # type: ignore[union-attr]
    rank = np.argsort(np.argsort(np.array(names, dtype=object), kind="stable"), kind="stable")[runs]
    order = np.flatnonzero(keep)[np.lexsort((end_s[keep], (start_s - zero)[keep], rank[keep]))]
    queued = _queued(table, n, notes)
    errors = table.get("error")
    success, cut_off, outcomes = _outcomes(table, errors if isinstance(errors, Texts) else None, order, notes)
    amounts = [_amounts(table, name, n, notes)[order] for name in ("input_tokens", "output_tokens", "cost")]
    return Record(
        run=_texts(table, "run", order, ""),
        task=_texts(table, "task", order, None),
        agent=_texts(table, "agent", order, "agent"),
        type=_texts(table, "type", order, ""),
        error=_texts(table, "error", order, ""),
        start_s=(start_s - zero)[order],
        end_s=(end_s - zero)[order],
        queued_s=(queued - zero)[order],
        succeeded=success,
        cut_off=cut_off,
        input_tokens=amounts[0],
        output_tokens=amounts[1],
        cost_usd=amounts[2],
        outcomes=outcomes,
        notes=tuple(notes),
        left_out=left_out,
    )


def _queued(table: Table, n: int, notes: list[str]) -> Numbers:
    if "queued" not in table:
        return np.full(n, np.nan)
    read = _moments(table, "queued")
    if read.ambiguous or read.unset:
        _tell("queued", read, notes)
    return read.seconds


def _texts(table: Table, name: str, order: NDArray[np.int64], otherwise: str | None) -> NDArray[np.object_]:
    """Return the texts of a column; where there is none the one for all, None: one of its own for each."""
    found = table.get(name)
    if isinstance(found, Texts):
        result: NDArray[np.object_] = found.array()[order]
        return result
    if otherwise is None:
        return np.array([f"task {place}" for place in order.tolist()], dtype=object)
    return np.full(len(order), otherwise, dtype=object)


def _amounts(table: Table, name: str, n: int, notes: list[str]) -> Numbers:
    values = _numbers(table, name, n)
    negative = values < 0.0
    if negative.any():
        notes.append(f"{int(negative.sum())} of {name} are below 0: taken as not recorded")
        values = np.where(negative, np.nan, values)
    return values


def _outcomes(
    table: Table, errors: Texts | None, order: NDArray[np.int64], notes: list[str]
) -> tuple[Marks, Marks, str]:
    """Return which attempts succeeded, which a time-out ended, and where that is known from."""
    cut = np.zeros(len(order), dtype=bool)
    if errors is not None:
        cut = np.array([was_cut_off(name) for name in errors.names], dtype=bool)[errors.codes[order]]
    verdicts = table.get("outcome")
    if isinstance(verdicts, Verdicts):
        found = verdicts.succeeded[order]
        unread = int((found < 0).sum())
        if unread:
            notes.append(f"{unread} attempts have no verdict{_words(verdicts.unknown)}: they count as failed")
        return found > 0, cut | verdicts.cut_off[order], RECORDED
    if errors is not None and "" in errors.names:
        notes.append("there is no column of outcomes: an attempt succeeded where it has no error")
        return errors.codes[order] == errors.names.index(""), cut, FROM_ERRORS
    notes.append("there is no column of outcomes: whether attempts succeeded is not known")
    return ~cut, cut, NOT_RECORDED


def _words(unknown: Mapping[str, int]) -> str:
    """Return the words that could not be read, the most frequent first."""
    named = sorted(((count, word) for word, count in unknown.items() if word), key=lambda one: (-one[0], one[1]))
    if not named:
        return ""
    listed = ", ".join(f"{word!r} ({count})" for count, word in named[:MOST_WORDS])
    more = f" and {len(named) - MOST_WORDS} other words" if len(named) > MOST_WORDS else ""
    return f" that is known here: {listed}{more}"
