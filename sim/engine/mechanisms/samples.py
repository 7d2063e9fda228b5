"""Samples of the fleet, as the monitor takes them; not of a scenario, but of a run that is watched."""

from collections.abc import Callable, Mapping

from sim.engine.kernel import trace
from sim.engine.kernel.kernel import NEEDS_SAMPLES
from sim.engine.mechanism import InRun, Mechanism
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.engine.seen import room_for
from sim.record.rows import Row

_FIRST = 64  # samples for which there is room at first
_OF_SAMPLES = "sample_waiting sample_ready"
_OF_AGENTS = "sample_queued sample_busy sample_up"


class Samples(InRun):
    """Gives the kernel room for samples.

    Args:
        run: in which the fleet is sampled.
    """

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        columns, room = run.columns, room_for(len(run.prepared.agents))
        self._most = _FIRST
        self._size()
        columns.set({
            "interval_s": run.prepared.scenario.monitor.interval, "until_longer": room, "half": room - room // 2,
            "most_samples": self._most,
        })  # fmt: skip

    def _size(self) -> None:
        columns, agents = self.run.columns, len(self.run.prepared.agents)
        columns.room("sample_at", self._most)
        columns.room(_OF_SAMPLES, self._most, whole=True)
        columns.room(_OF_AGENTS, self._most * agents, whole=True)
        columns.room("sample_load", self._most * agents)

    def make_room(self) -> None:
        """Let there be room for twice as many."""
        self._most *= 2
        self._size()
        self.run.columns.set({"most_samples": self._most})

    def answers(self) -> Mapping[int, Callable[[], None]]:  # noqa: D102 - as in InRun
        return {NEEDS_SAMPLES: self.make_room}


def _sampled(rows: RowsOfRun, j: int) -> Row:
    assert rows.seen is not None
    at, waiting, ready = rows.at("sample_at sample_waiting sample_ready", j)
    by_agent = rows.block("sample_queued sample_busy sample_up sample_load", j, len(rows.agents))
    return rows.seen.row(at, rows.wave, waiting, ready, by_agent)


SAMPLES = Mechanism(name="samples", in_run=Samples, rows={trace.SAMPLED: _sampled})
