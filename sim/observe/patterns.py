"""Groups of tasks that came out differently from what was predicted, by more than chance explains."""

from typing import TYPE_CHECKING, Any

from sim.measures.binomial_test import binomial_p_value
from sim.measures.calibration import bin_index, bin_text
from sim.measures.multiple_tests import holm

if TYPE_CHECKING:
    import pandas as pd

LEAST_TASKS = 5
LEVEL = 0.05


def find_patterns(outcomes: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the groups whose observed success differs from the predicted at 95 %, after Holm over all.

    Groups are formed by agent, by risk, by priority and by confidence bin, of the tasks with an attempt
    past the gates, at least five a group. Each is tested by a two-sided binomial test against its mean
    prediction.

    Args:
        outcomes: of one wave, see `outcome_frame`.

    Returns:
        For each group: group_by, group, tasks, mean_predicted, observed_rate, p_value (adjusted), finding
        (`better than predicted` or `worse than predicted`); in the order above, then by group.
    """
    known = outcomes[outcomes["observed_success"].notna()]
    if known.empty:
        return []
    columns = {
        "agent": known["predicted_agent_id"],
        "risk": known["risk"],
        "priority": known["priority"],
        "confidence_bin": bin_index(known["predicted_success"].to_numpy()),
    }
    groups = [group for name, column in columns.items() for group in _groups(known, name, column)]
    adjusted = holm([group["p_value"] for group in groups])
    return [group | {"p_value": p_value} for group, p_value in zip(groups, adjusted, strict=True) if p_value <= LEVEL]


def _groups(known: "pd.DataFrame", name: str, column: Any) -> list[dict[str, Any]]:
    found = []
    for value, members in known.groupby(column, sort=True):
        tasks = len(members)
        if tasks >= LEAST_TASKS:
            predicted = float(members["predicted_success"].mean())
            succeeded = int(members["observed_success"].sum())
            found.append(
                {
                    "group_by": name,
                    "group": bin_text(int(value)) if name == "confidence_bin" else str(value),
                    "tasks": tasks,
                    "mean_predicted": predicted,
                    "observed_rate": succeeded / tasks,
                    "p_value": binomial_p_value(succeeded, tasks, predicted),
                    "finding": f"{'better' if succeeded > predicted * tasks else 'worse'} than predicted",
                }
            )
    return found
