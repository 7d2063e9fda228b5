"""The columns of a view that only some strategies read, made for those that ask for them."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sim.model.attempt_counts import AttemptCounts
from sim.model.situation import Situation
from sim.model.slot_times import SlotTimes
from sim.model.stale_view import StaleView
from sim.model.task_run import TaskRun
from sim.policies.strategy import READABLE

Column = Sequence[Any]
Tasks = Sequence[TaskRun]


class Facts(Protocol):
    """What is known of the wave's tasks."""

    @property
    def work_s(self) -> Callable[[int], float]:
        """Task index -> expected seconds at speed 1, mean over agents."""

    @property
    def parents(self) -> Callable[[int], Sequence[tuple[int, float]]]:
        """Task index -> (task index, hand-off seconds) of what it waits for."""


class AtOnce(Protocol):
    """Whoever knows after how many seconds each slot is through with its known work."""

    def at(self, situation: Situation) -> tuple[tuple[float, ...], ...]:
        """Return the times, [agent][slot]."""


class ColumnsOnRequest:
    """Makes the columns of `READABLE`, in that order; what is not asked for is empty and costs nothing.

    Args:
        reads: names of the columns that the strategy reads.
    """

    def __init__(self, reads: Sequence[str]) -> None:
        self.counts: AttemptCounts | None = None  # of ended attempts, once somebody counts them
        self.slot_times: AtOnce = SlotTimes()  # or who knows them otherwise
        makers: dict[str, Callable[[Tasks, Situation, Facts], Column]] = {
            "accepts": lambda tasks, situation, __: _accepted(tasks, len(situation.agents)),
            "queued_or_running": lambda _, situation, __: situation.queued_or_running(),
            "slot_free_s": lambda _, situation, __: self.slots_left(situation),
            "work_s": lambda tasks, _, facts: tuple([facts.work_s(task.index) for task in tasks]),
            "succeeded": lambda _, situation, __: self._counted("succeeded", situation),
            "failed": lambda _, situation, __: self._counted("failed", situation),
            "parents": lambda tasks, _, facts: tuple([tuple(facts.parents(task.index)) for task in tasks]),
        }
        self._makers = [makers.get(name) if name in reads else None for name in READABLE]
        self._nothing: tuple[Column, ...] = ((),) * len(READABLE)
        self._any = any(maker is not None for maker in self._makers)

    def slots_left(self, situation: Situation) -> Column:
        """Return what is left to do for each slot of each agent, as it is seen."""
        return situation.slots_seen() if isinstance(situation, StaleView) else self.slot_times.at(situation)

    def of(self, tasks: Tasks, situation: Situation, facts: Facts) -> tuple[Column, ...]:
        """Return the columns of a view.

        Args:
            tasks: to be decided on.
            situation: the fleet now.
            facts: of the wave.
        """
        if not self._any:
            return self._nothing
        return tuple([() if maker is None else maker(tasks, situation, facts) for maker in self._makers])

    def _counted(self, what: str, situation: Situation) -> Column:
        counts = (0,) * len(situation.agents) if self.counts is None else getattr(self.counts, what)
        return tuple(counts)


def _accepted(tasks: Tasks, agents: int) -> Column:
    if not any(task.accepts for task in tasks):
        return ()
    everybody = (True,) * agents
    return tuple([task.accepts or everybody for task in tasks])
