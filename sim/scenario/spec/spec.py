"""The scenario as a whole: everything a run depends on besides the replication number."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)

from sim.scenario.reading.located import at_all
from sim.scenario.reading.overrides import options_in
from sim.scenario.reading.scenario_data import ScenarioData
from sim.scenario.reading.schema_tree import root_of_keys
from sim.scenario.reading.yaml_writer import to_yaml
from sim.scenario.spec.assignment_spec import AssignmentSpec
from sim.scenario.spec.breaker_spec import BreakerSpec
from sim.scenario.spec.copies_spec import CopiesSpec
from sim.scenario.spec.failure_spec import MAX_CLASSES, Failures
from sim.scenario.spec.feedback_spec import FeedbackSpec, MetricsSpec
from sim.scenario.spec.fleet_spec import FleetSpec
from sim.scenario.spec.forecast_spec import ForecastSpec
from sim.scenario.spec.gate_spec import GateSpec
from sim.scenario.spec.health_spec import HealthSpec
from sim.scenario.spec.limit_spec import MAX_LIMITS, LimitSpec
from sim.scenario.spec.monitor_spec import MonitorSpec
from sim.scenario.spec.price_spec import BudgetSpec
from sim.scenario.spec.replay_spec import played_back
from sim.scenario.spec.retry_spec import RetrySpec
from sim.scenario.spec.section_rules import budget_problems, copies_problems, section_problems
from sim.scenario.spec.truth_spec import PredictionSpec, TruthSpec
from sim.scenario.spec.workload_spec import PluginWorkload, Workload
from sim.scenario.values.choices import EngineName
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Flag, Name, PositiveSeconds, Text, Whole, shown, whole_number

MAX_SEED = 2**63 - 1
_ASIDE = frozenset({"seed", "description", "engine", "forecast"})
_EXPECTED_EPOCH = "expected a time such as 2025-01-01T00:00:00Z"


def _a_time(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value.upper()):
        return value
    raise ValueError(f"{shown(value)} is not a full time; {_EXPECTED_EPOCH}")


def _in_utc(epoch: datetime) -> datetime:
    # Room for the horizon on both sides of the range of `datetime`.
    if not 1900 <= epoch.year <= 2999:
        raise ValueError(f"the year {epoch.year} is not within 1900..2999")
    return epoch.astimezone(UTC)


Epoch = Annotated[
    AwareDatetime,
    BeforeValidator(_a_time),
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class SourceFile(NamedTuple):
    """The file that a scenario was read from: its name without folders, and the hash of its bytes."""

    name: str
    sha256: str


@root_of_keys
class Scenario(Spec):
    """One simulated world, frozen; `seed` and replication number then fix every number of its run.

    >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
    >>> scenario = Scenario(
    ...     name="pair",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent", count=2)]),
    ...     workload=SyntheticWorkload(tasks_per_wave=5),
    ... )
    >>> scenario.retry.max_retries, scenario.horizon
    (3, 2592000.0)
    """

    name: Name = Field(description="Name of the scenario; names the folder of its results.")
    description: Annotated[Text, Field(max_length=100_000)] = Field("", description="Free text for people.")
    seed: Annotated[Whole, Field(ge=0, le=MAX_SEED)] = Field(0, description="Seed of every random draw, 0..2**63-1.")
    epoch: Epoch = Field(
        datetime(2025, 1, 1, tzinfo=UTC), description="Wall-clock time of virtual time 0, with its offset."
    )
    horizon: PositiveSeconds = Field(2_592_000.0, description="The run ends at the latest then; seconds or a duration.")
    dry_run: Flag = Field(False, description="Gates approve everything and log what they would have said.")
    fleet: FleetSpec = Field(description="The agents, and their breakdowns.")
    workload: Workload = Field(description="Where the tasks come from.")
    truth: TruthSpec = Field(TruthSpec(), description="How the world differs from the predictions.")
    predictions: PredictionSpec = Field(PredictionSpec(), description="What a prediction means.")
    assignment: AssignmentSpec = Field(AssignmentSpec(), description="Which agent gets which task.")
    retry: RetrySpec = Field(RetrySpec(), description="Retries of failed attempts.")
    failures: Annotated[Failures, Field(max_length=MAX_CLASSES)] = Field(
        FrozenMap({}), description="Classes of failure by name: their shares, and what is tried after them."
    )
    copies: CopiesSpec | None = Field(None, description="Copies of attempts that take long; absent: none.")
    limits: Annotated[tuple[LimitSpec, ...], Field(max_length=MAX_LIMITS)] = Field(
        (), description="Limits that attempts share, asked in this order after the gates."
    )
    breaker: BreakerSpec | None = Field(None, description="A circuit breaker for each agent; absent: none.")
    budget: BudgetSpec | None = Field(None, description="What attempts may cost (`price` of agents); absent: no limit.")
    gates: GateSpec = Field(GateSpec(), description="Safety gates before every attempt.")
    monitor: MonitorSpec = Field(MonitorSpec(), description="Sampling and anomalies.")
    health: HealthSpec = Field(HealthSpec(), description="The health score.")
    feedback: FeedbackSpec = Field(FeedbackSpec(), description="Learning from wave to wave.")
    forecast: ForecastSpec | None = Field(
        None, description="How far to trust its forecasts, as `buddy-sim fit --holdout` found; absent: not tested."
    )
    metrics: MetricsSpec = Field(MetricsSpec(), description="What the metrics of a run leave out.")
    engine: EngineName = Field(
        EngineName.AUTO,
        description="What runs it: `simpy` (the model), `compiled` (the engine, an error where it does not cover the "
        "scenario) or `auto` (the engine where it does, else the model). The numbers are the same to the last bit.",
    )
    _origin: Path | None = PrivateAttr(default=None)
    _source: SourceFile | None = PrivateAttr(default=None)
    _given: Mapping[str, Mapping[str, Any]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _a_record_is_played_back(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        implied = played_back(data)
        if implied is None:
            return handler(data)
        scenario = handler(implied)
        # Nobody wrote it: another workload must change it too.
        scenario.assignment.model_fields_set.discard("strategy")
        if isinstance(data, Mapping) and "assignment" not in data:
            scenario.model_fields_set.discard("assignment")
        return scenario

    @model_validator(mode="after")
    def _sections_agree(self) -> Self:
        problems = list(
            section_problems(
                self.fleet, self.workload, self.truth, self.predictions, self.retry, self.limits, self.failures
            )
        )
        problems += budget_problems(self.fleet, self.budget)
        problems += copies_problems(self.workload, self.copies)
        if problems:
            raise at_all(problems)
        return self

    @property
    def origin(self) -> Path | None:
        """Folder of the scenario file, from which its paths start; None for a scenario made in Python."""
        return self._origin

    def with_origin(self, origin: Path | None) -> Self:
        """The same scenario with its relative paths starting from the folder `origin`."""
        scenario = self.model_copy()
        scenario._origin = origin
        return scenario

    @property
    def source(self) -> SourceFile | None:
        """The file that the scenario was read from; None for one made in Python."""
        return self._source

    def with_source(self, source: SourceFile) -> Self:
        """The same scenario, known to come from a file."""
        scenario = self.model_copy()
        scenario._source = source
        return scenario

    @property
    def given(self) -> Mapping[str, Mapping[str, Any]]:
        """Objects that Python code has handed over: by the key that names them, and the name that stands for them."""
        return self._given

    def with_given(self, given: Mapping[str, Mapping[str, Any]]) -> Self:
        """The same scenario with objects for names that it may have, besides those that were handed over before."""
        scenario = self.model_copy()
        scenario._given = {
            **self._given,
            **{key: {**self._given.get(key, {}), **named} for key, named in given.items()},
        }
        return scenario

    def with_seed(self, seed: int) -> Self:
        """The same scenario with another seed.

        Raises:
            ValueError: the seed is not a whole number from 0 to 2**63 - 1.
        """
        return self.model_copy(update={"seed": whole_number(seed, "seed", MAX_SEED)}).with_origin(self.origin)

    def with_(self, changes: Mapping[str, Any]) -> "Scenario":
        """The same scenario with other values of some keys.

        Args:
            changes: new values by dotted key, as `--set` takes them; a section is replaced as a whole.

        Raises:
            ScenarioError: with every problem.

        >>> from sim.scenario import parse_scenario
        >>> scenario = parse_scenario(
        ...     {
        ...         "name": "pair",
        ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
        ...         "workload": {"kind": "synthetic", "tasks_per_wave": 5},
        ...     }
        ... )
        >>> scenario.with_({"retry.max_retries": 5, "fleet.agents.0.count": 3}).retry.max_retries
        5
        >>> scenario.with_({"retry.max_retry": 5})
        Traceback (most recent call last):
        ...
        sim.scenario.reading.problems.ScenarioError: with_ retry.max_retry: unknown path; did you mean ...
        """
        data = ScenarioData(type(self), "<scenario>", self.written(), self.origin, given=self.given)
        changed = data.build(options_in(changes, "with_"))
        changed = changed.with_given(self.given)
        return changed if self.source is None else changed.with_source(self.source)

    def to_yaml(self) -> str:
        """The text of a scenario file that says the same: the keys that were given, paths as they are.

        >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
        >>> fleet = FleetSpec(agents=[AgentSpec(name="agent", count=2)])
        >>> print(Scenario(name="pair", fleet=fleet, workload=SyntheticWorkload(tasks_per_wave=5)).to_yaml())
        name: pair
        fleet:
          agents:
          - {name: agent, count: 2}
        workload: {kind: synthetic, tasks_per_wave: 5}
        <BLANKLINE>
        """
        return to_yaml(self.written())

    def __eq__(self, other: object) -> bool:
        # Where a scenario was read from is no part of what it says.
        return isinstance(other, Scenario) and self.__dict__ == other.__dict__ and self._given == other._given

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def resolved(self) -> dict[str, Any]:
        """Every key with its value, defaults filled in, as plain JSON data (the manifest's content)."""
        plain: dict[str, Any] = self.model_dump(mode="json")
        own = {"strategy": self.assignment.strategy, "view_delay": self.assignment.view_delay}
        plain["assignment"] = {**own, **self.assignment.settings}
        if isinstance(self.workload, PluginWorkload):
            named = {key: plain["workload"][key] for key in PluginWorkload.model_fields}
            plain["workload"] = {**named, **self.workload.settings}
        return plain

    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of what the scenario says; what changes no world (see `_ASIDE`) is left out."""
        plain = {key: value for key, value in self.resolved().items() if key not in _ASIDE}
        # Keys stay in their order: weights are cumulated in the order written.
        text = json.dumps(plain, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()
