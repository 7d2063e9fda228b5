"""What happens to the work of an agent when it goes down, and what is told of it; and when it is up again."""

from collections.abc import Callable

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.down_times import Rules
from sim.model.instant import Clock
from sim.record.log import RunLog
from sim.record.rows import OutageBegan, OutageEnded, WorkStranded


class UpsAndDowns:
    """Lets agents go down and come up.

    Args:
        clock: the virtual clock.
        log: the run's log.
        leaves_orphans: whether there may be attempts for which nobody waits.
        hand_back: takes an attempt that its agent gives away.
    """

    def __init__(
        self,
        clock: Clock,
        log: RunLog,
        leaves_orphans: bool,
        hand_back: Callable[[Attempt], None],
    ) -> None:
        self._clock = clock
        self._log = log
        self._leaves_orphans = leaves_orphans
        self._hand_back = hand_back

    def go_down(self, agent: Agent, wave: int, rules: Rules) -> None:
        """Let an agent go down: its running attempts are struck, its queue stays or is handed back; orphans end."""
        agent.go_down()
        agent.reassigns = rules.reassigns
        self._log.add(OutageBegan(agent.index, agent.agent_id, self._clock.now, agent.queue.length))
        rules.hazard.hit(agent)
        leaving = self._leaving(agent)
        for attempt in leaving:
            agent.let_go(attempt)
        for attempt in leaving:
            if attempt.is_orphan:
                attempt.process.interrupt(rules.hazard)
            else:
                self._hand_back(attempt)
        if not agent.reassigns:
            self.tell_stranded(agent, wave)

    def _leaving(self, agent: Agent) -> list[Attempt]:
        if agent.reassigns:
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
