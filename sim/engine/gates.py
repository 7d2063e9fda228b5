"""What the safety gates refuse whatever the luck, for all tasks at once; the texts of verdicts are made on request."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.engine.kernel.trace import GATE_REJECTED
from sim.policies.gates.clearance import ALWAYS_APPROVED, APPROVED_ON_REQUEST, MIN_CONFIDENCE
from sim.policies.gates.structure import PRIORITIES
from sim.scenario import GateSpec
from sim.scenario.values.threshold import ROUNDING
from sim.workload.task_table import TaskTable

KNOWN = frozenset(
    {"structure", "clearance", "minimum_success", "dependencies", "resource", "blocking_anomaly", "transient_refusal"}
)
"""The gates that the kernel knows; of them `dependencies` and `resource` refuse nothing that has got its slot."""

Wholes = npt.NDArray[np.int64]


def refusals(
    tasks: TaskTable, approved: Sequence[bool], settings: GateSpec, predicted: npt.NDArray[np.float64]
) -> Wholes:
    """Return 0, or how an attempt fails that is rejected whatever the luck, by task and agent.

    Args:
        tasks: of the run.
        approved: approval by task index.
        settings: of the gates.
        predicted: success, of shape (tasks, agents) or (tasks, 1).
    """
    refused = ~(np.asarray(predicted) >= settings.min_predicted_success - ROUNDING)
    refused |= ~((predicted >= 0.0) & (predicted <= 1.0))
    of_tasks = _without_clearance(tasks, approved, settings) | _malformed(tasks)
    return np.where(refused | of_tasks[:, np.newaxis], GATE_REJECTED, 0).astype(np.int64)


def _malformed(tasks: TaskTable) -> npt.NDArray[np.bool_]:
    if set(tasks.priority) <= set(PRIORITIES):
        return np.zeros(len(tasks), dtype=bool)
    return ~np.isin(np.asarray(tasks.priority), PRIORITIES)


def _without_clearance(tasks: TaskTable, approved: Sequence[bool], settings: GateSpec) -> npt.NDArray[np.bool_]:
    no_confidence = all(confidence is None for confidence in tasks.confidence)
    asks = (*ALWAYS_APPROVED, *(APPROVED_ON_REQUEST if settings.require_approval else ()))
    if no_confidence and not {risk if risk in MIN_CONFIDENCE else "UNKNOWN" for risk in set(tasks.risk)} & set(asks):
        return np.zeros(len(tasks), dtype=bool)
    risks = [risk if risk in MIN_CONFIDENCE else "UNKNOWN" for risk in tasks.risk]
    needs = np.array([risk in asks for risk in risks], dtype=bool)
    refused: npt.NDArray[np.bool_] = needs & ~np.asarray(approved, dtype=bool)
    if no_confidence:
        return refused
    confidence = np.array([np.nan if one is None else one for one in tasks.confidence])
    least = np.array([MIN_CONFIDENCE[risk] for risk in risks])
    assessed = ~np.isnan(confidence)
    too_low = assessed & ~(confidence >= least - ROUNDING)
    out_of_range = assessed & ~((confidence >= 0.0) & (confidence <= 1.0))
    return np.asarray(refused | too_low | out_of_range)
