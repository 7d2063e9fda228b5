"""What a wave says to the phases that predict, assign and guess: learning signals before they are sent."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.metrics.calibration import (
    bin_of,
    bin_text,
    brier_score,
    calibrated_calibration_error,
    expected_calibration_error,
    reliability_table,
)
from sim.measures.metrics.rates import prediction_error
from sim.measures.statistics.confidence import MOST_ROWS
from sim.observe.heuristics import STATEMENTS, HeuristicScore
from sim.observe.outcomes import TaskOutcome
from sim.record.outcomes import Whose, outcome_of
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded

Array = npt.NDArray[np.float64]
Content = Mapping[str, Any]

AGENT_PERFORMANCE = "agent_performance"
COORDINATION = "multi_agent_coordination"
HEURISTIC = "heuristic_feedback"
VALIDATION = "prediction_validation"

TARGET_PHASE = {AGENT_PERFORMANCE: 18, COORDINATION: 18, HEURISTIC: 16, VALIDATION: 20}


class RateEvidence(NamedTuple):
    """A signal rests on a rate."""

    successes: int
    n: int


class SampleEvidence(NamedTuple):
    """A signal rests on a mean or a ratio, a function of the column totals of its rows."""

    rows: Array
    statistic: Callable[[Array], Array]


class Draft(NamedTuple):
    """A signal without confidence and time."""

    signal_type: str
    content: Content
    evidence: RateEvidence | SampleEvidence


def calibration_draft(outcomes: Sequence[TaskOutcome]) -> Draft | None:
    """Return what a wave says of the predictions as a whole; None where nothing got past the gates.

    Its content has `scope: wave`, that of a single task `scope: task`.
    """
    pairs = [(o.predicted_success, float(o.observed_success)) for o in outcomes if o.observed_success is not None]
    if not pairs:
        return None
    predicted, observed = np.array(pairs).T
    content = {
        "scope": "wave",
        "tasks": len(pairs),
        "mean_predicted": float(predicted.mean()),
        "mean_observed": float(observed.mean()),
        "prediction_error": prediction_error(predicted, observed),
        "brier": brier_score(predicted, observed),
        "ece": expected_calibration_error(predicted, observed),
        "ece_calibrated": calibrated_calibration_error(predicted),
        "reliability": [row._asdict() for row in reliability_table(predicted, observed)],
    }
    rows = np.column_stack([predicted - observed, np.ones(len(pairs))])
    return Draft(VALIDATION, content, SampleEvidence(rows, lambda totals: np.abs(totals[..., 0] / totals[..., 1])))


def validation_draft(outcome: TaskOutcome) -> Draft | None:
    """Return what one task says of its prediction; None where it never got past the gates."""
    observed = outcome.observed_success
    if observed is None:
        return None
    actual, predicted = int(observed), outcome.predicted_success
    content = {
        "scope": "task",
        "prediction_id": f"{outcome.task_id}@{outcome.predicted_agent_id}",
        "task_id": outcome.task_id,
        "agent_id": outcome.predicted_agent_id,
        "actual_success": actual,
        "confidence_delta": actual - predicted,
        "error_analysis": {
            "predicted": predicted,
            "actual": actual,
            "abs_error": abs(actual - predicted),
            "bin": bin_text(bin_of(predicted)),
            "cause": cause(outcome),
        },
    }
    return Draft(VALIDATION, content, RateEvidence(actual, 1))


def cause(outcome: TaskOutcome) -> str:
    """Return in a few words why a task came out as it did, for or against its prediction."""
    if outcome.observed_success:
        return "calibrated" if outcome.predicted_success >= 0.5 else "success despite low prediction"
    if outcome.predicted_success < 0.5:
        return "calibrated"
    failure = outcome_of(outcome.error_class)
    if failure is None:
        return outcome.reason or "failed"
    return f"{failure.code} failure" if failure.whose is Whose.ITSELF else failure.code


def heuristic_draft(score: HeuristicScore, before: float | None) -> Draft:
    """Return what a wave says of one heuristic.

    Args:
        score: in this wave.
        before: its accuracy in the last wave before that it was scored in; None in the first.

    >>> heuristic_draft(HeuristicScore("H2", tasks=4, correct=3), before=0.5).content["improvement"]
    0.25
    """
    content = {
        "heuristic_id": score.heuristic_id,
        "statement": STATEMENTS[score.heuristic_id],
        "tasks": score.tasks,
        "accuracy": score.accuracy,
        "error_rate": (score.tasks - score.correct) / score.tasks,
        "improvement": None if before is None else score.accuracy - before,
    }
    return Draft(HEURISTIC, content, RateEvidence(score.correct, score.tasks))


def balance_evidence(
    attempts: Sequence[AttemptEnded | OrphanServed], capacities: Sequence[int], tasks: int
) -> SampleEvidence:
    """Return what a load balance rests on: attempts, each a row with its seconds per slot at its agent.

    Args:
        attempts: past the gates.
        capacities: slots, one entry an agent.
        tasks: number of tasks in the wave; with fewer of them than agents only as many of the busiest count.
    """
    counted = max(1, min(tasks, len(capacities)))
    rows = np.zeros((min(len(attempts), MOST_ROWS), len(capacities)))
    for i, attempt in enumerate(attempts):
        # Of more than MOST_ROWS attempts consecutive ones share a row.
        rows[i * len(rows) // len(attempts), attempt.agent] += attempt.served / capacities[attempt.agent]

    def balance(totals: Array) -> Array:
        ordered = np.sort(totals, axis=-1)
        most, least = ordered[..., -1], ordered[..., -counted]
        return np.where(most > 0.0, least / np.where(most > 0.0, most, 1.0), 1.0)

    return SampleEvidence(rows, balance)
