"""The laws of circuit breakers: they go round in their order, and nothing begins while one is open."""

from bisect import bisect_right
from collections.abc import Iterator

from sim.record.outcomes import BREAKER_OPEN
from sim.record.patience_rows import BreakerMoved
from sim.record.sorted_log import SortedLog

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"
_AGENT = "agent"
_AFTER = {CLOSED: (OPEN,), OPEN: (HALF_OPEN,), HALF_OPEN: (OPEN, CLOSED)}


def breakers_go_round(log: SortedLog) -> Iterator[str]:
    """A breaker begins closed, and moves from closed to open to half open, and from there to closed or open."""
    for (of, name), moves in _moves(log).items():
        state = CLOSED
        for move in moves:
            if move.state not in _AFTER[state]:
                yield f"the breaker of {of} {name} moves from {state} to {move.state} at {move.at} s"
            state = move.state


def the_open_let_nothing_through(log: SortedLog) -> Iterator[str]:
    """No attempt begins at an agent whose breaker is open, and none is refused by one that is closed."""
    moves_of = {name: moves for (of, name), moves in _moves(log).items() if of == _AGENT}
    for row in log.attempts:
        moves = moves_of.get(row.agent_id, [])
        # At the instant of a move both states are possible.
        last = bisect_right([move.at for move in moves], row.started_at) - 1
        on_the_edge = last >= 0 and moves[last].at == row.started_at
        state = moves[last].state if last >= 0 else CLOSED
        refused = row.error_class == BREAKER_OPEN.code
        if state == OPEN and not refused and not on_the_edge:
            yield f"{row.task_id}: attempt {row.attempt} begins at {row.agent_id}, whose breaker is open"
        if refused and state == CLOSED and not on_the_edge and not _of_limits(log):
            yield f"{row.task_id}: attempt {row.attempt} is refused by the breaker of {row.agent_id}, which is closed"


def _of_limits(log: SortedLog) -> bool:
    # A limit's breaker refuses too, and an attempt does not say which limit it met.
    return any(row.of != _AGENT for row in log.breakers_moved)


def _moves(log: SortedLog) -> dict[tuple[str, str], list[BreakerMoved]]:
    moves: dict[tuple[str, str], list[BreakerMoved]] = {}
    for row in log.breakers_moved:
        moves.setdefault((row.of, row.name), []).append(row)
    return moves


BREAKER_LAWS = (breakers_go_round, the_open_let_nothing_through)
