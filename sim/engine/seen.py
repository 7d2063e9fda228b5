"""What the monitor saw of the fleet, as rows of the log: the kernel's samples, with rates of the attempts before."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.document.quantity import exact_duration
from sim.model.monitor_process import MOST_VALUES
from sim.model.rate_window import RateWindow
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AttemptEnded, Sampled

if TYPE_CHECKING:
    from sim.engine.run import KernelRun


def room_for(agents: int) -> int:
    """Return the number of samples after which they are taken half as often.

    Args:
        agents: of the fleet.
    """
    return MOST_VALUES // (1 + agents)


class SeenSamples:
    """Makes the rows of samples; what attempts count for is taken from their rows, which come before.

    Args:
        run: in which the fleet is sampled.
        note: takes a line for people.
    """

    def __init__(self, run: "KernelRun", note: Callable[[str], None]) -> None:
        agents = len(run.prepared.agents)
        spec = run.prepared.scenario.monitor
        self._note = note
        self._window = RateWindow(spec.window, agents)
        self._interval_s = spec.interval
        self._room = room_for(agents)
        self._taken = 0
        self._completed, self._failed, self._retries = [0] * agents, [0] * agents, [0] * agents
        self._rates: tuple[tuple[float | None, ...], ...] = ((None,) * agents,) * 2

    def see(self, row: AttemptEnded | AttemptWithdrawn) -> None:
        """Count an attempt that has ended."""
        if isinstance(row, AttemptEnded) and row.approved:
            self._window.add(row)
        if row.agent is None:
            return
        if row.error_class is None:
            self._completed[row.agent] += 1
        elif row.backoff is not None:
            self._retries[row.agent] += 1
        else:
            self._failed[row.agent] += 1

    def fail(self, agent: int) -> None:
        """Count a task that failed between two attempts.

        Args:
            agent: whose the next one was.
        """
        self._failed[agent] += 1

    def row(self, at: float, wave: int, waiting: int, ready: int, by_agent: Sequence[list[Any]]) -> Sampled:
        """Return the row of a sample.

        Args:
            at: when it was taken, in seconds.
            wave: that went on.
            waiting: tasks at the manager.
            ready: tasks so far that nothing but an agent was missing for.
            by_agent: lengths of queues, busy slots, whether they are up, loads in seconds.
        """
        queued, busy, up, load_s = by_agent
        if self._window.move_to(at):
            self._rates = tuple(self._window.success_rate[:-1]), tuple(self._window.prediction_error[:-1])
        system = self._window.success_rate[-1], self._window.prediction_error[-1]
        counts = tuple(self._completed), tuple(self._failed), tuple(self._retries)
        seen = tuple(queued), tuple(busy), tuple(map(bool, up))
        return Sampled._make((at, wave, waiting, *seen, *counts, tuple(load_s), *self._rates, *system, ready))

    def count(self) -> None:
        """Count a sample whose row has been logged; tell where they become rarer."""
        self._taken += 1
        if self._taken == self._room:
            self._taken, self._interval_s = self._room // 2, 2.0 * self._interval_s
            self._note(f"the run is long: from now on it is sampled every {exact_duration(self._interval_s)}")
