"""Anomalies that chance does not explain: rates and predictions once proven, loads at the end of a wave.

Looking often finds something by chance, so each look spends a part of the allowed error: alpha / (j (j +
1)) at the j-th, which adds up to alpha over all looks. Rates look back to the beginning of the wave, and
their looks are counted anew with it; loads are looked at once a wave, and those looks are counted over the
run.

Source: Clopper, Pearson, Biometrika 26, 1934 (bounds of a rate); Robbins, Siegmund in Siegmund, "Sequential
Analysis", 1985, and Lan, DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70, 1983
(alpha spending).
"""

from math import sqrt
from typing import NamedTuple

from sim.measures.intervals import clopper_pearson, normal_quantile, upper_bound
from sim.observe.detection import conditions, coordination
from sim.observe.detection.conditions import DRIFT, failing_agent
from sim.observe.detection.coordination import window
from sim.observe.detection.detector import Context, Detector, Finding
from sim.observe.detection.ledger import Judgement, Key, Ledger, forget, settle
from sim.observe.detection.tally import KINDS, Predictions, WaveTally, add, empty
from sim.record.rows import AnomalyClosed, AttemptEnded, FaultCaught, Row, Sampled, WaveEnded, WaveStarted

ALPHA = 0.05
"""Chance of a false alarm: of rates (all agents together) and predictions in a wave, of loads in a run."""
CALM_SAMPLES = 3
"""Samples in a row in which a condition must be false before its anomaly is over."""


class Looks(NamedTuple):
    """How often a condition was looked at, and what the sample was at the last look."""

    number: int = 0
    seen: int = 0
    since_s: float | None = None  # where the sample begins, if not with the wave


class State(NamedTuple):
    """What the detector remembers from row to row."""

    context: Context
    tally: WaveTally
    ledger: Ledger
    agent_looks: tuple[Looks, ...]
    drift_looks: Looks = Looks()
    load_looks: int = 0
    wave_began_at: float = 0.0
    calm: tuple[tuple[Key, int], ...] = ()  # open conditions, and samples in a row in which they were false


def initial_state(context: Context) -> State:
    """Return the state before the first row."""
    agents = len(context.agent_ids)
    return State(context, empty(agents), Ledger(), (Looks(),) * agents)


def fold(state: State, row: Row) -> tuple[State, tuple[Finding, ...]]:
    """Take one row: attempts may prove a condition, samples may end it, the wave's end judges loads."""
    match row:
        case WaveEnded():
            return _end_wave(state, row)
        case Sampled():
            return _sample(state, row)
        case WaveStarted():
            return state._replace(wave_began_at=row.at), ()
        case AnomalyClosed():
            ledger, key = forget(state.ledger, row.anomaly_id)
            calm = tuple(pair for pair in state.calm if pair[0] != key)
            return _begin_anew(state._replace(ledger=ledger, calm=calm), key, row.at), ()
    state = state._replace(tally=add(state.tally, row, state.context.meaning))
    match row:
        case FaultCaught():
            return _settled(state, [coordination.fault(row)], row.wave, row.at)
        case AttemptEnded(approved=True):
            return _look(state, row)
    return state, ()


def spent(alpha: float, look: int) -> float:
    """Return the part of the allowed error that one look may spend: alpha / (j (j + 1)).

    Args:
        alpha: the error allowed over all looks.
        look: j, number of the look from 1.

    >>> [round(spent(0.05, j), 6) for j in (1, 2, 3)]
    [0.025, 0.008333, 0.004167]
    """
    return alpha / (look * (look + 1))


def _settled(state: State, judgements: list[Judgement], wave: int, at: float) -> tuple[State, tuple[Finding, ...]]:
    ledger, findings = settle(state.ledger, judgements, wave, at)
    return state._replace(ledger=ledger), findings


def _look(state: State, row: AttemptEnded) -> tuple[State, tuple[Finding, ...]]:
    judgements: list[Judgement] = []
    fresh = state.context.spec.min_samples
    looks = state.agent_looks[row.agent]
    attempts = state.tally.rates[row.agent].attempts
    if attempts - looks.seen >= fresh:
        looks = looks._replace(number=looks.number + 1, seen=attempts)
        state = _with_looks(state, row.agent, looks)
        judgements += _failing(state, row.agent, looks.number, _since(state, looks, row))
    # Tasks that fail end late: of final outcomes only the whole wave is a fair sample.
    looks, tasks = state.drift_looks, state.tally.predictions.tasks
    if state.context.meaning != "task" and tasks - looks.seen >= fresh:
        state = state._replace(drift_looks=looks._replace(number=looks.number + 1, seen=tasks))
        judgements += _drifting(state, _since(state, looks, row))
    return _settled(state, judgements, row.wave, row.ended_at) if judgements else (state, ())


def _with_looks(state: State, agent: int, looks: Looks) -> State:
    before, after = state.agent_looks[:agent], state.agent_looks[agent + 1 :]
    return state._replace(agent_looks=(*before, looks, *after))


def _since(state: State, looks: Looks, row: AttemptEnded) -> dict[str, float]:
    began_at = state.wave_began_at if looks.since_s is None else looks.since_s
    return {"wave": row.wave, "from_s": began_at, "to_s": row.ended_at}


