"""Anomalies that chance does not explain: rates, predictions and overload once proven, loads at the end of a wave.

An agent is looked at whenever it has so many new attempts, the fleet's predictions whenever there are so many new
outcomes (`monitor.min_samples`). Rates are judged against their limit since the wave began, successes beside
predictions over all waves, loads once a wave, the queue at every sample. See `sim.observe.detection.chart`, `.looks`
and `.crowd` for what keeps chance from passing as trouble.

Source: Clopper, Pearson, Biometrika 26, 1934 (bounds of a rate); the sources of `chart` and `looks`.
"""

from collections.abc import Callable
from typing import NamedTuple

from sim.observe.detection import coordination, crowd, drifting, failing
from sim.observe.detection.conditions import CROWD, DRIFT, FLEET, failing_agent, failure_key
from sim.observe.detection.crowd import CrowdWatch
from sim.observe.detection.detector import Context, Detector, Finding
from sim.observe.detection.drifting import DriftWatch
from sim.observe.detection.failing import AgentWatch
from sim.observe.detection.ledger import Judgement, Key, Ledger, forget, settle
from sim.observe.detection.looks import Looks
from sim.observe.detection.shortfall import RECOVERED, Lately, begun_anew
from sim.observe.detection.tally import KINDS, AgentTally, Outcomes, WaveTally, add, empty, with_attempt
from sim.observe.detection.uneven import uneven
from sim.record.limit_rows import LimitMet
from sim.record.patience_rows import OrphanServed
from sim.record.rows import (
    AnomalyClosed,
    AttemptEnded,
    FaultCaught,
    GateDecided,
    Row,
    Sampled,
    TaskEnded,
    WaveEnded,
    WorkStranded,
)
from sim.record.task_end import is_beside_the_point, is_cut_off
from sim.scenario.values.threshold import exceeds, reaches

CALM_SAMPLES = 3
"""Samples in a row in which a condition must be false before its anomaly is over."""


class Memory(NamedTuple):
    """What changes at looks and samples only."""

    context: Context
    ledger: Ledger
    agents: tuple[AgentWatch, ...]
    drift: DriftWatch = DriftWatch()
    fleet: Lately = Lately()  # outcomes of all agents in the looks at them
    waves: int = 0  # with work, so far
    calm: tuple[tuple[Key, int], ...] = ()  # open conditions, and samples in a row in which they were false
    whole: Looks = Looks()  # at the attempts of all agents together
    crowd: CrowdWatch = CrowdWatch()


class State(NamedTuple):
    """What the detector remembers from row to row."""

    memory: Memory
    tally: WaveTally


Step = tuple[State, tuple[Finding, ...]]


def initial_state(context: Context) -> State:
    """Return the state before the first row."""
    agents = len(context.agent_ids)
    return State(Memory(context, Ledger(), (AgentWatch(),) * agents), empty(agents))


def fold(state: State, row: Row) -> Step:
    """Take one row: attempts may prove a condition, samples may end it, the wave's end judges loads."""
    handle = _HANDLERS.get(type(row))
    return handle(state, row) if handle else (state, ())


def _attempt(state: State, row: AttemptEnded) -> Step:
    if not row.approved:
        return _event(state, row)
    memory = state.memory
    context = memory.context
    foretold = row.first_served and context.meaning != "task" and not is_cut_off(row)
    tally = with_attempt(state.tally, row, foretold)
    agent, fresh = tally.agents[row.agent], context.spec.min_samples
    state = State(memory, tally)
    if is_beside_the_point(row):
        return state, ()
    looks = memory.agents[row.agent].looks
    due = foretold and (agent.foretold >= fresh or tally.predictions.tasks - memory.drift.taken.tasks >= fresh)
    whole = tally.tried - memory.whole.seen >= max(fresh, len(tally.agents))
    if not due and not whole and agent.tried - looks.seen < fresh:
        return state, ()
    state, judgements = _look_at_agent(state, row.agent, foretold, row.wave, row.ended_at)
    if due:
        state, more = _look_at_predictions(state, row.wave, row.ended_at)
        judgements += more
    if whole:
        state, more = _look_at_fleet(state, row.wave, row.ended_at)
        judgements += more
    return _settled(state, judgements, row.wave, row.ended_at)


