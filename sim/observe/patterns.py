"""Groups of tasks that came out differently from what was predicted, by more than chance explains."""

from collections.abc import Sequence
from math import fsum
from typing import Any

import numpy as np

from sim.measures.metrics.calibration import bin_index, bin_text
from sim.measures.statistics.binomial_test import binomial_p_value
from sim.measures.statistics.multiple_tests import holm
from sim.observe.outcomes import TaskOutcome

LEAST_TASKS = 5
LEVEL = 0.05


def find_patterns(outcomes: Sequence[TaskOutcome]) -> list[dict[str, Any]]:
    """Return the groups whose observed success differs from the predicted at 95 %, after Holm over all.

    Groups are formed by agent, by risk, by priority and by confidence bin, of the tasks with an attempt
    past the gates, at least five a group. Each is tested by a two-sided binomial test against its mean
    prediction.

    Args:
        outcomes: of one wave.

    Returns:
        For each group: group_by, group, tasks, mean_predicted, observed_rate, p_value (adjusted), finding
        (`better than predicted` or `worse than predicted`); in the order above, then by group.
    """
    observations = [outcome for outcome in outcomes if outcome.observed_success is not None]
    if not observations:
        return []
    columns: dict[str, Sequence[Any]] = {
        "agent": [outcome.predicted_agent_id for outcome in observations],
        "risk": [outcome.risk for outcome in observations],
        "priority": [outcome.priority for outcome in observations],
        "confidence_bin": bin_index(np.array([outcome.predicted_success for outcome in observations])).tolist(),
    }
    groups = [group for name, column in columns.items() for group in _groups(observations, name, column)]
    adjusted = holm([group["p_value"] for group in groups])
    return [group | {"p_value": p_value} for group, p_value in zip(groups, adjusted, strict=True) if p_value <= LEVEL]


def _groups(observations: Sequence[TaskOutcome], name: str, column: Sequence[Any]) -> list[dict[str, Any]]:
    members: dict[Any, list[TaskOutcome]] = {}
    for outcome, value in zip(observations, column, strict=True):
        members.setdefault(value, []).append(outcome)
    return [_group(name, value, members[value]) for value in sorted(members) if len(members[value]) >= LEAST_TASKS]


def _group(name: str, value: Any, members: Sequence[TaskOutcome]) -> dict[str, Any]:
    tasks = len(members)
    predicted = fsum(outcome.predicted_success for outcome in members) / tasks
    succeeded = sum(outcome.observed_success is True for outcome in members)
    return {
        "group_by": name,
        "group": bin_text(int(value)) if name == "confidence_bin" else str(value),
        "tasks": tasks,
        "mean_predicted": predicted,
        "observed_rate": succeeded / tasks,
        "p_value": binomial_p_value(succeeded, tasks, predicted),
        "finding": f"{'better' if succeeded > predicted * tasks else 'worse'} than predicted",
    }
