"""AgentManager: asks the strategy, carries out its decisions, and keeps the state of the agents.

Only the manager acts. Whatever changes the situation (a release, an end, a breakdown, a repair) asks it for a decision,
and it decides once all events of the instant have happened: first the waiting tasks get their agents, by task index;
then the agents, by index, fill their free slots (`sim/model/dispatch.py`).
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from sim.luck import Luck
from sim.model.admission.dependencies import Waiting
from sim.model.admission.limits import limits_of
from sim.model.agent import Agent
from sim.model.agent_performance import agent_performance, agent_state
from sim.model.attempt import Attempt
from sim.model.decision import Decider
from sim.model.dispatch import Dispatch
from sim.model.down_times import Rules
from sim.model.hand_offs import HandOffs
from sim.model.hazards.timeout import Timeout
from sim.model.instant import Clock
from sim.model.leaking_agent import fleet_of
from sim.model.replay import Replay
from sim.model.tiers import Tiers
from sim.model.ups_and_downs import UpsAndDowns
from sim.model.wave_planner import WavePlanner
from sim.model.wave_tasks import Correction, WaveTasks, approvals
from sim.record.clock import timestamp
from sim.record.log import RunLog
from sim.record.phase_rows import write_task_assignments
from sim.record.views import AgentState, CoordinationPlan
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.spec.failure_spec import has_tiers
from sim.scenario.spec.replay_spec import RECORDED
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
        timeout: the hazard of taking too long.
    """

    def __init__(
        self,
        clock: Clock,
        scenario: Scenario,
        luck: Luck,
        decider: Decider,
        log: RunLog,
        note: Callable[[str], None],
        timeout: Timeout,
    ) -> None:
        self._clock = clock
        self._scenario = scenario
        self._luck = luck
        self._decider = decider
        self._log = log
        self._note = note
        self._utc = partial(timestamp, scenario.epoch)
        self._timeout = timeout
        tickets = count()
        self.agents = fleet_of(clock, scenario.fleet, tickets)
        self._ups_and_downs = UpsAndDowns(clock, log, timeout.leaves_orphans, self.receive)
        self._dispatch = Dispatch(clock, scenario, self.agents, decider, log, self._queue_at, tickets)
        self._dispatch.ask_again = self._ask_for_decision
        self.pulls = self._dispatch.pulls
        self.tiers = Tiers(self.agents) if has_tiers(scenario.failures, scenario.retry) else None
        self.limits = limits_of(clock, scenario.limits, log, self._ask_for_decision)  # None: there are none
        self._dispatch.hold_up(self.limits)
        self._decision_due = False
        self.after_decision: Callable[[], None] = lambda: None  # called when tasks still wait at the manager
        self.wave = 0
        self.ready = 0  # tasks of the run so far
        self.waiting_for: Waiting | None = None  # dependencies; None: no task waits for another
        self.replay: Replay | None = None  # None: the tasks are not those of a record
        self._hand_offs: HandOffs | None = None  # nothing is ever on its way
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
        self.workload, tasks = workload, workload.tasks
        if tasks.depends_on is not None:
            self.waiting_for = Waiting(tasks.depends_on, tasks.wave)
        if tasks.recorded is not None:
            self.replay = Replay(tasks.recorded, self._decider.strategy.name == RECORDED)
        if self.waiting_for is not None or self.replay is not None:
            self._hand_offs = HandOffs(self._clock, self.waiting_for, self.replay, self._arrived)
        return workload

    def _validate_phase20_data(self, workload: Workload) -> None:
        if problems := table_problems(workload.tasks):
            raise ScenarioError([Problem("<tasks>", None, "workload", problem) for problem in problems])

    def begin_wave(self, wave: int, members: Sequence[int], correction: Correction | None = None) -> None:
        """Make the tasks of a wave the ones to be assigned from now on."""
        assert self.workload is not None
        speeds, timeout_s = [agent.spec.speed for agent in self.agents], self._scenario.retry.timeout
        tasks = WaveTasks(wave, self.workload.tasks, members, speeds, self._approved, correction, timeout_s, self.tiers)
        self.wave = wave
        self._planner = WavePlanner(tasks, self.agents, self._decider)
        if self.replay is not None:
            self.replay.plan_all(self._planner, members)
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
        plan = self.planner.make(self._dispatch.situation())
        self._dispatch.keep(self.planner)
        return plan

    # What happens to attempts and agents

    def receive(self, attempt: Attempt) -> None:
        """Take an attempt whose task is ready, or that came back, to give it an agent."""
        attempt.agent = None
        if self._hand_offs is not None:
            self._hand_offs.cancel(attempt)
            if self._dispatch.pulls and self._hand_offs.hold_up(attempt, None):
                return
        attempt.queued_at = self._clock.now
        attempt.timer = None  # its time does not count here
        if self._dispatch.pulls and attempt.task.timeout_s is not None:
            self._timeout.join_queue(attempt)
        self._dispatch.take_in(attempt, self.planner)
        self._ask_for_decision()

    def come_back(self, attempt: Attempt) -> None:
        """Let an attempt that was in back-off queue at its agent."""
        self._queue_at(attempt.its_agent, attempt)
        self._ask_for_decision()

    def withdraw(self, attempt: Attempt) -> None:
        """Drop an attempt, wherever it waits: in a queue or on its way there, in back-off, or at the manager."""
        if self._hand_offs is not None:
            self._hand_offs.cancel(attempt)
        if attempt.agent is None:
            self._dispatch.withdraw(attempt)
        else:
            attempt.agent.let_go(attempt)
        self._ask_for_decision()

    def _queue_at(self, agent: Agent, attempt: Attempt) -> None:
        if self._hand_offs is None or not self._hand_offs.hold_up(attempt, agent):
            self._join_queue(agent, attempt)

    def _join_queue(self, agent: Agent, attempt: Attempt) -> None:
        attempt.queued_at = self._clock.now
        if attempt.task.timeout_s is not None:
            self._timeout.join_queue(attempt)
        agent.enqueue(attempt)
        self.update_agent_state(agent)
        if not agent.up:
            self._ups_and_downs.tell_stranded(agent, self.wave)

    def _arrived(self, attempt: Attempt) -> None:
        if attempt.agent is None:
            self.receive(attempt)
        else:
            self._join_queue(attempt.agent, attempt)
            self._ask_for_decision()

    def free_slot(self, attempt: Attempt) -> None:
        """Take an attempt's slot back when it has ended."""
        agent = attempt.its_agent
        agent.free_slot(attempt)
        if self.limits is not None:
            self.limits.release(attempt)
        self._dispatch.file(agent, attempt.slot)
        self.update_agent_state(agent)
        self._ask_for_decision()

    def let_start(self, attempt: Attempt) -> None:
        """Let an attempt go on that has got its slot without a queue."""
        self._dispatch.grant(attempt)
        self._ask_for_decision()

    def send_back(self, attempt: Attempt) -> None:
        """Let an attempt that has a slot stand again where it stood in its queue; the slot takes other work."""
        agent = attempt.its_agent
        self._dispatch.put_back(attempt)
        self.offer_slots(agent)

    def break_down(self, agent: Agent, rules: Rules) -> None:
        """Let an agent go down: its running attempts are struck, its queue stays or comes back."""
        self.update_agent_state(agent)
        self._ups_and_downs.go_down(agent, self.wave, rules)
        if self._dispatch.waiting or self._scenario.assignment.view_delay:
            self._ask_for_decision()  # what is held may find an agent that is down worth another answer

    def come_up(self, agent: Agent) -> None:
        """Let a repaired agent serve again."""
        self._ups_and_downs.come_up(agent)
        self.offer_slots(agent)

    def offer_slots(self, agent: Agent) -> None:
        """Let an agent whose slots have changed take work."""
        self._dispatch.file_all(agent)
        self.update_agent_state(agent)
        self._ask_for_decision()

    # Decisions

    def _ask_for_decision(self) -> None:
        if not self._decision_due:
            self._decision_due = True
            self._clock.call_for(self._decide)

    def _decide(self) -> None:
        self._decision_due = False
        planner, dispatch = self._planner, self._dispatch
        if planner is None:
            return  # before the first wave
        if planner.plan is None:
            self.generate_coordination_plan()
        if dispatch.holds:
            self.assign_tasks_to_agents()
        if self._clock.now >= self._scenario.horizon:
            return  # the run ends with this instant: what would start now does not
        if self.limits is not None:
            self.limits.let_start()
        dispatch.fill_slots()
        if dispatch.moves:
            dispatch.fill_idle_slots(planner)
        if dispatch.waiting:
            self.after_decision()
        dispatch.let_start()

    def assign_tasks_to_agents(self) -> None:
        """Give the waiting tasks to agents, by task index; those for which none is found go on waiting."""
        self._dispatch.assign(self.planner)

    # What is known of the agents

    def get_agent_availability(self) -> list[bool]:
        """Return for each agent whether it can be given tasks: it is up."""
        return [agent.up for agent in self.agents]

    def update_agent_state(self, agent: Agent) -> None:
        """Note that something about an agent changed now, so that its free slots are looked at."""
        agent.last_change = self._clock.now
        self._dispatch.look_at(agent)

    def agent_state(self, agent: Agent) -> AgentState:
        """Return what is known of one agent now."""
        return agent_state(agent, self._clock.now, self._utc)

    @property
    def pends(self) -> bool:
        """Whether the input of a task is on its way, or a limit will have enough for one that waits."""
        return bool(self._hand_offs or (self.limits and self.limits.pends))

    @property
    def waiting(self) -> int:
        """Return the number of tasks that wait at the manager."""
        return self._dispatch.waiting

    def evaluate_agent_performance(self) -> dict[str, dict[str, float | None]]:
        """Return each agent's numbers over the run so far, by agent id."""
        return agent_performance(self._log, self.agents, self._clock.now)

    def write_agent_state_outputs(self, directory: Path) -> None:
        """Write `wave_X/agent_Y/agent_assignments.jsonl` for every wave and agent."""
        write_task_assignments(directory, self._log, self._utc)

    def _utc_now(self) -> str:
        return self._utc(self._clock.now)
