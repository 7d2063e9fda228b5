"""What is noted of each wave of a run beside the kernel's columns."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.record.views import CoordinationPlan

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
    end_row: int = 0
    up_s: tuple[float, ...] = ()
    up_before_s: list[float] = field(default_factory=list)
    estimate: Array | None = None
    plan: CoordinationPlan | None = None  # made as it began; None: none was, or nobody has asked for it
