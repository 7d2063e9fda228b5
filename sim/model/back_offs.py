"""Between a failed attempt and the next one: where the next one waits, and where it goes.

same: at its agent, or in the slot that it holds      other, any, tier, pull, failover: nobody's, then to the manager
"""

from collections.abc import Sequence

from sim.model.agent import Agent
from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.hazards.timeout import Timeout
from sim.model.instant import Clock
from sim.model.retry_budget import RetryBudget
from sim.model.slots import Turn
from sim.policies.retry_rules import RetryRules, Rule
from sim.record.outcomes import AGENT_DOWN, TIMEOUT


class BackOffs:
    """Begins and ends the back-offs of tasks.

    Args:
        clock: the virtual clock.
        manager: takes attempts back.
        rules: by class of failure.
        timeout: says whether attempts whose time is up go on as orphans.
        budget: counts retries; None: there is none.
    """

    def __init__(
        self, clock: Clock, manager: AgentManager, rules: RetryRules, timeout: Timeout, budget: RetryBudget | None
    ) -> None:
        self._clock = clock
        self._manager = manager
        self._rules = rules
        self._timeout = timeout
        self._budget = budget
        self._stays: set[Attempt] = set()  # at its agent, whatever `failover` says
        self.under_way = 0

    def begin(self, failed: Attempt) -> Attempt:
        """Return a task's next attempt: work of its agent meanwhile, or nobody's where it will go by the manager."""
        process = self._clock.active_process  # that of the task; the failed attempt may have become an orphan's
        assert process is not None
        assert failed.failure is not None
        manager = self._manager
        attempt = Attempt(failed.task, failed.number + 1, process, Turn(self._clock))
        self.under_way += 1
        rule = self._rules.after(failed.failure.code)
        if rule.where != "same" or manager.tiers is not None:
            self._choose_agents(failed, rule)
        holds = failed.agent is not None and failed.agent.holds.get(failed.task.index) is not None
        goes_back = (manager.pulls and not holds) or rule.where != "same"
        if failed.failure is AGENT_DOWN and failed.its_agent.reassigns:
            goes_back = goes_back or not rule.of_its_own
            if not goes_back:
                self._stays.add(attempt)
        if manager.replay is not None:
            goes_back = manager.replay.plan(manager.planner, failed.task.index, attempt.number) or goes_back
        if not goes_back:
            attempt.give_to(failed.its_agent)
            failed.its_agent.begin_backoff(attempt)
        return attempt

    def end(self, attempt: Attempt) -> None:
        """Queue an attempt: at its agent, or at the manager where it goes back; or give it the slot that it holds."""
        agent, manager = attempt.agent, self._manager
        self._note_end(starts=True)
        if agent is not None:
            agent.end_backoff(attempt)
            if agent.holds and self._resume(agent, attempt):
                return
        if agent is None or (agent.reassigns and not agent.up and attempt not in self._stays) or agent.is_full:
            manager.receive(attempt)
        else:
            manager.come_back(attempt)
        self._stays.discard(attempt)

    def drop(self, attempt: Attempt) -> None:
        """End the back-off of an attempt that will not be made."""
        self._note_end(starts=False)
        if attempt.agent is not None and attempt.agent.holds:
            self._end_hold(attempt.agent, attempt.task.index)
        self._manager.withdraw(attempt)

    def _note_end(self, starts: bool) -> None:
        self.under_way -= 1
        if self._budget is not None:
            self._budget.end_backoff(self._clock.now, starts)

    # The same slot

    def keep_slot(self, failed: Attempt) -> bool:
        """Let a task hold the slot of an attempt that is to be tried again there; return whether it does."""
        assert failed.failure is not None
        if not failed.has_slot or not failed.its_agent.up or failed.failure is AGENT_DOWN:
            return False
        if failed.failure is TIMEOUT and self._timeout.leaves_orphans and not failed.lacks:
            return False
        if not self._rules.after(failed.failure.code).retry.hold_slot:
            return False
        failed.its_agent.hold_slot(failed)
        if self._manager.limits is not None:
            self._manager.limits.release(failed)
        self._manager.update_agent_state(failed.its_agent)
        return True

    def _resume(self, agent: Agent, attempt: Attempt) -> bool:
        task = attempt.task.index
        if task not in agent.holds:
            return False
        if agent.breaker is not None and not agent.breaker.lets_pull:
            self._end_hold(agent, task)
            return False
        attempt.queued_at = self._clock.now
        if attempt.task.timeout_s is not None:
            self._timeout.join_queue(attempt)
        if agent.breaker is not None:
            agent.breaker.take(attempt)
        agent.resume_slot(attempt)
        self._manager.let_start(attempt)
        return True

    def _end_hold(self, agent: Agent, task: int) -> None:
        slot = agent.holds.pop(task, None)
        if slot is not None:
            agent.release(slot)
            self._manager.offer_slots(agent)

    # Other agents

    def _choose_agents(self, failed: Attempt, rule: Rule) -> None:
        """Say which agents the next attempt may go to."""
        task, manager = failed.task, self._manager
        accepts: Sequence[bool] = manager.wave_tasks.accepts(task.index)
        if manager.tiers is not None:
            if rule.where == "tier":
                task.tier = min(task.tier + 1, len(manager.tiers.of(accepts)) - 1)
            accepts = manager.tiers.agents_of(task, accepts)
        task.accepts = accepts
        if rule.where == "other" and failed.agent is not None:
            task.accepts = _without(accepts, failed.agent.index, len(manager.agents))


def _without(accepts: Sequence[bool], agent: int, agents: int) -> Sequence[bool]:
    """Return who accepts a task besides an agent; where nobody does, who accepts it."""
    others = tuple([accepted and index != agent for index, accepted in enumerate(accepts or (True,) * agents)])
    return others if any(others) else accepts
