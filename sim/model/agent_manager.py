"""AgentManager: asks the strategy, carries out its decisions, and keeps the state of the agents.

Only the manager acts. Whatever changes the situation (a release, an end, a repair) asks it for a decision, and
it decides once all events of the instant have happened: first the waiting tasks get their agents, by task index; then
the agents, by index, fill their free slots.
"""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from sim.luck import Luck
from sim.model.agent import Agent, fleet_of
from sim.model.agent_performance import agent_performance, agent_state
from sim.model.central_queue import CentralQueue
from sim.model.decision import Decider
from sim.model.instant import Clock
from sim.model.situation import Situation
from sim.model.slots import Turn
from sim.model.task_rows import assigned
from sim.model.task_run import TaskRun
from sim.model.wave_planner import WavePlanner
from sim.model.wave_tasks import Correction, WaveTasks, approvals
from sim.policies.strategy import NO_AGENT
from sim.policies.strategy import Kind as StrategyKind
from sim.record.clock import timestamp
from sim.record.log import RunLog
from sim.record.phase_rows import write_task_assignments
from sim.record.rows import OutageBegan, OutageEnded, WorkStranded
from sim.record.views import AgentState, CoordinationPlan
from sim.scenario import Failover, Problem, Scenario, ScenarioError
from sim.workload.source import Workload, load_tasks
from sim.workload.task_table import table_problems


