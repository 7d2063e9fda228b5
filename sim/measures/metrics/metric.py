"""What a metric is: one line of the catalogue."""

from collections.abc import Callable
from math import inf
from typing import NamedTuple

from sim.measures.metrics.run_numbers import RunNumbers

HIGHER, LOWER = True, False
TASKS, WAVES = "tasks", "waves"
# The least difference that matters: one point of a hundred for what is promised to users, 2 % of what is paid for, 5 %
# of times and counts, 10 % of what is far in a tail or mostly noise.
PROMISED, PAID, COUNTED, NOISY = 0.01, 0.02, 0.05, 0.10


class Metric(NamedTuple):
    """One metric of a run.

    Args:
        name: by which it is asked for.
        unit: `0..1`, `0..100`, `s`, `1/s`, or empty for a count or a number without unit.
        higher_is_better: whether more of it is better.
        label: its name in a sentence.
        formula: in words, for docs/reference/metrics.md.
        of: the formula in code; None where it is not defined.
        delta_share: the least difference that matters, by default, as a share of the baseline's mean.
        over: what the number is of, where the same word is used of other things too: waves, agents, a part of the run.
        grows: in a run whose end cuts tasks off it is the least that it can be, since they would go on to add to it.
        is_share_of_tasks: each task counts as 0 or 1, so that its variance is known to be no smaller than theirs.
        has_direction: whether more of it, or less, is better by itself; else it only explains other metrics.
        same: what two alternatives must have in common for it to mean the same: `tasks`, their number, or `waves`,
            their sizes. More tasks take longer, and a wave of twenty strays further from its predictions than one of
            sixty. Empty: nothing.
        enough: tasks, from which number on it does mean the same.
        divided_by: the metric that it is a ratio to. Means over runs are then total over total.
    """

    name: str
    unit: str
    higher_is_better: bool
    label: str
    formula: str
    of: Callable[[RunNumbers], float | None]
    delta_share: float
    over: str = ""
    grows: bool = False
    is_share_of_tasks: bool = False
    has_direction: bool = True
    same: str = ""
    enough: float = inf
    divided_by: str = ""
