"""From a decision to a slot: what waits gets an agent, then agents fill their slots, then idle ones are offered more.

The manager says when; here stands what is done with each word that a strategy can answer (`sim/policies/actions.py`).
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from sim.model.admission.held_up import HeldUp
from sim.model.admission.limits import Limits
from sim.model.agent import Agent
from sim.model.attempt import Attempt, in_order
from sim.model.central_queue import CentralQueue
from sim.model.decision import Decider, usable_for
from sim.model.instant import Clock, let_happen
from sim.model.plan_order import PlanOrder
from sim.model.situation import Situation
from sim.model.slots import Turn
from sim.model.stale_view import StaleView
from sim.model.task_rows import assigned
from sim.model.wave_planner import WavePlanner
from sim.policies.actions import Move
from sim.policies.strategy import NO_AGENT, Kind
from sim.record.faults import CAUGHT
from sim.record.log import RunLog
from sim.scenario import Scenario


class Dispatch:
    """The attempts that wait at the manager, and the order in which they leave it.

    Args:
        clock: the virtual clock.
        scenario: says how late the strategy sees the fleet.
        agents: the fleet.
        decider: the strategy at work.
        log: the run's log.
        queue_at: lets an attempt join an agent's queue.
        tickets: ascending numbers for places in lines, shared with the fleet.
    """

    def __init__(
        self,
        clock: Clock,
        scenario: Scenario,
        agents: Sequence[Agent],
        decider: Decider,
        log: RunLog,
        queue_at: Callable[[Agent, Attempt], None],
        tickets: Iterator[int],
    ) -> None:
        self.pulls = decider.strategy.kind is Kind.PULL
        self.moves = decider.strategy.on_idle is not None
        self.holds: dict[int, Attempt] = {}  # those that wait for an agent, by their keys
        self._clock = clock
        self._agents = agents
        self._decider = decider
        self._log = log
        self._queue_at = queue_at
        self._situation: Situation = Situation(agents)
        late_s = scenario.assignment.view_delay
        self._stale = StaleView(self._situation, late_s) if late_s else None
        self.central = CentralQueue(agents, tickets)
        self._givings = count()
        self._to_fill: set[int] = set()  # agents whose queue or slots changed
        self._held_up: HeldUp | None = None  # None: no limit sends attempts back to their queues
        self._granted: list[Turn] = []  # by the decision that is being made
        self._kept: WavePlanner | None = None  # whose plan the agents keep to
        self._order = PlanOrder(len(agents), self._look_again) if decider.strategy.keeps_plan else None
        self.ask_again: Callable[[], None] = lambda: None  # called when an agent need not wait any more
        if self._stale is not None:
            self._situation = self._stale
            if "slot_free_s" in decider.strategy.reads:
                self._stale.slot_times = decider.on_request.slots_left
        if self._order is not None:
            log.observe(self._order.observe, PlanOrder.kinds)

    @property
    def waiting(self) -> int:
        """Return the number of attempts that wait at the manager."""
        return self.central.length if self.pulls else len(self.holds)

    def situation(self) -> Situation:
        """Return the fleet as the strategy sees it now."""
        return self._situation.at(self._clock.now)

    def keep(self, planner: WavePlanner) -> None:
        """Let the agents keep to a plan that has just been made, where the strategy wants that."""
        if self._order is not None and planner.plan is not None and planner is not self._kept:
            self._kept = planner
            self._order.begin(planner.given)

    def _look_again(self, agent: int) -> None:
        self._to_fill.add(agent)
        self.ask_again()

    def take_in(self, attempt: Attempt, planner: WavePlanner) -> None:
        """Let an attempt wait at the manager: in the central queue of a pull system, else until it gets an agent."""
        if self.pulls:
            attempt.task.rank = self._decider.rank(attempt, self.situation(), planner.facts)
            self.central.put(attempt, attempt.task.rank)
        else:
            self.holds[attempt.key] = attempt

    def withdraw(self, attempt: Attempt) -> None:
        """Take one out, if it waits here."""
        if attempt.ticket >= 0:
            self.central.withdraw(attempt)
        else:
            self.holds.pop(attempt.key, None)

    # Agents for tasks

    def assign(self, planner: WavePlanner) -> None:
        """Give what waits to agents, by task index; what finds none, or is held, goes on waiting."""
        situation = self.situation()
        if not situation.any_usable and not planner.has_given:
            return
        for key in in_order(self.holds):
            attempt = self.holds[key]
            chosen, by = self._choose(attempt, situation, planner)
            if chosen != NO_AGENT:
                del self.holds[key]
                agent = self._agents[chosen]
                self._give(attempt, agent, by, situation)
                self._queue_at(agent, attempt)
                situation.give(agent)

    def _choose(self, attempt: Attempt, situation: Situation, planner: WavePlanner) -> tuple[int, str]:
        given = planner.take(attempt.task.index) if planner.has_given and not attempt.copy else None
        if given is not None and (situation.usable[given[0]] or self._waits_for(given[0])):
            chosen, attempt.task.rank = given
            return chosen, self._decider.strategy.name
        accepts = attempt.accepts
        if not (any(usable_for(accepts, situation)) if accepts else situation.any_usable):
            return NO_AGENT, ""
        return self._decider.pick(attempt, situation, planner.facts)

    def _waits_for(self, agent: int) -> bool:
        """Whether what is planned for an agent that is not usable goes there all the same: it is down, and not full."""
        return not self._agents[agent].reassigns and not self._agents[agent].is_full

    def _give(self, attempt: Attempt, agent: Agent, by: str, situation: Situation) -> None:
        attempt.task.agent = agent
        attempt.give_to(agent)
        agent.last_given = next(self._givings)
        agent.touch()
        self._log.add(assigned(attempt, agent, by, situation.is_least_loaded(agent.index, attempt.accepts)))

    # Slots for attempts

    def look_at(self, agent: Agent) -> None:
        """Note that something about an agent changed, so that its free slots are looked at."""
        self._to_fill.add(agent.index)

    def file(self, agent: Agent, slot: int) -> None:
        """In a pull system: note that a slot is free from now on."""
        if self.pulls:
            self.central.file(agent, slot)

    def file_all(self, agent: Agent) -> None:
        """In a pull system: note that an agent is up again, whose free slots idle from now on."""
        if self.pulls:
            self.central.file_all(agent)

    def fill_slots(self) -> None:
        """Let free slots take from the central queue; then agents, by index, from their own."""
        if self.pulls:
            self._pull()
        order, held_up = self._order, self._held_up
        if held_up is not None:
            self._to_fill |= held_up.agents()
        for index in sorted(self._to_fill):
            agent = self._agents[index]
            breaker = agent.breaker
            while agent.queue.length and agent.idle_slots and agent.up and (order is None or order.may_start(agent)):
                if breaker is not None and not breaker.lets_take(agent):
                    break
                attempt = agent.dequeue() if held_up is None else held_up.next_of(agent, order is not None)
                if attempt is None:
                    break
                if breaker is not None:
                    breaker.take(attempt)
                agent.take_slot(attempt)
                self._granted.append(attempt.turn)
                if order is not None:
                    order.started(attempt.task.index)
        self._to_fill.clear()

    def let_start(self) -> None:
        """Let the attempts go on that have got a slot, in the order in which they got it."""
        granted, self._granted = self._granted, []
        for turn in granted:
            let_happen(turn)
        if self._stale is not None:
            self._stale.note(self._clock.now)

    def hold_up(self, limits: Limits | None) -> None:
        """Let limits send attempts back to their queues, if some do that."""
        if limits is None or not limits.sends_back:
            return
        limits.one_queue = self.pulls
        self._held_up = self.central.held_up = HeldUp(limits)

    def put_back(self, attempt: Attempt) -> None:
        """Take the slot of an attempt, which stands again where it stood; from a held slot it queues as others do."""
        assert self._held_up is not None
        agent = attempt.its_agent
        agent.free_slot(attempt)
        attempt.turn = Turn(self._clock)
        stood_in_line = self._held_up.put_back(attempt)
        if not self.pulls:
            if stood_in_line:
                agent.waiting_s += attempt.expected_s
            else:
                agent.enqueue(attempt)
            return
        attempt.agent = None
        if stood_in_line:
            self.central.length += 1
        else:
            assert attempt.task.rank is not None  # since it first came here
            self.central.put(attempt, attempt.task.rank)

    def grant(self, attempt: Attempt) -> None:
        """Let an attempt go on with the decision that is due: it has a slot already."""
        self._granted.append(attempt.turn)

    def _pull(self) -> None:
        while (taken := self.central.take()) is not None:
            agent, slot, attempt = taken
            if attempt.is_orphan:
                attempt.give_to(agent)  # its task is not: who waits for it looks elsewhere by now
            else:
                self._give(attempt, agent, self._decider.strategy.name, self.situation())
            agent.take_slot(attempt, slot)
            if agent.breaker is not None:
                agent.breaker.take(attempt)
            self._granted.append(attempt.turn)
            self.look_at(agent)

    # Queued work for idle slots

    def fill_idle_slots(self, planner: WavePlanner) -> None:
        """Ask a strategy that moves work what of it is to go to slots that idle."""
        while any(map(_has_idle_slot, self._agents)):
            queued = [attempt for agent in self._agents for attempt in agent.queue.in_order() if _may_move(attempt)]
            fleet = self.situation() if self._stale is None else self._stale.current.at(self._clock.now)
            moves = self._decider.on_idle(queued, fleet, planner.facts) if queued else ()
            if not moves:
                return
            where = {attempt.task.index: attempt for attempt in queued}
            try:
                for move in moves:
                    self._move(move, where)
            except CAUGHT as error:
                self._decider.caught_on_idle(error, planner.facts.wave)
                return
            self.fill_slots()
            if self.holds:
                self.ask_again()  # an agent that lost a task may no longer be full

    def _move(self, move: Move, where: dict[int, Attempt]) -> None:
        attempt = where.pop(move.task, None)
        if attempt is None:
            raise ValueError(f"it moved task {move.task}, which waits in no queue")
        if not 0 <= move.agent < len(self._agents) or not _has_idle_slot(self._agents[move.agent]):
            raise ValueError(f"it moved a task to agent {move.agent}, which has no slot that idles")
        if attempt.accepts and not attempt.accepts[move.agent]:
            raise ValueError(f"it moved a task to agent {move.agent}, which does not accept it")
        attempt.its_agent.withdraw(attempt)
        attempt.timer = None  # its time does not count where it may be on its way now
        self.look_at(attempt.its_agent)
        agent = self._agents[move.agent]
        self._give(attempt, agent, self._decider.strategy.name, self.situation())
        self._queue_at(agent, attempt)


def _may_move(attempt: Attempt) -> bool:
    # A copy that some agents may not take looks to a strategy like any attempt at its task.
    # Who was sent back by a limit keeps his place, and asks no other agent's slot: he would be moved in a circle.
    return not attempt.is_orphan and not attempt.may_take and not attempt.lacks


def _has_idle_slot(agent: Agent) -> bool:
    idle = agent.up and agent.free_slots > agent.queue.length + len(agent.on_the_way)
    return idle and (agent.breaker is None or agent.breaker.lets_pull)
