"""The raw rules of the specification, at the end of each wave.

They ask for no proof. At the size of a wave chance alone breaks these limits often; `statistical` is the
detector that tells chance from trouble.
"""

from typing import NamedTuple

from sim.measures.metrics.balance import coordination_gap, exceeds_imbalance
from sim.observe.detection import conditions, coordination, raw_crowd
from sim.observe.detection.coordination import window
from sim.observe.detection.detector import Context, Detector, Finding
from sim.observe.detection.drifting import off_by_more
from sim.observe.detection.ledger import Judgement, Ledger, forget, settle
from sim.observe.detection.raw_crowd import RawCrowd
from sim.observe.detection.tally import KINDS, WaveTally, add, empty
from sim.record.rows import AnomalyClosed, FaultCaught, Row, Sampled, WaveEnded
from sim.scenario.values.threshold import exceeds, reaches

FLEET_SAMPLES = 2
"""A fleet's attempts are judged together from as many on as two agents would need."""


class State(NamedTuple):
    """What the detector remembers from row to row."""

    context: Context
    tally: WaveTally
    ledger: Ledger
    crowd: RawCrowd = RawCrowd()


def initial_state(context: Context) -> State:
    """Return the state before the first row."""
    return State(context, empty(len(context.agent_ids)), Ledger())


def fold(state: State, row: Row) -> tuple[State, tuple[Finding, ...]]:
    """Take one row: exceptions are reported at once, everything else at the end of the wave."""
    if isinstance(row, WaveEnded):
        ledger, findings = settle(state.ledger, judge_wave(state, row), row.wave, row.ended_at)
        crowd = raw_crowd.over_the_wave(state.crowd, row)
        return State(state.context, empty(len(state.context.agent_ids)), ledger, crowd), findings
    if isinstance(row, Sampled):
        return state._replace(crowd=raw_crowd.look(state.crowd, row)), ()
    if isinstance(row, AnomalyClosed):
        return _closed_by_others(state, row), ()
    tally = add(state.tally, row, state.context.meaning)
    if isinstance(row, FaultCaught):
        ledger, findings = settle(state.ledger, [coordination.fault(state.context, row)], row.wave, row.at)
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
    failing = [judged(_fails(context, agent.successes, agent.tried), agent.tried) for agent in tally.agents]
    # Where an agent fails by itself, that says more than that the fleet does.
    whole = _fails(context, tally.successes, tally.tried) and not any(failing)
    fleet = whole if tally.tried >= FLEET_SAMPLES * context.spec.min_samples else None
    return [
        *(conditions.agent_failure(context, tally.agents[a], a, holds, seen) for a, holds in enumerate(failing)),
        conditions.load_gap(context, tally, gap, seen),
        conditions.fleet_failure(context, tally, fleet, seen),
        *coordination.events(context, tally, state.ledger, row),
        conditions.prediction_drift(context, tally.predictions, drift, seen),
        conditions.load_imbalance(context, tally, ratio, seen),
        raw_crowd.overload(context, state.crowd, row),
    ]


def _closed_by_others(state: State, row: AnomalyClosed) -> State:
    ledger, key = forget(state.ledger, row.anomaly_id)
    agent = conditions.failing_agent(state.context, key)
    tally = state.tally if agent is None else state.tally.with_new_rate(agent)
    return state._replace(ledger=ledger, tally=tally)


def _fails(context: Context, successes: int, tried: int) -> bool:
    return not reaches(successes, context.spec.thresholds.agent_failure * tried)


DETECTOR = Detector(
    name="threshold",
    summary="The raw rules at the end of each wave, on at least min_samples attempts.",
    kinds=(*KINDS, Sampled, WaveEnded, AnomalyClosed),
    initial_state=initial_state,
    fold=fold,
)
