"""What the report is made from: plain frozen data, counted already, so that rendering computes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.measures.statistics.trend import Trend
from sim.plugins.plugin import Plugin
from sim.record.views import Phase21ExecutionResult, SystemHealth
from sim.report.wave_graph import WaveGraph
from sim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """One wave."""

    wave: int
    started_s: float
    length_s: float
    tasks: int
    completed: int
    retries: int
    refusals: int  # attempts that the gates refused
    outages: int  # agents' breakdowns that began in it
    wasted_s: float
    health: SystemHealth | None
    accuracy_by_chance: float | None  # see sim.measures.statistics.by_chance
    balance_by_chance: float | None


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """One agent over the whole run. Attempts are those past the gates."""

    agent_id: str
    slots: int
    assigned: int  # times that it was given a task
    attempts: int
    succeeded: int  # of the attempts
    predicted: float | None  # mean predicted success of its attempts
    success_rate: float | None  # succeeded / attempts
    busy_s: float
    busy_of_run: float | None  # busy seconds / (slots * length of the run)
    busy_of_up_time: float | None  # busy seconds / (slots * up seconds)
    availability: float | None  # up seconds / length of the run
    wasted_s: float  # worked for nothing: in failed attempts, and what breakdowns undid
    down_s: float
    outages: int
    refusals: int


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """The tasks of one type over the whole run."""

    type: str
    tasks: int
    completed: int
    predicted: float | None  # mean predicted success of those whose first attempt past the gates came to an end
    first_succeeded: float | None  # share of these whose first attempt succeeded
    attempts: int  # refused ones included
    mean_wait_s: float | None  # ready to first service, of the served ones
    mean_response_s: float | None  # ready to end, of the completed ones
    served_s: float
    wasted_s: float
    agents: int  # that served some


@dataclass(frozen=True, slots=True)
class AnomalyFacts:
    """One anomaly, times in virtual seconds."""

    anomaly_id: str
    anomaly_type: str
    severity: str
    wave: int
    agents: tuple[str, ...]
    tasks: tuple[str, ...]
    detected_s: float
    closed_s: float | None
    evidence: Mapping[str, Any]
    recommendation: str

    @property
    def anchor(self) -> str:
        """A name for its row in a page; its id may hold what such a name may not."""
        plain = self.anomaly_id.isascii() and self.anomaly_id.replace("-", "").replace("_", "").isalnum()
        return f"anomaly-{self.anomaly_id if plain else self.anomaly_id.encode().hex()}"


@dataclass(frozen=True, slots=True)
class RefusalFacts:
    """What one gate refused for one kind of reason."""

    gate: str
    verdict: str  # rejected, deferred
    reason: str
    attempts: int
    tasks: int


@dataclass(frozen=True, slots=True)
class FailureFacts:
    """Failed tasks of one cause."""

    cause: str  # code of an outcome, see sim.record.outcomes
    gate: str | None  # that refused the last attempt
    tasks: int
    examples: tuple[str, ...]  # task ids


@dataclass(frozen=True, slots=True)
class FaultFacts:
    """Exceptions of one type in one part, caught inside the run; message and fallback of the first."""

    where: str
    error_type: str
    message: str
    fallback: str
    times: int
    first_s: float


@dataclass(frozen=True, slots=True)
class RetryFacts:
    """Attempts over the whole run."""

    attempts: int  # refused ones included
    refused: int  # by the gates
    failed_by_class: tuple[tuple[str, int], ...]  # attempts past the gates
    tasks_by_attempts: tuple[tuple[int, int], ...]  # (attempts, tasks), ascending
    rescued: int  # tasks that completed after a first attempt past the gates that failed
    first_failed: int  # tasks whose first attempt past the gates failed
    worked_s: float
    wasted_s: float
    retried: int = 0  # attempts past the gates after a task's first of these
    retried_succeeded: int = 0  # of those retried
    limited: int = 0  # attempts that limits refused


@dataclass(frozen=True, slots=True)
class TrendFacts:
    """Where one metric is heading over the waves."""

    metric: str
    waves: int
    trend: Trend | None  # None under five waves


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """One limit that attempts share."""

    name: str
    started: int  # attempts that it let through
    refused: int
    held_up: int  # attempts that waited there, in their slot or in their queue
    held_s: float  # that they kept their slots meanwhile
    used: (
        float | None
    )  # from its first refusal to its last, of what it could give; None: it refused at one moment at most
    opened: int  # times that its breaker opened
    has_breaker: bool


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """One fault that was put in on purpose, times in virtual seconds."""

    kind: str
    agents: tuple[str, ...]
    from_s: float
    to_s: float | None  # None: to the end of the run
    delay_s: float | None  # until an anomaly told of it; None: it was missed
    recovery_s: float | None  # from its end until all was as before the first fault; None: not known


@dataclass(frozen=True, slots=True)
class InjectedFacts:
    """The faults that were put in on purpose, and what became of them."""

    labels: tuple[LabelFacts, ...]
    false: int  # anomalies that belong to none
    anomalies: int
    recovered: bool | None
    window_s: float


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything that the report says."""

    scenario: Scenario
    scenario_file: str | None  # its name, without folder
    result: Phase21ExecutionResult
    makespan_s: float
    waves: tuple[WaveFacts, ...]
    agents: tuple[AgentFacts, ...]
    anomalies: tuple[AnomalyFacts, ...]  # in order of detection
    refusals: tuple[RefusalFacts, ...]  # most attempts first
    failures: tuple[FailureFacts, ...]  # most tasks first
    faults: tuple[FaultFacts, ...]
    retries: RetryFacts
    trends: tuple[TrendFacts, ...]
    notes: tuple[str, ...] = ()  # how the input was understood
    plugins: tuple[Plugin, ...] = ()  # members that do not come with the program
    types: tuple[TypeFacts, ...] = ()  # by name; none where tasks have no types
    graph: WaveGraph | None = None  # of the wave with most dependencies; None where no task waits for another
    injected: InjectedFacts | None = None  # None where no fault was put in on purpose
    limits: tuple[LimitFacts, ...] = ()  # in the order of the scenario
    pictures: tuple[str, ...] = ()  # names of those that lie in plots/ beside the report
