"""Of a record of millions of attempts, whole tasks that stand for all of them."""

import numpy as np
from numpy.typing import NDArray

from sim.fit.draws import DrawsFor, keyed_draws

MOST_ATTEMPTS = 100_000
"""Of which everything is estimated; of longer records so many are, all attempts of the tasks that were drawn."""


def tasks_drawn(tasks: NDArray[np.int64], most: int, draws: DrawsFor | None) -> NDArray[np.bool_]:
    """Return which attempts stand for all: whole tasks, each as likely, about as many attempts as asked for.

    Attempts at one task hang together, so they go together.

    Args:
        tasks: number of the task of each attempt, from 0; shape (n,).
        most: attempts that are wanted.
        draws: keyed draws.

    >>> tasks = np.repeat(np.arange(1000), 3)
    >>> drawn = tasks_drawn(tasks, 300, None)
    >>> 200 < int(drawn.sum()) < 400, set(np.bincount(tasks[drawn], minlength=1000).tolist())
    (True, {0, 3})
    """
    if len(tasks) <= most:
        return np.ones(len(tasks), dtype=bool)
    uniforms = (draws or keyed_draws(0))("sample of tasks")(0, int(tasks.max()) + 1)
    result: NDArray[np.bool_] = (uniforms < most / len(tasks))[tasks]
    return result