def _look_at_agent(state: State, a: int, outcomes: bool, wave: int, at: float) -> tuple[State, list[Judgement]]:
    memory, tally = state
    context, ledger, agents, fleet = memory.context, memory.ledger, memory.agents, memory.fleet
    watch, agent, fresh = agents[a], tally.agents[a], context.spec.min_samples
    foretold, tried = outcomes and agent.foretold >= fresh, agent.tried - watch.looks.seen >= fresh
    if not foretold and not tried:
        return state, []
    # What is open needs no second proof, and one costs as much as there are failures.
    unproven = failure_key(context.agent_ids[a]) not in ledger.causes()
    short: list[Judgement] = []
    below: list[Judgement] = []
    if foretold:
        watch, agent, fleet = failing.take_in(watch, agent, fleet, fresh, at)
        short = failing.below_expectation(context, a, watch.shortfall.chart, agent.missed, wave, at) if unproven else []
    if tried:
        watch = AgentWatch(Looks(watch.looks.number + 1, agent.tried, watch.looks.since_s), watch.shortfall)
        below = failing.below_limit(context, a, agent, watch.looks, wave, at) if unproven else []
    if short and not below:
        watch = watch._replace(shortfall=watch.shortfall._replace(recovery=1.0))
    memory = memory._replace(agents=(*agents[:a], watch, *agents[a + 1 :]), fleet=fleet)
    return State(memory, tally.with_agent(a, agent)), below or short


def _look_at_predictions(state: State, wave: int, at: float) -> tuple[State, list[Judgement]]:
    memory, tally = state
    if tally.predictions.tasks - memory.drift.taken.tasks < memory.context.spec.min_samples:
        return state, []
    drift = drifting.look(memory.drift, tally.predictions, at)
    judgements = drifting.drifting(memory.context, drift, tally.predictions, wave, at)
    return State(memory._replace(drift=drift), tally), judgements


def _look_at_fleet(state: State, wave: int, at: float) -> tuple[State, list[Judgement]]:
    memory, tally = state
    whole = Looks(memory.whole.number + 1, tally.tried, memory.whole.since_s)
    judgements = failing.fleet_below_limit(memory.context, tally, whole, wave, at)
    return State(memory._replace(whole=whole), tally), judgements


def _settled(state: State, judgements: list[Judgement], wave: int, at: float) -> Step:
    if not judgements:
        return state, ()
    ledger, findings = settle(state.memory.ledger, judgements, wave, at)
    return State(state.memory._replace(ledger=ledger), state.tally), findings


def _event(state: State, row: Row) -> Step:
    return State(state.memory, add(state.tally, row, state.memory.context.meaning)), ()


def _decision(state: State, row: GateDecided) -> Step:
    return (state, ()) if row.verdict == "approved" else _event(state, row)


def _task(state: State, row: TaskEnded) -> Step:
    return _event(state, row) if state.memory.context.meaning == "task" else (state, ())


def _fault(state: State, row: FaultCaught) -> Step:
    state, _ = _event(state, row)
    return _settled(state, [coordination.fault(state.memory.context, row)], row.wave, row.at)


def _end_wave(state: State, row: WaveEnded) -> Step:
    context = state.memory.context
    judgements = coordination.events(context, state.tally, state.memory.ledger, row)
    judgements += crowd.down_all_wave(context, row)
    if state.tally.tried - state.memory.whole.seen >= context.spec.min_samples:
        state, additions = _look_at_fleet(state, row.wave, row.ended_at)
        judgements += additions
    if context.meaning == "task":
        state, additions = _look_at_tasks(state, row)
        judgements += additions
    if state.tally.attempts():
        state = state._replace(memory=state.memory._replace(waves=state.memory.waves + 1))
        judgements += uneven(context, state.tally, state.memory.waves, row)
    state, findings = _settled(state, judgements, row.wave, row.ended_at)
    return _over_the_wave(state, row), findings


def _look_at_tasks(state: State, row: WaveEnded) -> tuple[State, list[Judgement]]:
    # Tasks that fail end late: of final outcomes only the whole wave is a fair sample.
    judgements: list[Judgement] = []
    for a in range(len(state.tally.agents)):
        state, additions = _look_at_agent(state, a, True, row.wave, row.ended_at)
        judgements += additions
    state, additions = _look_at_predictions(state, row.wave, row.ended_at)
    return state, judgements + additions


def _over_the_wave(state: State, row: WaveEnded) -> State:
    """What the next wave begins with: counts and looks of its own, and outcomes that no look has taken in yet."""
    memory, tally = state
    at, looks = row.ended_at, Looks(since_s=row.ended_at)
    agents = tuple(watch._replace(looks=looks) for watch in memory.agents)
    drift = drifting.over_the_wave(memory.drift, tally.predictions, at)
    rest = tuple(AgentTally(*AgentTally()[:6], *agent[6:]) for agent in tally.agents)
    queue = crowd.over_the_wave(memory.crowd, row)
    return State(memory._replace(agents=agents, drift=drift, whole=looks, crowd=queue), WaveTally(rest))


