"""Tasks that differ in difficulty, whatever was predicted of them, as attempts of one task show.

Where every task had just its predicted chance, attempts of a task would be independent, and retries would look better
than they are: what failed once is more likely to be a hard task, and fails more often again.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.luck.keyed import MEMBERS, Luck, Purpose
from sim.numerics.arrays import each, normal_quantile
from sim.numerics.beta_arrays import beta_quantiles
from sim.numerics.student import normal_cdf
from sim.workload.task_draws import task_uniforms
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]

_LEAST = 1e-300  # dispersions below it are as good as it, and their inverse may be infinite


def dispersed(
    chance: Array, tasks: TaskTable, dispersion: float, shared: float, places: Sequence[tuple[int, int]], luck: Luck
) -> Array:
    """Return the chances of tasks that are harder or easier than on average.

    A chance with the mean m becomes a beta variable with mean m and variance r m (1 - m), that is Beta(m (1-r)/r,
    (1-m) (1-r)/r), taken at Phi(sqrt(q) z[i] + sqrt(1-q) z[i,a]) with z standard normal. 0 and 1 stay what they are.

    Args:
        chance: of tasks on agents, or on 1 where the agent does not matter.
        tasks: the tasks.
        dispersion: r, between 0 and 1.
        shared: q, 0..1: the correlation of z between two agents.
        places: of each agent, its entry in the fleet and its number within it.
        luck: uniforms of the replication: one a task (purpose 7), and one a pair (purpose 23) where q is not 1.

    Returns:
        Array of shape (tasks, agents), or (tasks, 1) where still no agent matters.

    Source: Skellam, "A probability distribution derived from the binomial distribution by regarding the probability of
    success as variable between the sets of trials", JRSS B 10, 1948 (the beta-binomial); the normal copula: Nelsen, "An
    Introduction to Copulas", 2nd ed., 2006, section 2.3.
    """
    level = _levels(tasks, shared, places, luck)
    chance, level = np.broadcast_arrays(chance, level)
    inside = (chance > 0.0) & (chance < 1.0)
    total = (1.0 - dispersion) / max(dispersion, _LEAST)  # a + b
    drawn = np.array(chance)
    mean = chance[inside]
    drawn[inside] = beta_quantiles(mean * total, (1.0 - mean) * total, level[inside])
    return drawn


def _levels(tasks: TaskTable, shared: float, places: Sequence[tuple[int, int]], luck: Luck) -> Array:
    """Return how easy each pair is, as a level of its distribution: (tasks, 1) where all is shared."""
    of_task = task_uniforms(tasks, luck, Purpose.DIFFICULTY)[:, np.newaxis]
    if shared == 1.0:
        return of_task
    columns = [task_uniforms(tasks, luck, Purpose.PAIR_DIFFICULTY, MEMBERS * entry + n) for entry, n in places]
    z, of_pair = normal_quantile(of_task), normal_quantile(np.column_stack(columns))
    return each(normal_cdf, math.sqrt(shared) * z + math.sqrt(1.0 - shared) * of_pair)
