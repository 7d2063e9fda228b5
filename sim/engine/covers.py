"""What the engine covers: a list of all keys that it knows. Whatever else a scenario says goes by the model.

The list is what stands here and what every mechanism adds (`mechanisms/`). A key that is not listed is covered as long
as it is left at its default: so what is new in scenarios is never passed over by an engine that does not know of it.
"""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from sim.engine.mechanisms import MECHANISMS
from sim.engine.prepared import DISCIPLINES, strategy_number
from sim.policies.catalogue import strategy_of
from sim.policies.retry_rules import retry_rules
from sim.scenario import Scenario
from sim.workload.task_table import TaskTable

_ANY_TIMES = "duration duration_by_outcome run_effect"
_ALWAYS: Mapping[str, str] = {
    "Scenario": "name description seed epoch horizon dry_run fleet workload truth predictions assignment retry"
    " gates monitor health feedback metrics engine forecast",
    "FleetSpec": "agents",
    "AgentSpec": "name count capacity speed reliability queue skill pace",
    "SyntheticWorkload": f"kind waves tasks_per_wave size {_ANY_TIMES} predicted_success confidence priority risk"
    " arrivals types deadline tokens",
    "TypeSpec": "share size duration predicted_success confidence priority risk deadline tokens",
    "Phase20Workload": f"kind path {_ANY_TIMES}",
    "EtcWorkload": f"kind path predicted_success {_ANY_TIMES}",
    "TableWorkload": f"kind path map where predicted_success {_ANY_TIMES}",
    "TruthSpec": "bias noise drift dispersion shared",
    "PredictionSpec": "meaning duration_error knows_skill",
    "AssignmentSpec": "strategy",
    "RetrySpec": "strategy max_retries base factor max_delay delays retry_penalty feedback failure_point",
    "GateSpec": "require_approval min_predicted_success transient_refusal_rate approve cooldown",
    "MonitorSpec": "interval detector window min_samples thresholds targets",
    "ThresholdSpec": "agent_failure coordination drift imbalance",
    "TargetSpec": "success_rate availability prediction_error accuracy load_balance confidence",
    "HealthSpec": "weights",
    "FeedbackSpec": "learning",
    "MetricsSpec": "warmup peak_window",
    "DurationByOutcome": "failed",
    "FileArrivals": "kind path column until",
    "ModulatedArrivals": "kind rates stays until",
    "PoissonArrivals": "kind rate until",
    "ProfileArrivals": "kind steps period until",
    "RateStep": "at rate",
    "RenewalArrivals": "kind gap until",
}


def _known() -> dict[str, frozenset[str]]:
    sections = [_ALWAYS, *[mechanism.keys for mechanism in MECHANISMS]]
    names = {name: None for section in sections for name in section}
    return {name: frozenset(" ".join([section.get(name, "") for section in sections]).split()) for name in names}


KNOWN: Mapping[str, frozenset[str]] = _known()
"""By name of a section, its keys that the engine knows, whatever they say."""

READ_BY_BOTH = frozenset(
    f"sim.scenario.spec.{name}"
    for name in (
        "distribution_spec",
        "factor_spec",
        "shape_spec",
        "service_spec",
        "token_spec",
        "run_effect_spec",
        "health_spec",
        "forecast_spec",
        *(name for mechanism in MECHANISMS for name in mechanism.read_by_both.split()),
    )
)
"""Modules of what is read by functions that both engines share: all that these specs say is covered."""

_OBJECTS = ("assignment.strategy", "monitor.detector")  # that may be given in place of names
_MOST_DRAWS = 20_000_000  # of a wave, every attempt that its tasks may make counted


def not_covered(scenario: Scenario) -> str | None:
    """Return what of a scenario the engine does not cover, as a reason for people; None where it covers all of it.

    Args:
        scenario: any that is valid.

    >>> from sim.scenario import AgentSpec, AssignmentSpec, FleetSpec, SyntheticWorkload
    >>> fleet, work = FleetSpec(agents=[AgentSpec(name="agent")]), SyntheticWorkload(tasks_per_wave=2)
    >>> not_covered(Scenario(name="one", fleet=fleet, workload=work)) is None
    True
    >>> late = AssignmentSpec(view_delay="1min")
    >>> not_covered(Scenario(name="one", fleet=fleet, workload=work, assignment=late))
    'assignment.view_delay is not covered by the engine'
    """
    given = [key for key in scenario.given if key not in _OBJECTS]
    if given:
        return f"an object of Python ({given[0]}) is not covered by the engine"
    if strategy_number(strategy_of(scenario)) is None:
        return f"assignment.strategy {scenario.assignment.strategy!r} is not covered by the engine"
    other = next((spec.queue.value for spec in scenario.fleet.agents if spec.queue not in DISCIPLINES), None)
    if other is not None:
        return f"queue: {other} is not covered by the engine"
    unknown = next(_unknown_keys(scenario, ""), None)
    if unknown is not None:
        return f"{unknown} is not covered by the engine"
    told = (mechanism.not_covered(scenario) for mechanism in MECHANISMS)
    return next((reason for reason in told if reason is not None), None)


def tasks_not_covered(tasks: TaskTable, scenario: Scenario) -> str | None:
    """Return what of the tasks that a source has given the engine does not cover; None where it covers all of it.

    Args:
        tasks: of a run.
        scenario: whose they are.
    """
    retries = retry_rules(scenario.retry, scenario.failures).most_retries
    found = {
        "the attempts of a record": tasks.recorded is not None,
        f"{len(tasks):,} tasks with {retries:,} retries each": (retries + 1) * len(tasks) > _MOST_DRAWS,
    }
    named = [what for what, is_there in found.items() if is_there]
    named += [told for mechanism in MECHANISMS if (told := mechanism.tasks_not_covered(tasks, scenario)) is not None]
    return f"{named[0]}: not covered by the engine" if named else None


def _unknown_keys(spec: BaseModel, path: str) -> Iterator[str]:
    """Yield the keys below a section that say something which the engine does not know."""
    known = KNOWN.get(type(spec).__name__)
    if known is None:
        yield f"{path[:-1]}: {type(spec).__name__}"
        return
    for name, field in type(spec).model_fields.items():
        value = getattr(spec, name)
        if name not in known:
            if value != field.get_default(call_default_factory=True):
                yield f"{path}{name}"
        else:
            yield from _unknown_below(value, f"{path}{name}.")


def _unknown_below(value: object, path: str) -> Iterator[str]:
    if isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _unknown_below(one, f"{path}{number}.")
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _unknown_below(one, f"{path}{name}.")
    elif isinstance(value, BaseModel) and type(value).__module__ not in READ_BY_BOTH:
        yield from _unknown_keys(value, path)
