"""What a second try is worth after the first has failed: by the same agent, by another, with the error shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.fit.ratio import Ratio, share

Try = tuple[str, bool]
"""(agent, has it succeeded)"""


@dataclass(frozen=True, slots=True)
class SecondTry:
    """How often an attempt succeeds, by what another attempt at the same task came to.

    Attributes:
        after_failure: share that succeeds where the other failed.
        after_success: share that succeeds where the other succeeded.
        overall: share of all attempts that succeed.
        pairs: ordered pairs of attempts at one task whose first failed.
    """

    after_failure: Ratio
    after_success: Ratio
    overall: Ratio
    pairs: int


def second_try(tries: Mapping[str, Sequence[Try]], same_agent: bool = True, in_order: bool = False) -> SecondTry:
    """Return what attempts after the first are worth.

    Args:
        tries: of each task its attempts.
        same_agent: pairs by one agent; else pairs by two different ones.
        in_order: only pairs of an attempt and the very next one, as recorded: where a retry knows what happened;
            else all ordered pairs, as for attempts that know nothing of each other.

    >>> blind = {"a": [("x", False), ("x", False)], "b": [("x", False), ("x", True)]}
    >>> second_try(blind).after_failure.value, second_try(blind).pairs
    (0.3333333333333333, 3)
    """
    rows = [_task(list(attempts), same_agent, in_order) for attempts in tries.values()]
    counted = np.array(rows, dtype=float).reshape(len(rows), 6)
    failed, mended, succeeded, again, attempts, successes = counted.T
    return SecondTry(share(mended, failed), share(again, succeeded), share(successes, attempts), int(failed.sum()))


def _task(tries: list[Try], same_agent: bool, in_order: bool) -> tuple[int, int, int, int, int, int]:
    pairs = [
        (first, second)
        for place, (agent, first) in enumerate(tries)
        for other, (other_agent, second) in enumerate(tries)
        if (other == place + 1 if in_order else other != place) and (agent == other_agent) == same_agent
    ]
    failed = [second for first, second in pairs if not first]
    succeeded = [second for first, second in pairs if first]
    successes = [has_succeeded for _, has_succeeded in tries].count(True)
    return len(failed), failed.count(True), len(succeeded), succeeded.count(True), len(tries), successes
