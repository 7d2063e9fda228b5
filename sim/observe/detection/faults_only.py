"""What remains when a detector itself fails: exceptions are still reported."""

from typing import NamedTuple

from sim.observe.detection import coordination
from sim.observe.detection.detector import Context, Detector, Finding
from sim.observe.detection.ledger import Ledger, settle
from sim.record.rows import FaultCaught, Row, WaveEnded


class State(NamedTuple):
    """The anomalies reported so far, and the exceptions since the last wave's end as (wave, where, type)."""

    context: Context
    ledger: Ledger = Ledger()
    faults: tuple[tuple[int, str, str], ...] = ()


def initial_state(context: Context) -> State:
    """Return the state before the first row."""
    return State(context)


def fold(state: State, row: Row) -> tuple[State, tuple[Finding, ...]]:
    """Take one row: an exception opens an anomaly, a wave without it closes it."""
    if isinstance(row, FaultCaught):
        ledger, findings = settle(state.ledger, [coordination.fault(state.context, row)], row.wave, row.at)
        return State(state.context, ledger, (*state.faults, (row.wave, row.where, row.error_type))), findings
    if isinstance(row, WaveEnded):
        over = coordination.faults_over(state.faults, state.ledger, row.wave)
        ledger, findings = settle(state.ledger, over, row.wave, row.ended_at)
        return State(state.context, ledger), findings
    return state, ()


# Not bound to the name DETECTOR: nobody chooses it.
FAULTS_ONLY = Detector(
    name="faults_only",
    summary="Exceptions caught inside the run.",
    kinds=(FaultCaught, WaveEnded),
    initial_state=initial_state,
    fold=fold,
)
