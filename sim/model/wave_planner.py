"""The plan of one wave: what is expected of it, and where a batch strategy wants its tasks."""

from collections.abc import Mapping, Sequence
from math import fsum

from sim.model.agent import Agent
from sim.model.decision import Decider, WaveFacts
from sim.model.situation import Situation
from sim.model.wave_plan import coordination_plan, even_plan
from sim.model.wave_tasks import WaveTasks
from sim.policies.strategy import NO_AGENT, Kind
from sim.record.views import CoordinationPlan


class WavePlanner:
    """Plans one wave, once, as soon as an agent is up.

    Args:
        tasks: the wave's tasks.
        agents: the fleet.
        decider: the strategy at work.
    """

    def __init__(self, tasks: WaveTasks, agents: Sequence[Agent], decider: Decider) -> None:
        self.tasks = tasks
        self.plan: CoordinationPlan | None = None
        self._agents = agents
        self._decider = decider
        self._given: dict[int, tuple[int, float | None]] = {}  # agent and rank, by task index
        self._mean_expected_s = tasks.mean_expected_s()
        schedule = tasks.tasks.schedule
        self.facts = WaveFacts(
            wave=tasks.wave,
            fair_share_s=fsum(self._mean_expected_s) / sum(agent.spec.capacity for agent in agents),
            schedule=lambda index: schedule.get(index, ()),
            work_s=tasks.mean_work_s,
            parents=tasks.parents_of,
        )

    def make(self, situation: Situation) -> CoordinationPlan | None:
        """Plan the wave over the agents that are up; return None, and plan later, where none is.

        A batch strategy gives every task its agent and rank here. For the other kinds the plan is an expectation: the
        fair share for everyone.
        """
        if self.plan is None and situation.any_usable:
            batch = self._decider.strategy.kind is Kind.BATCH
            self.plan = self._batch(situation) if batch else self._even(situation)
        return self.plan

    def offered_load(self) -> float | None:
        """Return the wave's work over what the slots can do from its start to its last release.

        First attempts only, each as long as it is in truth on the mean agent; None where all tasks are released at
        once.
        """
        offsets = self.tasks.tasks.release_offset_s
        last_s = max(offsets[index] for index in self.tasks.members)
        slots = sum(agent.spec.capacity for agent in self._agents)
        return fsum(self.tasks.mean_service_s()) / (slots * last_s) if last_s > 0.0 else None

    @property
    def given(self) -> Mapping[int, tuple[int, float | None]]:
        """Agent and rank, by task index, of what the plan has for tasks that have not been released."""
        return self._given

    def give(self, index: int, agent: int, rank: float) -> None:
        """Plan one task anew, in place of what the plan has for it."""
        self._given[index] = (agent, rank)

    def take(self, index: int) -> tuple[int, float | None] | None:
        """Return the agent and rank that the plan has for a task, once; None where it has none."""
        return self._given.pop(index, None)

    @property
    def has_given(self) -> bool:
        """Whether the plan still has agents for tasks that have not been released."""
        return bool(self._given)

    def _batch(self, situation: Situation) -> CoordinationPlan:
        tasks = [self.tasks.run_of(index) for index in self.tasks.members]
        chosen, ranks = self._decider.plan(tasks, situation, self.facts)
        for task, agent, rank in zip(tasks, chosen, ranks, strict=True):
            if agent != NO_AGENT:
                self._given[task.index] = (agent, None if rank != rank else rank)
        return coordination_plan(
            self.facts.wave,
            self._decider.strategy.name,
            [agent.agent_id for agent in self._agents],
            situation.capacity,
            [task.task_id for task in tasks],
            chosen,
            [task.expected_s for task in tasks],
        )

    def _even(self, situation: Situation) -> CoordinationPlan:
        work_s = self._mean_expected_s
        return even_plan(
            self.facts.wave,
            self._decider.strategy.name,
            [agent.agent_id for agent in self._agents],
            situation.usable,
            self.facts.fair_share_s,
            fsum(work_s),
            max(work_s),
        )
