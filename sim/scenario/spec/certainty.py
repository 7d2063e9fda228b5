"""Scenarios in which chance decides nothing, so that one run says what all say.

Runs that are all alike prove little by themselves: the next one may be of a rarer kind. Here the scenario is the proof.
What is said of it is a list of what is known to draw nothing, so that a key that nobody thought of counts as chance.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sim.scenario.spec.spec import Scenario

_NO_MATTER = frozenset({"name", "description", "seed", "epoch", "horizon", "dry_run", "health", "metrics"})
"""Sections that draw nothing, whatever they say."""
_AGENT = frozenset({"name", "count", "capacity", "speed", "queue"})
_WORKLOAD = frozenset({"kind", "waves", "tasks_per_wave", "duration", "predicted_success"})
_RETRY = frozenset({"strategy", "max_retries", "base", "factor", "max_delay", "retry_penalty", "failure_point"})
_MONITOR = frozenset({"interval"})
_STRATEGIES = frozenset({"round_robin", "load_balanced", "priority_based", "shared_queue"})
"""Those that look at no number of chance."""


def is_without_luck(scenario: Scenario) -> bool:
    """Return whether all runs of a scenario are known to be the same, whatever their seed.

    False says nothing: chance may still be without effect.

    >>> from sim.scenario import parse_scenario
    >>> fleet = {"agents": [{"name": "agent"}]}
    >>> sure = {"kind": "synthetic", "tasks_per_wave": 4, "duration": "1min", "predicted_success": 1.0}
    >>> is_without_luck(parse_scenario({"name": "sure", "fleet": fleet, "workload": sure}))
    True
    >>> open_ = {**sure, "predicted_success": 0.9}
    >>> is_without_luck(parse_scenario({"name": "open", "fleet": fleet, "workload": open_}))
    False
    """
    said = scenario.written()
    sections: dict[str, Mapping[str, Any]] = {key: value for key, value in said.items() if isinstance(value, Mapping)}
    return not scenario.given and all(
        key in _NO_MATTER or (key in _ALLOWED and key in sections and _ALLOWED[key](sections[key])) for key in said
    )


def _fleet(section: Mapping[str, Any]) -> bool:
    agents = section.get("agents", ())
    said = {key for key, value in section.items() if value is not None}
    return said == {"agents"} and all(isinstance(one, Mapping) and set(one) <= _AGENT for one in agents)


def _workload(section: Mapping[str, Any]) -> bool:
    return (
        section.get("kind") == "synthetic"
        and set(section) <= _WORKLOAD
        and ("duration" not in section or _constant(section["duration"]) is not None)  # 30 s unless said
        and _constant(section.get("predicted_success")) == 1.0
    )


def _constant(value: object) -> float | None:
    """Return the number that a distribution always gives; None where it is none, or not known to be one."""
    if isinstance(value, Mapping):
        value = value.get("value") if set(value) == {"kind", "value"} and value["kind"] == "constant" else None
    return float(value) if isinstance(value, int | float) else None


_ALLOWED: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "fleet": _fleet,
    "workload": _workload,
    "retry": lambda section: set(section) <= _RETRY,
    "monitor": lambda section: set(section) <= _MONITOR,
    "assignment": lambda section: set(section) <= {"strategy", "order"} and section.get("strategy") in _STRATEGIES,
}