def _begin_anew(state: State, key: Key | None, at: float) -> State:
    """What is over must not be proven again by the attempts that proved it the first time."""
    agent = failing_agent(state.context, key)
    if agent is not None:
        looks = Looks(state.agent_looks[agent].number, 0, at)
        return _with_looks(state._replace(tally=state.tally.with_new_rate(agent)), agent, looks)
    if key == DRIFT:
        looks = Looks(state.drift_looks.number, 0, at)
        return state._replace(tally=state.tally._replace(predictions=Predictions()), drift_looks=looks)
    return state


def _failing(state: State, agent: int, look: int, seen: dict[str, float]) -> list[Judgement]:
    attempts, successes, _ = state.tally.rates[agent]
    limit = state.context.spec.thresholds.agent_failure
    if successes >= limit * attempts:  # the bound lies above the rate: no need to compute it
        return []
    alpha = spent(ALPHA / len(state.context.agent_ids), look)
    bound = upper_bound(successes, attempts, alpha)
    if bound >= limit:
        return []
    evidence = {"upper_bound": bound, "alpha": alpha, "look": look, "window": seen}
    return [conditions.agent_failure(state.context, state.tally, agent, True, evidence)]


def _drifting(state: State, seen: dict[str, float]) -> list[Judgement]:
    tasks, predicted, observed = state.tally.predictions
    limit = state.context.spec.thresholds.drift
    if abs(predicted - observed) <= limit * tasks:  # the interval holds the observed rate
        return []
    alpha = spent(ALPHA, state.drift_looks.number)
    low, high = clopper_pearson(observed, tasks, 1.0 - alpha)
    if low - limit <= predicted / tasks <= high + limit:
        return []
    evidence = {
        "interval": [low, high],
        "alpha": alpha,
        "look": state.drift_looks.number,
        "window": seen,
    }
    return [conditions.prediction_drift(state.context, state.tally, True, evidence)]


def _end_wave(state: State, row: WaveEnded) -> tuple[State, tuple[Finding, ...]]:
    context, tally = state.context, state.tally
    judgements = coordination.events(tally, state.ledger, row)
    if context.meaning == "task" and tally.predictions.tasks >= context.spec.min_samples:
        state = state._replace(drift_looks=Looks(1, tally.predictions.tasks))
        judgements += _drifting(state, window(row))
    look = state.load_looks
    if tally.attempts():
        look += 1
        judgements += _uneven(state, look, row)
    ledger, findings = settle(state.ledger, judgements, row.wave, row.ended_at)
    fresh = initial_state(context)
    return fresh._replace(ledger=ledger, load_looks=look, wave_began_at=row.ended_at, calm=state.calm), findings


def _uneven(state: State, look: int, row: WaveEnded) -> list[Judgement]:
    context, tally = state.context, state.tally
    z = normal_quantile(1.0 - spent(ALPHA, look))
    limits = context.spec.thresholds

    def judged(a: float, b: float) -> tuple[bool, dict[str, object]]:
        excess, noise = _excess(context, tally, a, b)
        proof = {"excess_s": excess, "noise_s": noise, "z": z, "look": look, "window": window(row)}
        return excess > z * noise, proof

    return [
        conditions.load_gap(context, tally, *judged(1.0 - limits.coordination, 1.0)),
        conditions.load_imbalance(context, tally, *judged(1.0, limits.imbalance)),
    ]


def _excess(context: Context, tally: WaveTally, a: float, b: float) -> tuple[float, float]:
    # a * greatest load - b * least, and its standard deviation by chance: a load is a sum of attempts, whose
    # number and lengths vary as those of a compound Poisson sum, with variance = sum of squared lengths.
    loads = tally.loads_s(context.capacities)
    most, least = loads.index(max(loads)), loads.index(min(loads))
    squares = [agent.squares / slots**2 for agent, slots in zip(tally.loads, context.capacities, strict=True)]
    return a * loads[most] - b * loads[least], sqrt(a * a * squares[most] + b * b * squares[least])


def _sample(state: State, row: Sampled) -> tuple[State, tuple[Finding, ...]]:
    if not state.ledger.open:
        return state, ()
    counts = dict(state.calm)
    calm = [(key, _calm_samples(state.context, key, row, counts.get(key, 0))) for key in state.ledger.causes()]
    over = [key for key, count in calm if count >= CALM_SAMPLES]
    state = state._replace(calm=tuple((key, count) for key, count in calm if 0 < count < CALM_SAMPLES))
    for key in over:
        state = _begin_anew(state, key, row.at)
    return _settled(state, [Judgement(key, False) for key in over], row.wave, row.at)


def _calm_samples(context: Context, key: Key, row: Sampled, so_far: int) -> int:
    # A sample that saw nothing to judge by neither counts nor interrupts.
    limits = context.spec.thresholds
    if key == DRIFT:
        error = row.system_prediction_error
        false = None if error is None else error <= limits.drift
    elif (agent := failing_agent(context, key)) is not None:
        rate = row.success_rate[agent]
        false = None if rate is None else rate >= limits.agent_failure
    else:
        return 0  # judged at the end of waves
    return so_far if false is None else (so_far + 1 if false else 0)


DETECTOR = Detector(
    name="statistical",
    summary="Reports what chance does not explain: bounds of rates with alpha spending over looks.",
    kinds=(*KINDS, WaveStarted, Sampled, WaveEnded, AnomalyClosed),
    initial_state=initial_state,
    fold=fold,
)
