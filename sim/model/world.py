"""The simulated world of one run: clock, luck, log, and the parts that act, wired together."""

from collections.abc import Callable, Generator, Sequence

from simpy import Event

from sim.document.quantity import exact_duration
from sim.luck import Luck
from sim.model.admission.blocks import Blocks
from sim.model.admission.breaker import set_breakers
from sim.model.admission.budget import budget_of
from sim.model.admission.gates import Gatekeeper
from sim.model.agent_executor import AgentExecutor
from sim.model.agent_manager import AgentManager
from sim.model.attempt_draws import AttemptDraws
from sim.model.changes import Changes
from sim.model.decision import Decider
from sim.model.down_times import DownTimes
from sim.model.hazards.timeout import Timeout
from sim.model.instant import Clock, Kind
from sim.model.labels import Labels
from sim.model.monitor_process import MonitorProcess
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.record.collector import collector_paused
from sim.record.costs import money_of
from sim.record.faults import Faults
from sim.record.log import RunLog
from sim.record.task_end import NOT_FINISHED
from sim.scenario import Scenario

Process = Generator[Event, object, None]

MOST_OUTAGES = 1_000_000
"""Breakdowns at which a run ends, whatever gets done between them."""
MOST_OUTAGES_IN_VAIN = 100_000
"""Breakdowns without a task that ends between them at which a run ends: work that every outage undoes would go on to
the horizon, which may take for ever."""


NOTHING_PENDS = "tasks wait, and nothing that is under way can let one start"


class World:
    """Everything that lives on the virtual clock of one run.

    Args:
        scenario: what is simulated.
        replication: number of the replication, from 0.
        strategy: the assignment strategy.
        settings: its settings, resolved.
        gates: the safety gates in their order.
        strict: abort at the first exception inside instead of going on.
        tell: receives what goes wrong inside, for people.
        sampled: sample the fleet; nothing in the world depends on it.
    """

    def __init__(
        self,
        scenario: Scenario,
        replication: int,
        strategy: Strategy,
        settings: tuple[float, ...],
        gates: Sequence[Gate],
        strict: bool = False,
        tell: Callable[[str], None] | None = None,
        sampled: bool = True,
    ) -> None:
        self.scenario = scenario
        self.clock = Clock()
        self.luck = Luck(scenario.seed, replication)
        self.log = RunLog(tuple(agent_id for agent_id, _ in scenario.fleet.agents_by_id()), money=money_of(scenario))
        self.faults = Faults(self.log, lambda: self.clock.now, tell, strict)
        decider = Decider(strategy, settings, self.luck, self.faults)
        counts = decider.attempt_counts(len(self.log.agent_ids))
        if counts is not None:
            self.log.observe(counts.observe, counts.kinds)
        note = self.faults.note
        timeout = Timeout(self.clock, scenario.retry)
        self.manager = AgentManager(self.clock, scenario, self.luck, decider, self.log, note, timeout)
        blocks = Blocks(scenario.gates.cooldown) if scenario.gates.block_on_anomaly else None
        draws = AttemptDraws(scenario, self.luck)
        self.gatekeeper = Gatekeeper(scenario, draws, gates, self.faults, blocks)
        self._changes = Changes(scenario.fleet) if scenario.fleet.changes else None
        self.executor = AgentExecutor(
            self.clock,
            scenario,
            self.luck,
            draws,
            self.manager,
            self.gatekeeper,
            self.log,
            note,
            timeout,
            budget_of(self.log.money),
            self._changes,
        )
        if scenario.breaker is not None:
            set_breakers(scenario.breaker, self.manager.agents, self.log, self.manager.offer_slots)
        self._labels = Labels(self.clock, scenario, self.manager, self.log)
        self.monitor = MonitorProcess(self.clock, scenario.monitor, self.manager, self.log, note) if sampled else None
        if blocks is not None:
            self.log.observe(blocks.observe, Blocks.kinds)
        self.ended_early: str | None = None
        self._outages = 0
        self._outages_in_vain = 0
        self._ended_before = 0  # tasks, when the agent before broke down
        self._over = Event(self.clock)

    def run(self, waves: Callable[[], Process]) -> None:
        """Let the world live until its waves are through, nothing can happen any more, or the horizon is reached.

        Args:
            waves: makes the process that goes through the waves.
        """
        self._start_outages()
        self.manager.after_decision = self._end_if_stalled
        if self.monitor is not None:
            self.clock.process(self.monitor.process())
        self.clock.process(self._live(waves))
        horizon = self.clock.at(self.scenario.horizon, Kind.RUN_END)
        assert horizon.callbacks is not None
        horizon.callbacks.append(lambda _: self._end_early(horizon_reached(self.scenario.horizon)))
        with collector_paused():
            self.clock.run_until(self._over)
        if self.ended_early is not None:
            self.faults.note(f"the run ended early: {self.ended_early}")
            self.executor.abandon(f"{NOT_FINISHED}{self.ended_early}")
        self.executor.cut_orphans()

    def _live(self, waves: Callable[[], Process]) -> Process:
        yield from waves()
        self._end()

    def _start_outages(self) -> None:
        manager, fleet = self.manager, self.scenario.fleet
        down_times = DownTimes(
            self.clock, fleet, self.luck, self.log, manager.agents, self._count_outage, manager.break_down,
            manager.come_up,
        )  # fmt: skip
        recorded = {} if manager.replay is None else manager.replay.outages()
        down_times.start(recorded, {} if manager.workload is None else manager.workload.down)
        self._labels.start(self._changes)

    def _count_outage(self) -> None:
        self._outages += 1
        if self.executor.ended > self._ended_before:
            self._ended_before, self._outages_in_vain = self.executor.ended, 0
        self._outages_in_vain += 1
        if self._outages_in_vain > MOST_OUTAGES_IN_VAIN:
            self._end_early(too_many_outages(in_vain=True))
        elif self._outages > MOST_OUTAGES:
            self._end_early(too_many_outages(in_vain=False))

    def _end_if_stalled(self) -> None:
        if self.executor.is_stalled and not self._labels.slots_to_come:
            self._end_early(NOTHING_PENDS)

    def _end_early(self, reason: str) -> None:
        if not self._over.triggered:
            self.ended_early = reason
            self._end()

    def _end(self) -> None:
        if not self._over.triggered:
            self.clock.plan(self._over, self.clock.now, Kind.RUN_END)


def horizon_reached(horizon_s: float) -> str:
    """Return why a run ended that its horizon cut off."""
    return f"the horizon of {exact_duration(horizon_s)} was reached"


def too_many_outages(in_vain: bool) -> str:
    """Return why a run ended that did nothing but break down.

    Args:
        in_vain: whether no task ended between the breakdowns.
    """
    count = f"{MOST_OUTAGES_IN_VAIN:,} breakdowns in which no task ended" if in_vain else f"{MOST_OUTAGES:,} breakdowns"
    return (
        f"there were more than {count}; set a longer mtbf, an earlier horizon, or "
        "on_breakdown: resume where attempts begin anew"
    )
