"""What is noted of each wave of a run beside the kernel's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import fsum

import numpy as np
import numpy.typing as npt

from sim.model.wave_tasks import Correction
from sim.record.views import CoordinationPlan
from sim.workload.matching import mean_accepting
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]


@dataclass
class Wave:
    """A wave that has begun."""

    wave: int
    members: npt.NDArray[np.int64]
    started_at: float
    row: int  # of the trace, before which it began
    offered_load: float | None
    usable: tuple[bool, ...]
    ended_at: float | None = None
    cut_row: int = 0  # what follows it was cut off by the end of the run
    end_row: int = 0
    up_s: tuple[float, ...] = ()
    up_before_s: list[float] = field(default_factory=list)
    correction: Correction | None = None  # of what was predicted, from this wave on
    plan: CoordinationPlan | None = None  # made as it began; None: none was, or nobody has asked for it


@lru_cache(maxsize=4)
def waves_of(wave: tuple[int, ...]) -> Mapping[int, Sequence[int]]:
    """Return the indices of each wave's tasks, waves in ascending order: the same in all replications of a scenario.

    Args:
        wave: of each task.
    """
    members: dict[int, list[int]] = {}
    for index, number in enumerate(wave):
        members.setdefault(number, []).append(index)
    return dict(sorted(members.items()))


def types_at(tasks: TaskTable, members: Sequence[int], positions: int) -> list[str | None] | None:
    """Return the type of the task at each position of a wave; None where tasks have none.

    Args:
        tasks: of the run.
        members: indices of those of the wave.
        positions: how many the wave has.
    """
    if tasks.type is None:
        return None
    placed: list[str | None] = [None] * positions
    for index in members:
        placed[tasks.position[index]] = tasks.type[index]
    return placed


def offered_load(tasks: TaskTable, members: Sequence[int], true_s: Array, slots: int) -> float | None:
    """Return the work that arrives in a wave over what the fleet could do meanwhile; None where all is there at once.

    Args:
        tasks: of the run.
        members: indices of those of the wave.
        true_s: true service times at each agent, or at all alike, (tasks, agents or 1).
        slots: of the fleet.
    """
    last_s = max(tasks.release_offset_s[index] for index in members)
    if last_s <= 0.0:
        return None
    own_s = true_s[np.asarray(members)]
    rows, accepts = zip(own_s.tolist(), members, strict=True), tasks.accepts
    one_for_all = own_s.shape[1] == 1
    mean_s = own_s[:, 0].tolist() if one_for_all else [mean_accepting(row, accepts(index)) for row, index in rows]
    return fsum(mean_s) / (slots * last_s)
