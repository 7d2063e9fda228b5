"""The laws of circuit breakers: they go round in their order, and nothing begins while one is open.

Where the scenario is known, its settings are held against every move too: so many failures open a breaker, no fewer; so
many probes are under way while it is half open; the first that fails opens it anew, enough successes close it. What
happens in the very moment of a move may have come before it or after, so it is held against nobody.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from sim.record.outcomes import BREAKER_OPEN, TIMEOUT, Whose, outcome_of
from sim.record.patience_rows import AttemptWithdrawn, BreakerMoved
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import SortedLog
from sim.scenario.spec.breaker_spec import BreakerSpec

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"
_AGENT, _LIMIT = "agent", "limit"
_AFTER = {CLOSED: (OPEN,), OPEN: (HALF_OPEN,), HALF_OPEN: (OPEN, CLOSED)}


class _Trial(NamedTuple):
    """An attempt as a breaker sees it."""

    began: float | None  # None: it never did, and failed in the queue
    ended: float
    succeeded: bool | None  # None: its end says nothing


class _Period(NamedTuple):
    """How long a breaker was in a state, and which came next; none, where the run ended first."""

    state: str
    since: float
    until: float
    then: str | None


def breakers_go_round(log: SortedLog) -> Iterator[str]:
    """A breaker begins closed, and moves from closed to open to half open, and from there to closed or open."""
    for (of, name), moves in _moves(log).items():
        state = CLOSED
        for move in moves:
            if move.state not in _AFTER[state]:
                yield f"the breaker of {of} {name} moves from {state} to {move.state} at {move.at} s"
            state = move.state


def the_open_let_nothing_through(log: SortedLog) -> Iterator[str]:
    """No attempt begins behind a breaker that is open, and none is refused by one that is closed."""
    moves = _moves(log)
    for row in log.attempts:
        began = log.slot_at(row)
        state = _state(moves.get((_AGENT, row.agent_id), ()), began)
        refused = row.error_class == BREAKER_OPEN.code and not log.met_open_limit(row)
        if state == OPEN and not refused:
            yield f"{row.task_id}: attempt {row.attempt} begins at {row.agent_id}, whose breaker is open"
        if refused and state == CLOSED:
            yield f"{row.task_id}: attempt {row.attempt} is refused by the breaker of {row.agent_id}, which is closed"
    for limit in log.limits:
        of_limit = moves.get((_LIMIT, limit.name), ())
        for row in log.started_under(limit) if of_limit else ():
            if _state(of_limit, row.started_at) == OPEN:
                yield f"{row.task_id}: attempt {row.attempt} begins at limit {limit.name}, whose breaker is open"
    for met in log.limits_met:
        if met.then == "open" and _state(moves.get((_LIMIT, met.limit), ()), met.at) == CLOSED:
            yield f"{met.task_id}: attempt {met.attempt} is refused by the breaker of {met.limit}, which is closed"


def _state(moves: Sequence[BreakerMoved], at: float) -> str | None:
    """The state at an instant; None in that of a move, when two are possible."""
    last = bisect_right(moves, at, key=lambda move: move.at) - 1
    if last < 0:
        return CLOSED
    return None if moves[last].at == at else moves[last].state


def failures_open_them(log: SortedLog) -> Iterator[str]:
    """A closed breaker opens at so many failures within its window, as soon as they are there, and not before."""
    for name, spec, trials in _guarded(log):
        for period in _periods(_moves(log).get(name, [])):
            if period.state != CLOSED:
                continue
            ends = sorted(trial.ended for trial in trials if trial.succeeded is False and _may_count(trial, period))
            if period.then == OPEN:
                counted = [end for end in ends if period.until - spec.window <= end <= period.until]
                if len(counted) < spec.after_failures:
                    yield f"the breaker of {' '.join(name)} opens at {period.until} s after {len(counted)} failures"
            certain = sorted(trial.ended for trial in trials if trial.succeeded is False and _counts(trial, period))
            for first, last in zip(certain, certain[spec.after_failures - 1 :], strict=False):
                if last - first <= spec.window:
                    yield f"the breaker of {' '.join(name)} is closed after {spec.after_failures} failures at {last} s"
                    break


def probes_decide(log: SortedLog) -> Iterator[str]:
    """While it is half open few are under way; the first that fails opens it anew, enough successes close it."""
    for name, spec, trials in _guarded(log):
        for period in _periods(_moves(log).get(name, [])):
            if period.state == HALF_OPEN:
                probes = [trial for trial in trials if trial.began is not None and _may_count(trial, period)]
                for told in _half_open(spec, period, probes):
                    yield f"the breaker of {' '.join(name)}, half open from {period.since} s, {told}"


def _half_open(spec: BreakerSpec, period: _Period, probes: Sequence[_Trial]) -> Iterator[str]:
    # Nothing begins in the moment before it is half open, since it is open then.
    sure = [(trial.began or 0.0, trial) for trial in probes if (trial.began or 0.0) < period.until]
    moves = sorted([(began, 1) for began, _ in sure] + [(trial.ended, -1) for _, trial in sure])
    if max(accumulate(step for _, step in moves), default=0) > spec.probes:
        yield f"lets more than {spec.probes} probes through"
    if period.then == OPEN and not any(trial.ended == period.until and trial.succeeded is False for trial in probes):
        yield f"opens at {period.until} s, when no probe failed"
    if period.then == CLOSED and sum(trial.succeeded is True for trial in probes) < spec.probes:
        yield f"closes at {period.until} s, before {spec.probes} probes succeeded"
    if any(trial.succeeded is False and trial.ended < period.until for _, trial in sure):
        yield "stays so though a probe failed"


def _may_count(trial: _Trial, period: _Period) -> bool:
    """Whether it may have begun and ended in a period, in the moments of its moves too."""
    began = trial.ended if trial.began is None else trial.began
    return period.since <= began and period.since <= trial.ended <= period.until


def _counts(trial: _Trial, period: _Period) -> bool:
    began = trial.ended if trial.began is None else trial.began
    return period.since < began and period.since < trial.ended < period.until


def _periods(moves: Sequence[BreakerMoved]) -> Iterator[_Period]:
    state, since = CLOSED, -inf
    for move in moves:
        yield _Period(state, since, move.at, move.state)
        state, since = move.state, move.at
    yield _Period(state, since, inf, None)


def _guarded(log: SortedLog) -> Iterator[tuple[tuple[str, str], BreakerSpec, list[_Trial]]]:
    """Yield each breaker: what it is of, its settings, and the attempts that it sees."""
    if log.breaker is not None:
        for agent, agent_id in enumerate(log.agent_ids):
            yield (_AGENT, agent_id), log.breaker, list(_at_agent(log, agent))
    for limit in log.limits:
        if limit.breaker is not None:
            trials = [_Trial(row.started_at, row.ended_at, _verdict(row)) for row in log.started_under(limit)]
            refused = (met for met in log.limits_met if met.limit == limit.name and met.then == "refused")
            trials += [_Trial(met.at, met.at, False) for met in refused]
            yield (_LIMIT, limit.name), limit.breaker, trials


def _at_agent(log: SortedLog, agent: int) -> Iterator[_Trial]:
    for row in log.attempts:
        if row.agent == agent and (row.error_class != BREAKER_OPEN.code or log.met_open_limit(row)):
            yield _Trial(log.slot_at(row), row.ended_at, _verdict(row))
    for withdrawn in log.withdrawn:
        # One that waited at a limit with its slot had begun; from its queue, sent back or not, it had not.
        if withdrawn.agent == agent and withdrawn.error_class == TIMEOUT.code:
            yield _Trial(log.slot_at(withdrawn) if log.ended_at_a_limit(withdrawn) else None, withdrawn.at, False)


def _verdict(row: AttemptEnded | AttemptWithdrawn) -> bool | None:
    outcome = outcome_of(row.error_class)
    if outcome is None:
        return True
    return False if outcome.code == TIMEOUT.code or outcome.whose is Whose.ITSELF else None


def _moves(log: SortedLog) -> dict[tuple[str, str], list[BreakerMoved]]:
    moves: dict[tuple[str, str], list[BreakerMoved]] = {}
    for row in log.breakers_moved:
        moves.setdefault((row.of, row.name), []).append(row)
    return moves


BREAKER_LAWS = (breakers_go_round, the_open_let_nothing_through, failures_open_them, probes_decide)