class AgentManager:
    """The manager of one run's fleet.

    Args:
        clock: the virtual clock.
        scenario: what is simulated.
        luck: the run's keyed uniforms.
        decider: the strategy with its settings and memory.
        log: the run's log.
        note: takes a line for people.
    """

    def __init__(
        self,
        clock: Clock,
        scenario: Scenario,
        luck: Luck,
        decider: Decider,
        log: RunLog,
        note: Callable[[str], None],
    ) -> None:
        self._clock = clock
        self._scenario = scenario
        self._luck = luck
        self._decider = decider
        self._log = log
        self._note = note
        fleet = scenario.fleet
        self.agents = fleet_of(clock, fleet)
        self._situation = Situation(self.agents)
        self.reassigns = fleet.breakdowns is not None and fleet.breakdowns.failover is Failover.REASSIGN
        self._pulls = decider.strategy.kind is StrategyKind.PULL
        self._waiting: dict[int, TaskRun] = {}  # tasks at the manager, by task index
        self._central = CentralQueue(self.agents)
        self._givings = count()
        self._to_fill: set[int] = set()  # agents whose queue or slots changed
        self._decision_due = False
        self.after_decision: Callable[[], None] = lambda: None  # called when tasks still wait at the manager
        self.wave = 0
        self.released = 0  # tasks of the run so far
        self.workload: Workload | None = None
        self._planner: WavePlanner | None = None

    # Before the run and before each wave

    def load_phase20_predictions(self) -> Workload:
        """Load the predicted tasks: from Phase 20's files, or drawn in their form from the synthetic workload.

        Raises:
            ScenarioError: with every problem of the data.
        """
        workload = load_tasks(self._scenario, self._luck, tuple(agent.agent_id for agent in self.agents))
        self._validate_phase20_data(workload)
        self._approved = approvals(workload.tasks, self._scenario.gates)
        self.workload = workload
        return workload

    def _validate_phase20_data(self, workload: Workload) -> None:
        problems = table_problems(workload.tasks)
        if problems:
            raise ScenarioError([Problem("<tasks>", None, "workload", problem) for problem in problems])

    def begin_wave(self, wave: int, members: Sequence[int], correction: Correction | None = None) -> None:
        """Make the tasks of a wave the ones to be assigned from now on."""
        assert self.workload is not None
        speeds = [agent.spec.speed for agent in self.agents]
        tasks = WaveTasks(wave, self.workload.tasks, members, speeds, self._approved, correction)
        self.wave = wave
        self._planner = WavePlanner(tasks, self.agents, self._decider)
        self._note(f"{self._utc_now()}: wave {wave} begins with {len(members)} tasks")

    @property
    def planner(self) -> WavePlanner:
        """The planner of the wave that has begun."""
        if self._planner is None:
            raise RuntimeError("no wave has begun; call begin_wave() first")
        return self._planner

    @property
    def wave_tasks(self) -> WaveTasks:
        """The tasks of the wave that has begun."""
        return self.planner.tasks

    def generate_coordination_plan(self) -> CoordinationPlan | None:
        """Plan the wave over the agents that are up; return None, and plan later, while none is."""
        return self.planner.make(self._situation.at(self._clock.now))

    # What happens to tasks and agents

    def receive(self, task: TaskRun) -> None:
        """Take a task that was released, or that came back, to give it an agent."""
        if task.turn is None or task.turn.triggered:
            task.turn = Turn(self._clock)  # else it is handed back while it waits, and goes on waiting
        task.queued_at = self._clock.now
        if self._pulls:
            situation = self._situation.at(self._clock.now)
            task.rank = self._decider.rank(task, situation, self.planner.facts)
            self._central.put(task, task.rank)
        else:
            self._waiting[task.index] = task
        self._ask_for_decision()

    def begin_backoff(self, task: TaskRun) -> None:
        """Note that a task waits for its next attempt; in a pull system it is nobody's meanwhile."""
        if not self._pulls and not task.returning:
            task.its_agent.begin_backoff(task)

    def end_backoff(self, task: TaskRun) -> None:
        """Queue a task again: at its agent, or at the manager where it goes back."""
        if self._pulls or task.returning:
            task.returning = False
            self.receive(task)
            return
        agent = task.its_agent
        agent.end_backoff(task)
        if self.reassigns and not agent.up:
            self.receive(task)
            return
        task.turn = Turn(self._clock)
        self._queue_at(agent, task)
        self._ask_for_decision()

    def free_slot(self, task: TaskRun) -> None:
        """Take a task's slot back at the end of its attempt."""
        agent = task.its_agent
        agent.free_slot(task)
        if self._pulls:
            self._central.file(agent, task.slot)
        self.update_agent_state(agent)
        self._ask_for_decision()

    def break_down(self, agent: Agent) -> None:
        """Let an agent go down: its running attempts are interrupted, its queue stays or comes back."""
        agent.go_down()
        self._log.add(OutageBegan(agent.index, agent.agent_id, self._clock.now, len(agent.queue)))
        self.update_agent_state(agent)
        for slot in sorted(agent.serving):
            process = agent.serving[slot].process
            assert process is not None
            process.interrupt(agent)
        if self.reassigns:
            for task in agent.dequeue_all():
                self.receive(task)
        else:
            self._tell_stranded(agent)

    def come_up(self, agent: Agent) -> None:
        """Let a repaired agent serve again."""
        began_at = agent.down_since
        agent.come_up()
        if self._pulls:
            self._central.file_all(agent)
        self._log.add(OutageEnded(agent.index, agent.agent_id, began_at, self._clock.now))
        self.update_agent_state(agent)
        self._ask_for_decision()

    def _tell_stranded(self, agent: Agent) -> None:
        if agent.up or not agent.queue or agent.stranded_told:
            return
        agent.stranded_told = True
        self._log.add(WorkStranded(agent.index, agent.agent_id, self.wave, self._clock.now, len(agent.queue)))

    # Decisions

    def _ask_for_decision(self) -> None:
        if not self._decision_due:
            self._decision_due = True
            self._clock.call_for(self._decide)

    def _decide(self) -> None:
        self._decision_due = False
        if self._planner is not None and self._planner.plan is None:
            self.generate_coordination_plan()
        if self._waiting:
            self.assign_tasks_to_agents()
        if self._clock.now >= self._scenario.horizon:
            return  # the run ends with this instant: what would start now does not
        if self._central:
            self._pull()
        for index in sorted(self._to_fill):
            agent = self.agents[index]
            while agent.up and agent.queue and agent.free_slots:
                agent.take_slot(agent.dequeue())
        self._to_fill.clear()
        if self._waiting or self._central:
            self.after_decision()

    def assign_tasks_to_agents(self) -> None:
        """Give the waiting tasks to agents, by task index; those for which none is usable go on waiting."""
        situation = self._situation.at(self._clock.now)
        if not situation.any_usable and not self.planner.has_given:
            return
        for index in sorted(self._waiting):
            task = self._waiting[index]
            chosen, by = self._choose(task, situation)
            if chosen != NO_AGENT:
                del self._waiting[index]
                agent = self.agents[chosen]
                self._give(task, agent, by, situation.is_least_loaded(chosen))
                self._queue_at(agent, task)
                situation.give(agent)

    def _give(self, task: TaskRun, agent: Agent, by: str, least_loaded: bool) -> None:
        task.agent = agent
        agent.last_given = next(self._givings)
        agent.touch()
        self._log.add(assigned(task, agent, by, least_loaded))

    def _choose(self, task: TaskRun, situation: Situation) -> tuple[int, str]:
        given = self.planner.take(task.index)
        if given is not None and (situation.usable[given[0]] or not self.reassigns):
            chosen, task.rank = given
            return chosen, self._decider.strategy.name
        if not situation.any_usable:
            return NO_AGENT, ""
        return self._decider.pick(task, situation, self.planner.facts)

    def _queue_at(self, agent: Agent, task: TaskRun) -> None:
        task.queued_at = self._clock.now
        agent.enqueue(task)
        self.update_agent_state(agent)
        if not agent.up:
            self._tell_stranded(agent)

    def _pull(self) -> None:
        while (taken := self._central.take()) is not None:
            agent, slot, task = taken
            situation = self._situation.at(self._clock.now)
            self._give(task, agent, self._decider.strategy.name, situation.is_least_loaded(agent.index))
            agent.take_slot(task, slot)
            self.update_agent_state(agent)

    # What is known of the agents

    def get_agent_availability(self) -> list[bool]:
        """Return for each agent whether it can be given tasks: it is up."""
        return [agent.up for agent in self.agents]

    def update_agent_state(self, agent: Agent) -> None:
        """Note that something about an agent changed now, so that its free slots are looked at."""
        agent.last_change = self._clock.now
        self._to_fill.add(agent.index)

    def agent_state(self, agent: Agent) -> AgentState:
        """Return what is known of one agent now."""
        return agent_state(agent, self._clock.now, self._utc)

    @property
    def waiting(self) -> int:
        """Return the number of tasks that wait at the manager."""
        return len(self._waiting) + len(self._central)

    def evaluate_agent_performance(self) -> dict[str, dict[str, float | None]]:
        """Return each agent's numbers over the run so far, by agent id."""
        return agent_performance(self._log, self.agents, self._clock.now)

    def write_agent_state_outputs(self, directory: Path) -> None:
        """Write `wave_X/agent_Y/agent_assignments.jsonl` for every wave and agent."""
        write_task_assignments(directory, self._log, self._utc)

    def _utc(self, at_s: float) -> str:
        return timestamp(self._scenario.epoch, at_s)

    def _utc_now(self) -> str:
        return self._utc(self._clock.now)
