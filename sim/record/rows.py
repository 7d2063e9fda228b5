"""The rows of the log: everything that a run lets its observers see, in the order in which it happened.

One flat, immutable row an event, complete in itself, so that whoever reads the log live and whoever reads it afterwards
see exactly the same. Times are virtual seconds since the start of the run; ids stand beside indices because the first
are for people and the second for arrays.
"""

from typing import NamedTuple

from sim.record.limit_rows import LimitMet
from sim.record.patience_rows import AttemptWithdrawn, BreakerMoved, OrphanServed


class WaveStarted(NamedTuple):
    """A wave began; its tasks may now be released."""

    wave: int
    at: float
    tasks: int
    expected_length_s: float | None
    predicted_balance: float | None
    held_back: int  # tasks that the check before the wave expects the gates to reject
    offered_load: float | None  # work over what the slots can do until the last release; None: all released at once


class Assigned(NamedTuple):
    """The manager gave a task to an agent."""

    task_index: int
    task_id: str
    wave: int
    agent: int
    agent_id: str
    at: float
    predicted_success: float  # of this task on this agent, as the planner believes
    estimate: float  # the same after learning; equal to it without
    expected_s: float  # expected service time on this agent
    rank: float | None  # place in the agent's queue, where the policy gave one
    strategy: str  # who decided: the strategy, or load_balanced where it falls back
    least_loaded: bool  # no usable agent had less load
    copy: int = 0  # of the attempt; 0: the original


class GateDecided(NamedTuple):
    """The safety gates gave their verdict on one attempt."""

    task_index: int
    task_id: str
    wave: int
    attempt: int
    agent: int
    agent_id: str
    at: float
    verdict: str  # approved, rejected, deferred: what the run acts on
    gate: str | None  # the gate that refused first; None when all approved
    reason: str
    copy: int = 0


class AttemptEnded(NamedTuple):
    """One attempt of a task on a slot of an agent came to its end, for those who wait for it.

    The slot is free from then on, unless the agent works on, which `OrphanServed` tells.
    """

    task_index: int
    task_id: str
    wave: int
    attempt: int
    agent: int
    agent_id: str
    slot: int
    queued_at: float
    started_at: float
    ended_at: float
    served: float  # seconds really worked, those that a restart undid included
    succeeded: bool
    error_class: str | None
    backoff: float | None  # seconds before the next attempt; None when there is none
    approved: bool  # past the gates
    first_served: bool  # the first attempt of its task that got past the gates
    predicted_success: float  # what the planner believed: the estimate, which without learning is the prediction
    start_order: int  # position among all attempts by order of start
    wasted: float  # of the seconds served: all where it failed, else those that breakdowns undid
    copy: int = 0


class TaskEnded(NamedTuple):
    """A task came to its end."""

    task_index: int
    task_id: str
    wave: int
    priority: int
    risk: str
    confidence: float | None
    released_at: float | None
    ready_at: float | None  # when nothing but an agent was missing; None: never
    agent: int | None
    agent_id: str | None
    started_at: float | None  # start of the first attempt past the gates
    ended_at: float
    status: str  # completed, failed
    attempts: int
    predicted_success: float  # believed: of the agent of the first attempt past the gates, else the last, else the mean
    first_attempt_success: bool | None  # of the first attempt past the gates
    expected_s: float | None  # expected service time on its last agent
    served: float  # seconds worked over all attempts
    wasted: float  # seconds worked for nothing: in failed attempts, and what breakdowns undid
    reason: str | None  # why it failed
    type: str | None = None  # None: tasks have no types
    depends_on: tuple[tuple[str, float], ...] = ()  # what it waited for: task id, hand-off seconds
    deadline_s: float | None = None  # after it was ready; None: it has none
    input_tokens: float | None = None  # that each attempt reads; None: not said
    output_tokens: float | None = None  # that each attempt writes; None: not said


class OutageBegan(NamedTuple):
    """An agent broke down."""

    agent: int
    agent_id: str
    at: float
    queued: int


class OutageEnded(NamedTuple):
    """An agent is up again."""

    agent: int
    agent_id: str
    began_at: float
    at: float


class Injected(NamedTuple):
    """A fault begins that was put in on purpose."""

    kind: str  # outage, speed, reliability, capacity, surge
    agents: tuple[str, ...]  # that it strikes; none of a surge, which is nobody's
    at: float
    until: float | None  # when it is over; None: not before the end of the run


class WorkStranded(NamedTuple):
    """An agent is down while tasks wait in its queue; told once an outage."""

    agent: int
    agent_id: str
    wave: int
    at: float
    queued: int


class Sampled(NamedTuple):
    """What the monitor process saw at one instant; tuples hold one entry an agent."""

    at: float
    wave: int
    waiting: int  # tasks at the manager
    queue_length: tuple[int, ...]
    busy_slots: tuple[int, ...]
    up: tuple[bool, ...]
    completed: tuple[int, ...]
    failed: tuple[int, ...]
    retries: tuple[int, ...]
    load_s: tuple[float, ...]
    success_rate: tuple[float | None, ...]  # of the attempts that ended within the window
    prediction_error: tuple[float | None, ...]
    system_success_rate: float | None
    system_prediction_error: float | None
    ready: int  # tasks so far that nothing but an agent was missing for


class FaultCaught(NamedTuple):
    """An exception inside a policy, gate, learner or detector was caught; the run went on."""

    at: float
    wave: int
    where: str  # policy, gate, learner, detector, and its name
    error_type: str
    message: str
    fallback: str  # what was done instead


class WaveEnded(NamedTuple):
    """Every task of a wave has ended."""

    wave: int
    started_at: float
    ended_at: float
    tasks: int
    up_s: tuple[float, ...]  # seconds each agent was up during the wave


class AnomalyOpened(NamedTuple):
    """A detector found something."""

    anomaly_id: str
    anomaly_type: str
    severity: str
    wave: int
    agents: tuple[str, ...]
    tasks: tuple[str, ...]
    at: float
    evidence: str  # JSON object: numbers, window, sample size
    recommendation: str


class AnomalyClosed(NamedTuple):
    """What an anomaly reported is over."""

    anomaly_id: str
    at: float


Row = (
    WaveStarted
    | Assigned
    | GateDecided
    | AttemptEnded
    | AttemptWithdrawn
    | OrphanServed
    | BreakerMoved
    | LimitMet
    | TaskEnded
    | OutageBegan
    | OutageEnded
    | Injected
    | WorkStranded
    | Sampled
    | FaultCaught
    | WaveEnded
    | AnomalyOpened
    | AnomalyClosed
)
