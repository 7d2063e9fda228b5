"""The raw rules of the specification, at the end of each wave.

They ask for no proof. At the size of a wave chance alone breaks these limits often; `statistical` is the
detector that tells chance from trouble.
"""

from typing import NamedTuple

from sim.measures.balance import coordination_gap, exceeds_imbalance
from sim.observe.detection import conditions, coordination
from sim.observe.detection.coordination import window
from sim.observe.detection.detector import Context, Detector, Finding
from sim.observe.detection.drifting import off_by_more
from sim.observe.detection.ledger import Judgement, Ledger, forget, settle
from sim.observe.detection.tally import KINDS, WaveTally, add, empty
from sim.record.rows import AnomalyClosed, FaultCaught, Row, WaveEnded
from sim.scenario.threshold import exceeds, reaches


class State(NamedTuple):
    """What the detector remembers from row to row."""

    context: Context
    tally: WaveTally
    ledger: Ledger


def initial_state(context: Context) -> State:
    """Return the state before the first row."""
    return State(context, empty(len(context.agent_ids)), Ledger())


def fold(state: State, row: Row) -> tuple[State, tuple[Finding, ...]]:
    """Take one row: exceptions are reported at once, everything else at the end of the wave."""
    if isinstance(row, WaveEnded):
        ledger, findings = settle(state.ledger, judge_wave(state, row), row.wave, row.ended_at)
        return State(state.context, empty(len(state.context.agent_ids)), ledger), findings
    if isinstance(row, AnomalyClosed):
        return _closed_by_others(state, row), ()
    tally = add(state.tally, row, state.context.meaning)
    if isinstance(row, FaultCaught):
        ledger, findings = settle(state.ledger, [coordination.fault(row)], row.wave, row.at)
        return state._replace(tally=tally, ledger=ledger), findings
    return state._replace(tally=tally), ()


def judge_wave(state: State, row: WaveEnded) -> list[Judgement]:
    """Return the judgement on every condition at the end of a wave."""
    context, tally = state.context, state.tally
    seen = {"window": window(row)}
    loads = tally.loads_s(context.capacities)
    attempts = tally.attempts()
    limits = context.spec.thresholds

    def judged(holds: bool, samples: int) -> bool | None:
        return holds if samples >= context.spec.min_samples else None

    gap = judged(exceeds(coordination_gap(loads), limits.coordination), attempts)
    ratio = judged(exceeds_imbalance(loads, limits.imbalance), attempts)
    drift = judged(off_by_more(tally.predictions, limits.drift), tally.predictions.tasks)
    failing = [
        judged(not reaches(agent.successes, limits.agent_failure * agent.tried), agent.tried) for agent in tally.agents
    ]
    return [
        *(conditions.agent_failure(context, tally.agents[a], a, holds, seen) for a, holds in enumerate(failing)),
        conditions.load_gap(context, tally, gap, seen),
        *coordination.events(tally, state.ledger, row),
        conditions.prediction_drift(context, tally.predictions, drift, seen),
        conditions.load_imbalance(context, tally, ratio, seen),
    ]


def _closed_by_others(state: State, row: AnomalyClosed) -> State:
    ledger, key = forget(state.ledger, row.anomaly_id)
    agent = conditions.failing_agent(state.context, key)
    tally = state.tally if agent is None else state.tally.with_new_rate(agent)
    return state._replace(ledger=ledger, tally=tally)


DETECTOR = Detector(
    name="threshold",
    summary="The raw rules at the end of each wave, on at least min_samples attempts.",
    kinds=(*KINDS, WaveEnded, AnomalyClosed),
    initial_state=initial_state,
    fold=fold,
)
