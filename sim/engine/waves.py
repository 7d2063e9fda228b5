"""What is noted of each wave of a run beside the kernel's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.model.wave_tasks import Correction
from sim.record.views import CoordinationPlan


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
