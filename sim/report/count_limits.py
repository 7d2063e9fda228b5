"""What limits did in a run, from the tables: whom they refused, whom they let wait, and whether they were used up."""

from collections.abc import Mapping, Sequence
from math import fsum

from sim.record.outcomes import RATE_LIMITED
from sim.record.tables import Columns, Line, lines
from sim.report.facts import LimitFacts
from sim.scenario.spec.limit_spec import LimitSpec


def limit_facts(tables: Mapping[str, Columns], limits: Sequence[LimitSpec]) -> tuple[LimitFacts, ...]:
    """Return the facts of every limit, in the order of the scenario.

    Args:
        tables: `attempts`, `tasks` and `breakers` by name.
        limits: of the scenario.
    """
    if not limits:
        return ()
    attempts = list(lines(tables["attempts"]))
    tasks = {row["task_id"]: row for row in lines(tables["tasks"])}
    return tuple(_facts(limit, attempts, tasks, tables["breakers"]) for limit in limits)


def _facts(limit: LimitSpec, attempts: Sequence[Line], tasks: Mapping[str, Line], breakers: Columns) -> LimitFacts:
    met = [row for row in attempts if row["limit"] == limit.name]
    refused = [row for row in met if row["error_class"] == RATE_LIMITED.code]
    held_s = [row["started_at"] - row["slot_at"] for row in met if row["slot_at"] is not None]
    covered = [
        row
        for row in attempts
        if row["approved"] and limit.covers(row["agent_id"], tasks[row["task_id"]]["type"])
    ]  # fmt: skip
    moves = lines(breakers)
    return LimitFacts(
        name=limit.name,
        started=len(covered),
        refused=len(refused),
        held_up=len(met) - len(refused),
        held_s=fsum(held_s),
        used=_used(limit, covered, tasks, refused),
        opened=sum((row["of"], row["name"], row["state"]) == ("limit", limit.name, "open") for row in moves),
        has_breaker=limit.breaker is not None,
    )


def _used(
    limit: LimitSpec, covered: Sequence[Line], tasks: Mapping[str, Line], refused: Sequence[Line]
) -> float | None:
    """Return what share of what a limit could give it gave, from its first refusal to its last; None: no such time."""
    times = [row["started_at"] for row in refused]
    first, last = min(times, default=0.0), max(times, default=0.0)
    if last <= first:
        return None
    shares = []
    inside = [row for row in covered if first < row["started_at"] <= last]
    for bucket in limit.buckets():
        needs = [_tokens(tasks[row["task_id"]]) if bucket.of == "tokens" else 1.0 for row in inside]
        # What was left at the first refusal was too little for an attempt.
        shares.append(fsum(needs) / (bucket.rate * (last - first) + max(needs, default=0.0)))
    if limit.concurrent is not None:
        spans = [min(row["freed_at"], last) - max(row["started_at"], first) for row in covered]
        shares.append(fsum(max(0.0, span) for span in spans) / (limit.concurrent * (last - first)))
    return min(1.0, max(shares, default=0.0))


def _tokens(task: Line) -> float:
    return (task["input_tokens"] or 0.0) + (task["output_tokens"] or 0.0)
