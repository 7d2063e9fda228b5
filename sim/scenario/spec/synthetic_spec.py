"""Tasks made up from distributions."""

from collections.abc import Mapping
from math import fsum, inf
from typing import Annotated, Literal, Self

from pydantic import (
    Discriminator,
    Field,
    ModelWrapValidatorHandler,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from sim.scenario.reading.located import at, at_all
from sim.scenario.spec.arrival_forms import RecordedStream
from sim.scenario.spec.arrivals import Arrivals
from sim.scenario.spec.distribution_spec import (
    Constant,
    ServiceDistribution,
    ShareConstant,
    ShareDistribution,
    TimeDistribution,
)
from sim.scenario.spec.graph_spec import Graph, check_graph
from sim.scenario.spec.outcome_spec import ByOutcome
from sim.scenario.spec.run_effect_spec import OfRuns
from sim.scenario.spec.service_spec import DurationBesideSize
from sim.scenario.spec.token_spec import TokensSpec
from sim.scenario.spec.type_spec import Columns, Types, TypeSpec
from sim.scenario.spec.typed_durations import Times, duration_problems
from sim.scenario.values.choices import Risk
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import KindSpec, plain
from sim.scenario.values.quantities import Whole
from sim.scenario.values.weights import PriorityWeights, RiskWeights

MAX_TASKS = 5_000_000
_TASKS_OR_UNTIL = "expected here: tasks in every wave, or the end of a stream of arrivals (`arrivals.until`)"


def _one_or_list(value: object) -> str:
    return "list" if isinstance(value, list | tuple) else "one"


TasksInWave = Annotated[Whole, Field(ge=0, le=MAX_TASKS)]
TasksPerWave = Annotated[
    Annotated[Whole, Field(ge=1, le=MAX_TASKS), Tag("one")]
    | Annotated[tuple[TasksInWave, ...], Field(min_length=1, max_length=MAX_TASKS), Tag("list")],
    Discriminator(_one_or_list),
]


class SyntheticWorkload(KindSpec):
    """Tasks made up from distributions.

    >>> SyntheticWorkload(tasks_per_wave=[5, 10], duration="30s").wave_sizes
    (5, 10)
    """

    kind: Literal["synthetic"] = "synthetic"
    waves: Annotated[Whole, Field(ge=1, le=MAX_TASKS)] = Field(
        1, description="Waves, one after another. Absent beside a list of `tasks_per_wave`: its length."
    )
    tasks_per_wave: TasksPerWave | None = Field(
        None,
        description="Tasks in every wave, or a list with one number a wave (0 is allowed there). Beside"
        " `arrivals.until` it is the most; else it is required.",
    )
    size: ServiceDistribution | None = Field(
        None,
        description="True mean service time of each task at speed 1, one draw a task; absent: the mean of `duration`.",
    )
    duration: DurationBesideSize = Field(
        Constant(value=30.0),
        description="Service time of an attempt at speed 1, in seconds or as a duration. Beside `size` it is a shape"
        " without a mean (`constant`, `exponential`, or `lognormal`, `gamma`, `weibull` with `cv`; absent: constant).",
    )
    duration_by_outcome: ByOutcome = None
    run_effect: OfRuns = None
    predicted_success: ShareDistribution = Field(
        ShareConstant(value=0.85), description="Predicted chance of success of each task, 0..1."
    )
    confidence: ShareDistribution | None = Field(
        None, description="Confidence in each task's prediction, 0..1; absent: not assessed."
    )
    priority: PriorityWeights = Field(
        FrozenMap({2: 1.0}), description="Weights of the priorities 1 (high), 2 (medium), 3 (low)."
    )
    risk: RiskWeights = Field(
        FrozenMap({Risk.LOW: 1.0}), description="Weights of the risk classes LOW, MEDIUM, HIGH, UNKNOWN."
    )
    arrivals: Arrivals | None = Field(
        None, description="Stream of arrivals within a wave; absent: all tasks at the wave's start."
    )
    types: Types | None = Field(None, description="Types of tasks by name; absent: all are alike.")
    graph: Graph | None = Field(None, description="Which tasks of a wave wait for which; absent: none waits.")
    hand_off: TimeDistribution | None = Field(
        None,
        description="Seconds from a task's end until its result is at another agent, one draw an edge; absent: none.",
    )
    deadline: TimeDistribution | None = Field(
        None, description="Deadline of each task, in seconds after it is ready, one draw a task; absent: none."
    )
    tokens: TokensSpec | None = Field(
        None, description="Tokens that each attempt reads and writes, for limits and prices; absent: none."
    )
    on_deadline: Literal["keep", "drop"] = Field(
        "keep",
        description="What a deadline does: it is a measure only (`keep`), or the task fails with class `deadline` and "
        "its attempts are withdrawn (`drop`).",
    )

    @model_validator(mode="wrap")
    @classmethod
    def _defaults_that_depend(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, Mapping):
            return handler(data)
        implied: dict[str, object] = {}
        sizes = plain(data.get("tasks_per_wave"))
        if "waves" not in data and isinstance(sizes, list | tuple) and sizes:
            implied["waves"] = len(sizes)
        if "duration" not in data and data.get("size") is not None:
            implied["duration"] = {"kind": "constant"}
        workload = handler({**data, **implied})
        # Nobody wrote them: a change of what they follow from must change them too.
        workload.model_fields_set.difference_update(implied)
        return workload

    @field_validator("tasks_per_wave")
    @classmethod
    def _sizes_fit(cls, sizes: int | tuple[int, ...] | None, info: ValidationInfo) -> int | tuple[int, ...] | None:
        if sizes is None:
            return None
        waves = info.data.get("waves")
        if isinstance(sizes, tuple):
            if waves is not None and waves != len(sizes):
                raise ValueError(f"{len(sizes)} numbers for {waves} waves; give one number a wave")
            if not any(sizes):
                raise ValueError("no wave has a task; at least one number must be 1 or more")
        total = sum(sizes) if isinstance(sizes, tuple) else sizes * (waves or 1)
        if total > MAX_TASKS:
            raise ValueError(f"{total} tasks in total are more than {MAX_TASKS}")
        return sizes

    @model_validator(mode="after")
    def _stream_or_number(self) -> Self:
        if self.tasks_per_wave is not None:
            return self
        arrivals = self.arrivals
        if arrivals is not None and arrivals.knows_its_number:
            if self.waves > 1:
                raise at("tasks_per_wave", None, "is missing; without it all lines of the file are in the first wave")
            return self
        if arrivals is None or arrivals.until is None:
            raise at("tasks_per_wave", None, f"is missing; {_TASKS_OR_UNTIL}")
        expected = self.expected_tasks
        if expected is not None and expected > MAX_TASKS:
            raise at("arrivals", None, f"about {expected:.3g} tasks in total are more than {MAX_TASKS}")
        return self

    @model_validator(mode="after")
    def _durations_of_types_fit(self) -> Self:
        problems = list(duration_problems(self.times(), self.types or {}))
        if problems:
            raise at_all(problems)
        return self

    @model_validator(mode="after")
    def _graph_fits(self) -> Self:
        if self.graph is not None:
            by_time = self.arrivals is not None and self.arrivals.until is not None
            check_graph(self.graph, self.wave_sizes, by_time, self.expected_tasks or 0.0)
        elif self.hand_off is not None:
            raise at("hand_off", None, "is of no use without `graph`, which says between which tasks; add it")
        return self

    @property
    def shares(self) -> dict[str, float]:
        """The weight of each type, in the order written; empty where there are none."""
        return {name: spec.share for name, spec in (self.types or {}).items()}

    def of_type(self, type_name: str | None) -> Columns:
        """What tasks of a type are drawn from, or those of no type in particular: its own keys, else the workload's.

        Raises KeyError for a type that there is not.

        >>> workload = SyntheticWorkload(tasks_per_wave=1, types={"hard": {"share": 1, "predicted_success": 0.5}})
        >>> workload.of_type("hard").predicted_success.mean, workload.of_type(None).predicted_success.mean
        (0.5, 0.85)
        """
        own = None if type_name is None else self._type(type_name)
        return Columns(
            *(getattr(self, key) if (found := getattr(own, key, None)) is None else found for key in Columns._fields)
        )

    def times(self, type_name: str | None = None) -> Times:
        """How long tasks of a type take, or those of no type in particular.

        Raises KeyError for a type that there is not.

        >>> SyntheticWorkload(tasks_per_wave=1, types={"long": {"share": 1, "duration": "5min"}}).times("long").duration
        Constant(kind='constant', value=300.0)
        """
        times = Times(self.size, self.duration, "duration" in self.model_fields_set)
        return times if type_name is None else times.of_type(self._type(type_name))

    @property
    def mean_service_s(self) -> float:
        """Mean of the true mean service times at speed 1, over tasks of all types.

        >>> types = {"short": {"share": 3, "duration": "10s"}, "long": {"share": 1, "duration": "50s"}}
        >>> SyntheticWorkload(tasks_per_wave=1, types=types).mean_service_s
        20.0
        """
        if self.types is None:
            return self.times().mean_s
        weights = self.shares.items()
        return fsum(share * self.times(name).mean_s for name, share in weights) / fsum(self.shares.values())

    def _type(self, name: str) -> TypeSpec:
        if self.types is None:
            raise KeyError(name)
        return self.types[name]

    @property
    def expected_tasks(self) -> float | None:
        """The number of tasks; of a stream that ends by time the mean number, as far as nothing caps it.

        None where a file says how many there are.

        >>> SyntheticWorkload(waves=2, arrivals={"kind": "poisson", "rate": 0.5, "until": "1min"}).expected_tasks
        60.0
        """
        comes = inf
        if self.arrivals is not None and self.arrivals.until is not None:
            comes = self.arrivals.expected_by(self.arrivals.until)
        expected = fsum(min(comes, inf if size is None else float(size)) for size in self.wave_sizes)
        return None if expected == inf else expected

    @property
    def reads_a_file(self) -> bool:
        """Whether the tasks depend on a file besides the scenario."""
        return isinstance(self.arrivals, RecordedStream)

    @property
    def wave_sizes(self) -> tuple[int | None, ...]:
        """The number of tasks of each wave, the first wave first.

        Beside `arrivals.until` it is the most that a wave can have, and None where as many come as arrive, or as
        a file says.
        """
        sizes = self.tasks_per_wave
        return sizes if isinstance(sizes, tuple) else (sizes,) * self.waves
