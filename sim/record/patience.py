"""How long those who wait for an attempt do so, as far as the laws of the log must know it."""

from collections.abc import Mapping
from typing import NamedTuple


class Patience(NamedTuple):
    """The time-outs of attempts."""

    timeout_s: float | None = None  # None: none
    by_type: Mapping[str, float] = {}  # of the types of tasks that have their own
    counts_the_queue: bool = False  # the time-out counts from queueing, else the seconds worked
    leaves_orphans: bool = False
    by_task: Mapping[int, float] = {}  # of tasks that have their own, by index

    def of(self, type_name: str | None, task: int | None = None) -> float | None:
        """Return the time-out of the attempts of a task.

        Args:
            type_name: of the task; None: it has none.
            task: its index.

        >>> Patience(timeout_s=60.0, by_type={"long": 600.0}).of("long")
        600.0
        """
        if task is not None and task in self.by_task:
            return self.by_task[task]
        return self.timeout_s if type_name is None else self.by_type.get(type_name, self.timeout_s)


FOR_EVER = Patience()