def _sample(state: State, row: Sampled) -> Step:
    memory = state.memory._replace(crowd=crowd.look(state.memory.crowd, row, state.memory.context))
    state = state._replace(memory=memory)
    crowded = () if CROWD in memory.ledger.causes() else crowd.overload(memory.context, memory.crowd, row.wave)
    if not memory.ledger.open and not crowded:
        return state, ()
    counts = dict(memory.calm)
    calm = [(key, _calm_samples(memory, key, row, counts.get(key, 0))) for key in memory.ledger.causes()]
    over = [key for key, count in calm if count >= CALM_SAMPLES]
    calm_so_far = tuple((key, count) for key, count in calm if 0 < count < CALM_SAMPLES)
    state = state._replace(memory=memory._replace(calm=calm_so_far))
    for key in over:
        state = _begin_anew(state, key, row.at)
    return _settled(state, [*(Judgement(key, False) for key in over), *crowded], row.wave, row.at)


def _calm_samples(memory: Memory, key: Key, row: Sampled, so_far: int) -> int:
    # A sample that saw nothing to judge by neither counts nor interrupts.
    limits = memory.context.spec.thresholds
    false: bool | None
    if key == DRIFT:
        error = row.system_prediction_error
        false = None if error is None else not exceeds(error, limits.drift)
    elif key == FLEET:
        rate = row.system_success_rate
        false = None if rate is None else reaches(rate, limits.agent_failure)
    elif key == CROWD:
        false = memory.crowd.seen[-1].waiting <= sum(memory.context.capacities)
    elif (agent := failing_agent(memory.context, key)) is not None:
        rate, recovery = row.success_rate[agent], memory.agents[agent].shortfall.recovery
        if recovery is None:
            false = None if rate is None else reaches(rate, limits.agent_failure)
        else:
            false = recovery >= RECOVERED
    else:
        return 0  # judged at the end of waves
    return so_far if false is None else (so_far + 1 if false else 0)


def _closed(state: State, row: AnomalyClosed) -> Step:
    # Somebody else's closing, such as a probe's; the row of a closing of its own finds nothing to forget.
    memory = state.memory
    ledger, key = forget(memory.ledger, row.anomaly_id)
    if key is None:
        return state, ()
    calm = tuple(pair for pair in memory.calm if pair[0] != key)
    state = state._replace(memory=memory._replace(ledger=ledger, calm=calm))
    return _begin_anew(state, key, row.at), ()


def _begin_anew(state: State, key: Key, at: float) -> State:
    """What is over must not be proven again by the attempts that proved it the first time."""
    memory, tally = state
    a = failing_agent(memory.context, key)
    if a is not None:
        watch = AgentWatch(Looks(memory.agents[a].looks.number, 0, at), begun_anew(memory.agents[a].shortfall, at))
        agents = (*memory.agents[:a], watch, *memory.agents[a + 1 :])
        agent = AgentTally(*tally.agents[a][:3])  # its load is the wave's, whatever becomes of its rates
        return State(memory._replace(agents=agents), tally.with_agent(a, agent))
    if key == FLEET:
        whole = Looks(memory.whole.number, 0, at)
        return State(memory._replace(whole=whole), tally._replace(tried=0, successes=0))
    if key == CROWD:
        return State(memory._replace(crowd=memory.crowd._replace(evidence=0.0)), tally)
    if key == DRIFT:
        drift = drifting.begun_anew(memory.drift, at)
        return State(memory._replace(drift=drift), tally._replace(predictions=Outcomes()))
    return state


_HANDLERS: dict[type, Callable[..., Step]] = {
    AttemptEnded: _attempt,
    GateDecided: _decision,
    TaskEnded: _task,
    OrphanServed: _event,
    LimitMet: _event,
    WorkStranded: _event,
    Sampled: _sample,
    WaveEnded: _end_wave,
    FaultCaught: _fault,
    AnomalyClosed: _closed,
}

DETECTOR = Detector(
    name="statistical",
    summary="Reports what chance does not explain: bounds of rates, evidence against predictions, noise of loads.",
    kinds=(*KINDS, Sampled, WaveEnded, AnomalyClosed),
    initial_state=initial_state,
    fold=fold,
)
