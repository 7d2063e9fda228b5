"""A strategy in Python, with the kernel's world around it: it is shown the same views as by the model."""

from dataclasses import dataclass, field
from typing import Any, cast

from sim.engine.caught import Catcher
from sim.engine.columns import Columns
from sim.engine.kernel import trace
from sim.engine.prepared import Prepared
from sim.engine.slot_times import KernelSlotTimes
from sim.luck import Luck
from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.attempt_counts import AttemptCounts
from sim.model.decision import Decider
from sim.model.situation import Situation
from sim.model.task_run import TaskRun
from sim.model.wave_planner import WavePlanner
from sim.model.wave_tasks import WaveTasks
from sim.record.faults import Faults
from sim.scenario import AgentSpec

_FAILURES = (trace.TRANSIENT, trace.AGENT_DOWN, trace.TIMEOUT)  # held against the agent


@dataclass
class SeenAgent:
    """What is looked up of an agent by who is shown a fleet."""

    index: int
    agent_id: str
    spec: AgentSpec
    place: tuple[int, int]


@dataclass
class SeenFleet:
    """The fleet as a strategy sees it, in the words of `sim.model.situation`."""

    agents: list[Agent]
    capacity: tuple[int, ...]
    now: float = 0.0
    usable: tuple[bool, ...] = ()
    any_usable: bool = True
    load_s: tuple[float, ...] = ()
    tasks_in_system: tuple[int, ...] = ()
    free_slots: tuple[int, ...] = ()
    queued: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()  # slots that attempts have
    last_given: tuple[int, ...] = ()
    up_share: tuple[float, ...] = ()
    broke_down: bool = False  # some agent, ever
    waited_at: set[int] = field(default_factory=set)  # read where nothing waits
    changes: list[int] = field(default_factory=list)

    def queued_or_running(self) -> tuple[int, ...]:
        """Return for each agent the tasks that wait at it or run; not those in back-off."""
        return tuple([queued + taken for queued, taken in zip(self.queued, self.taken, strict=True)])


class StrategyAtWork:
    """The strategy of one run, with its memory.

    Args:
        prepared: the scenario.
        kernel: whose world it decides in.
        columns: of the kernel.
        luck: of the replication.
        faults: catches what goes wrong in the strategy.
    """

    def __init__(self, prepared: Prepared, kernel: Any, columns: Columns, luck: Luck, faults: Catcher) -> None:
        self._kernel = kernel
        self._agents = range(len(prepared.agents))
        self._decider = Decider(prepared.strategy, prepared.settings, luck, cast(Faults, faults))
        self._counts: AttemptCounts | None = self._decider.attempt_counts(len(prepared.agents))
        self._counted = 0  # ended attempts
        self._slot_times = KernelSlotTimes(kernel, columns, len(prepared.agents))
        self._decider.on_request.slot_times = self._slot_times
        places = prepared.scenario.fleet.places()
        seen = [SeenAgent(a, prepared.agent_ids[a], prepared.agents[a], places[a]) for a in self._agents]
        self._fleet = SeenFleet(cast("list[Agent]", seen), tuple(prepared.capacity.tolist()))
        self._tasks: dict[int, TaskRun] = {}

    def begin_wave(self, tasks: WaveTasks) -> None:
        """Turn to the tasks of another wave."""
        self._wave_tasks = tasks
        self._tasks.clear()
        self._slot_times.members = tasks.members
        self.planner = WavePlanner(tasks, self._fleet.agents, self._decider)

    def plan(self) -> dict[int, tuple[int, float | None]]:
        """Plan the wave where some agent is up; return agent and rank by task, for those that the plan has."""
        self._kernel.see_loads()
        self.planner.make(self._look())
        return dict(self.planner.given)

    def answer(self, columns: Any) -> tuple[int, bool]:
        """Return the agent for the task whose turn it is, below 0 where it is to wait, and whether a spare rule chose.

        Args:
            columns: of the kernel.
        """
        kernel = self._kernel
        index = int(kernel.held[kernel.cursor])
        task = self._tasks.get(index)
        if task is None:
            task = self._tasks[index] = self._wave_tasks.run_of(index)
        if self._counts is not None:
            self._count(columns)
        attempt = Attempt(task, int(kernel.number_of[index]), cast(Any, None), cast(Any, None))
        chosen, by = self._decider.pick(attempt, self._look(), self.planner.facts)
        return chosen, by != self._decider.strategy.name

    def _look(self) -> Situation:
        """Bring what is seen of the fleet up to date."""
        kernel, fleet, agents = self._kernel, self._fleet, self._agents
        now = fleet.now = kernel.now
        load, free, length, taken = kernel.load, kernel.free, kernel.line_length, kernel.taken
        on_way = kernel.on_way
        fleet.usable = tuple([bool(kernel.can_be_given(a)) for a in agents])
        fleet.any_usable = any(fleet.usable)
        fleet.load_s = tuple([load[a] for a in agents])
        fleet.free_slots = tuple([free[a] for a in agents])
        fleet.queued = tuple([length[a] + on_way[a] for a in agents])
        fleet.tasks_in_system = tuple([taken[a] + fleet.queued[a] + kernel.backing_off[a] for a in agents])
        fleet.taken = tuple([taken[a] for a in agents])
        fleet.last_given = tuple([kernel.last_given[a] for a in agents])
        fleet.broke_down = fleet.broke_down or kernel.broken > 0
        shares = [kernel.up_s(a) / now if now > 0.0 and fleet.broke_down else 1.0 for a in agents]
        fleet.up_share = tuple(shares)
        return cast(Situation, fleet)

    def _count(self, columns: Any) -> None:
        """Count the attempts that have ended since the last question, for strategies that learn from them."""
        assert self._counts is not None
        ended = int(self._kernel.ended)
        agent, failure = columns.raw("ended_agent"), columns.raw("ended_failure")
        approved = columns.raw("ended_approved")
        for j in range(self._counted, ended):
            if approved[j] and not failure[j]:
                self._counts.succeeded[int(agent[j])] += 1
            elif approved[j] and (failure[j] in _FAILURES or failure[j] >= trace.FIRST_CLASS):
                self._counts.failed[int(agent[j])] += 1
        self._counted = ended
