"""What happens to the work of an agent when it goes down, and what is told of it; and when it is up again."""

from collections.abc import Callable

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.hazards.breakdown import Breakdown
from sim.model.hazards.recorded_outage import RecordedOutage
from sim.model.instant import Clock
from sim.record.log import RunLog
from sim.record.rows import OutageBegan, OutageEnded, WorkStranded
from sim.scenario import BreakdownSpec, Failover


class UpsAndDowns:
    """Lets agents go down and come up.

    Args:
        clock: the virtual clock.
        spec: of the breakdowns; None: there are none but recorded ones.
        log: the run's log.
        leaves_orphans: whether there may be attempts for which nobody waits.
        hand_back: takes an attempt that its agent gives away.
    """

    def __init__(
        self,
        clock: Clock,
        spec: BreakdownSpec | None,
        log: RunLog,
        leaves_orphans: bool,
        hand_back: Callable[[Attempt], None],
    ) -> None:
        self.reassigns = spec is not None and spec.failover is Failover.REASSIGN
        self._breakdown = RecordedOutage() if spec is None else Breakdown(spec.on_breakdown)
        self._clock = clock
        self._log = log
        self._leaves_orphans = leaves_orphans
        self._hand_back = hand_back

    def go_down(self, agent: Agent, wave: int) -> None:
        """Let an agent go down: its running attempts are struck, its queue stays or is handed back; orphans end."""
        agent.go_down()
        self._log.add(OutageBegan(agent.index, agent.agent_id, self._clock.now, agent.queue.length))
        self._breakdown.hit(agent)
        leaving = self._leaving(agent)
        for attempt in leaving:
            agent.let_go(attempt)
        for attempt in leaving:
            if attempt.is_orphan:
                attempt.process.interrupt(self._breakdown)
            else:
                self._hand_back(attempt)
        if not self.reassigns:
            self.tell_stranded(agent, wave)

    def _leaving(self, agent: Agent) -> list[Attempt]:
        if self.reassigns:
            return agent.queue.in_order() + [agent.on_the_way[index] for index in sorted(agent.on_the_way)]
        if self._leaves_orphans:
            return [attempt for attempt in agent.queue.in_order() if attempt.is_orphan]
        return []

    def come_up(self, agent: Agent) -> None:
        """Let a repaired agent serve again."""
        began_at = agent.down_since
        agent.come_up()
        self._log.add(OutageEnded(agent.index, agent.agent_id, began_at, self._clock.now))

    def tell_stranded(self, agent: Agent, wave: int) -> None:
        """Tell, once an outage, that work waits at an agent that is down."""
        if agent.up or not agent.queue.length or agent.stranded_told:
            return
        agent.stranded_told = True
        self._log.add(WorkStranded(agent.index, agent.agent_id, wave, self._clock.now, agent.queue.length))
