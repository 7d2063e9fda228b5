"""Retries: the rules by class of failure, jitter, the budget of the fleet, and slots that are kept meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.kernel import trace
from sim.engine.kernel.retries import DECORRELATED, EQUAL, FULL, NOT_RETRIED
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.mechanisms.failure_classes import outcomes
from sim.engine.rows import RowsOfRun
from sim.engine.waves import Wave
from sim.luck import Purpose
from sim.model.task_run import TaskRun
from sim.policies.retry import backoff_s
from sim.policies.retry_rules import Rule, retry_rules
from sim.record.outcomes import (
    AGENT_DOWN,
    BREAKER_OPEN,
    GATE_DEFERRED,
    RATE_LIMITED,
    TIMEOUT,
    TRANSIENT,
    Outcome,
)
from sim.record.task_end import NO_RETRY_BUDGET
from sim.scenario import Scenario
from sim.scenario.spec.retry_spec import MAX_RETRIES
from sim.scenario.values.choices import Jitter

Array = npt.NDArray[np.float64]
JITTERS = {Jitter.NONE: 0, Jitter.FULL: FULL, Jitter.EQUAL: EQUAL, Jitter.DECORRELATED: DECORRELATED}
_RETRIED: Mapping[int, Outcome] = {
    trace.TRANSIENT: TRANSIENT,
    trace.AGENT_DOWN: AGENT_DOWN,
    trace.GATE_DEFERRED: GATE_DEFERRED,
    trace.TIMEOUT: TIMEOUT,
    trace.RATE_LIMITED: RATE_LIMITED,
    trace.BREAKER_OPEN: BREAKER_OPEN,
}
"""Ways to fail after which the rules are asked, by code in the trace; the scenario's own classes besides."""


def _rules(scenario: Scenario) -> list[Rule]:
    rules = retry_rules(scenario.retry, scenario.failures)
    return [rules.otherwise, *rules.by_class.values()]


def _any_rule(says: Callable[[Rule], object]) -> Callable[[Scenario], bool]:
    return lambda scenario: any(says(rule) for rule in _rules(scenario))


# The rules


def _delays(scenario: Scenario) -> int:
    """Return how many back-offs of each rule are formed: at least one, though none may be retried."""
    return 1 + max(1, retry_rules(scenario.retry, scenario.failures).most_retries)


def _columns(scenario: Scenario) -> Mapping[str, npt.NDArray[Any]]:
    rules, delays = _rules(scenario), _delays(scenario)
    place = {name: 1 + number for number, name in enumerate(scenario.failures)}
    codes = {**_RETRIED, **outcomes(scenario)}
    rule_of = np.full(trace.FIRST_CLASS + len(outcomes(scenario)), NOT_RETRIED, dtype=np.int64)
    for code, outcome in codes.items():
        rule_of[code] = place.get(outcome.code, 0)
    waits = [[0.0] + [backoff_s(rule.retry, number) for number in range(1, delays)] for rule in rules]
    return {
        "rule_of": rule_of,
        "most_retries": np.array([rule.max_retries for rule in rules], dtype=np.int64),
        "counts": np.array([rule.counts for rule in rules], dtype=np.int64),
        "backoffs": np.concatenate(waits),
    }


RETRIES = Mechanism(
    name="retries",
    used=lambda _: True,
    numbers=lambda scenario: {"delays": _delays(scenario), "attempts_allowed": MAX_RETRIES},
    columns=_columns,
    of_tasks={"uncounted": 0},
)


# Jitter


def _jitter_columns(scenario: Scenario) -> Mapping[str, npt.NDArray[Any]]:
    retries = [rule.retry for rule in _rules(scenario)]
    return {
        "jitter": np.array([JITTERS[retry.jitter] for retry in retries], dtype=np.int64),
        "jitter_base": np.array([retry.base or 0.0 for retry in retries]),
        "jitter_most": np.array([retry.max_delay or 0.0 for retry in retries]),
    }


class _Jitter(InRun):
    def draws(self, wave: Wave, attempts: range) -> Mapping[str, Array]:  # noqa: ARG002 - the run knows its wave
        return {"u_jitter": self.run.uniforms(Purpose.JITTER, attempts)}


JITTER = Mechanism(
    name="jitter",
    keys={"RetrySpec": "jitter"},
    used=_any_rule(lambda rule: JITTERS[rule.retry.jitter]),
    off={"scatters": False},
    numbers=lambda _: {"scatters": True},
    columns=_jitter_columns,
    of_tasks={"jittered_s": -1.0},
    in_run=_Jitter,
)


# The budget of the fleet


def _budget_numbers(scenario: Scenario) -> Numbers:
    budget = scenario.retry.retry_budget
    assert budget is not None
    return {
        "has_retry_budget": True,
        "budget_share": budget.share,
        "budget_window": budget.window,
        "budget_free": budget.min_retries,
    }


def _say_why(rows: RowsOfRun, task: TaskRun) -> None:
    (stopped,) = rows.at("out_of_budget", task.index)
    if stopped:
        task.reason = f"{NO_RETRY_BUDGET}; {task.reason}"


RETRY_BUDGET = Mechanism(
    name="retry budget",
    keys={"RetrySpec": "retry_budget", "RetryBudgetSpec": "share window min_retries"},
    used=lambda scenario: scenario.retry.retry_budget is not None,
    off={"has_retry_budget": False, "starts_from": 0, "starts_to": 0, "retries_from": 0, "retries_to": 0},
    numbers=_budget_numbers,
    of_tasks={"out_of_budget": 0},
    of_rows={"window_starts": 0.0, "window_retries": 0.0},
    amend=_say_why,
)


# The same slot

HELD_SLOTS = Mechanism(
    name="held slots",
    keys={"RetrySpec": "hold_slot"},
    used=_any_rule(lambda rule: rule.retry.hold_slot),
    off={"holds_slots": False},
    numbers=lambda _: {"holds_slots": True},
    columns=lambda scenario: {"holds": np.array([rule.retry.hold_slot for rule in _rules(scenario)], dtype=np.int64)},
    of_tasks={"held_slot": -1},
)
