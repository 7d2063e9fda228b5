"""A table of outages: which agent was down, from when to when."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sim.fit.outages import Span
from sim.fit.reader import LogError
from sim.fit.readers.table import READER as TABLE


def read_outages(path: Path, asked: Mapping[str, str] | None = None) -> dict[str, list[Span]]:
    """Return the outages of each agent, in seconds from the first of them.

    Args:
        path: a CSV, JSONL or Parquet table with agent, start and end (or seconds).
        asked: our columns by the table's.

    Raises:
        LogError: it cannot be read, or a column is missing.
    """
    values = TABLE.read(path, dict(asked or {})).values
    if "start" not in values or "agent" not in values or not ("end" in values or "seconds" in values):
        raise LogError(f"{path} says not who was down and when; expected columns agent, start, and end or seconds")
    start, agents = values["start"].seconds, values["agent"].array()
    end = values["end"].seconds if "end" in values else start + values["seconds"]
    good = np.isfinite(start) & np.isfinite(end) & (end >= start)
    if not good.any():
        raise LogError(f"{path} holds no outage with a start and an end")
    first = float(start[good].min())
    found: dict[str, list[Span]] = {}
    for place in np.flatnonzero(good):
        span = (float(start[place]) - first, float(end[place]) - first)
        found.setdefault(str(agents[place]), []).append(span)
    return found
