"""Which parts of a record are held out, and what is seen of it when each is forecast."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.fit.record import Record

FEWEST_RUNS = 3
"""Runs from which each is forecast from the others; with fewer the record is cut by time."""
BLOCKS = 10
"""Into so many stretches a record is cut by time, and the second half of them is forecast."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is held out.

    Attributes:
        name: of it.
        seen: what its forecast knows.
        held: what came of it; its clock starts at its first start.
    """

    name: str
    seen: Record
    held: Record


def parts_of(record: Record, by: str, blocks: int = BLOCKS) -> list[Part]:
    """Return the parts of a record that are forecast.

    Args:
        record: the whole.
        by: `run`: each run, from all others; `time`: stretches of the second half, each from all before it.
        blocks: stretches into which the record is cut by time.

    Raises:
        ValueError: the record has too few runs, or too few attempts, to be cut so.
    """
    found = list(_runs(record) if by == "run" else _stretches(record, blocks))
    if by == "run" and len(found) < FEWEST_RUNS:
        raise ValueError(f"there are {len(found)} runs; {FEWEST_RUNS} are needed, or a cut by time (--by time)")
    return found


def can_be_cut_by_run(record: Record) -> bool:
    """Whether there are runs enough for each to be forecast from the others."""
    return len(set(record.run.tolist())) >= FEWEST_RUNS


def _runs(record: Record) -> Iterator[Part]:
    for run in dict.fromkeys(record.run.tolist()):
        mine = record.run == run
        yield Part(f"run {run}" if run else "run", record.chosen(~mine), record.chosen(mine))


def _stretches(record: Record, blocks: int) -> Iterator[Part]:
    order = np.argsort(record.start_s, kind="stable")
    if len(order) < 8 * blocks:
        raise ValueError(f"there are {len(order)} attempts; a cut into {blocks} stretches needs {8 * blocks}")
    block = np.empty(len(order), dtype=np.int64)
    block[order] = np.arange(len(order)) * blocks // len(order)
    # Stretches differ as runs do: that is what the spread of the next one is learned from.
    numbered = replace(record, run=np.array([f"{number + 1}" for number in block.tolist()]))
    for number in range(blocks // 2, blocks):
        held = numbered.chosen(block == number)
        zero = float(held.start_s.min())
        held = replace(held, start_s=held.start_s - zero, end_s=held.end_s - zero, queued_s=held.queued_s - zero)
        yield Part(f"stretch {number + 1} of {blocks}", numbered.chosen(block < number), held)
