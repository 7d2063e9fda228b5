"""The attempts of a run as the bars of its timeline; of very many, what share of each stretch of time they took."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.report.figures.kinds import Kind, kinds_of
from sim.report.figures.source import PictureSource
from sim.report.figures.time_shares import held_at_limits, orphaned, shares_of_time
from sim.report.html.plain import shorts

MOST_ATTEMPTS = 20_000
"""Of more than these, single bars would be neither seen nor small enough to be sent around."""

BINS = 400
_NO_AGENT = -1
_STATES = {
    Kind.FAILED: "failed", Kind.INTERRUPTED: "interrupted", Kind.REFUSED: "refused", Kind.WITHDRAWN: "withdrawn"
}  # fmt: skip
_OF_BINS = (Kind.SUCCEEDED, Kind.FAILED, Kind.INTERRUPTED, Kind.ORPHANED, Kind.HELD)


def bars(source: PictureSource, lanes: Sequence[str]) -> dict[str, Any]:
    """Return the attempts at some agents, column by column, with the ids and words that they point to.

    Args:
        source: tables `attempts` and `gate_decisions`.
        lanes: ids of the agents that are shown.
    """
    attempts = source.tables["attempts"]
    place = {agent_id: number for number, agent_id in enumerate(lanes)}
    kept = [row for row, agent in enumerate(attempts["agent_id"]) if agent is None or agent in place]
    kinds = kinds_of(source)

    def column(name: str) -> list[Any]:
        values = attempts[name]
        return [values[row] for row in kept]

    tasks: dict[str, int] = {}
    words: dict[str, int] = {}
    states = [_word(Kind(int(kinds[row])), attempts["error_class"][row]) for row in kept]
    return {
        "attempts": {
            "task": [tasks.setdefault(task, len(tasks)) for task in column("task_id")],
            "number": column("attempt"),
            "agent": [place.get(agent, _NO_AGENT) for agent in column("agent_id")],
            "slot": [_NO_AGENT if slot is None else slot for slot in column("slot")],
            "queued": shorts(column("queued_at")),
            "held": shorts(_held(*times) for times in zip(column("slot_at"), column("started_at"), strict=True)),
            "start": shorts(column("started_at")),
            "end": shorts(column("ended_at")),
            "freed": shorts(column("freed_at")),
            "backoff": shorts(wait or 0.0 for wait in column("backoff")),
            "kind": [int(kinds[row]) for row in kept],
            "word": [words.setdefault(state, len(words)) for state in states],
        },
        "tasks": list(tasks),
        "words": list(words),
        "said": _said(source, kept),
    }


def _held(slot_at: float | None, started_at: float) -> float | None:
    """Return since when an attempt kept its slot at a limit; None where its service began at once."""
    return slot_at if slot_at is not None and slot_at < started_at else None


def _word(kind: Kind, error_class: str | None) -> str:
    state = _STATES.get(kind)
    return "succeeded" if state is None else f"{state}: {(error_class or 'unknown').replace('_', ' ')}"


def _said(source: PictureSource, kept: Sequence[int]) -> dict[str, str]:
    """Return what the gates said against an attempt, by its place among those that are kept."""
    decisions, attempts = source.tables["gate_decisions"], source.tables["attempts"]
    columns = (decisions[name] for name in ("task_id", "attempt", "gate", "verdict", "reason"))
    against = {
        (task, attempt): f"gate {gate} {verdict}: {reason}"
        for task, attempt, gate, verdict, reason in zip(*columns, strict=True)
        if gate is not None
    }
    if not against:
        return {}
    keys = ((attempts["task_id"][row], attempts["attempt"][row]) for row in kept)
    return {str(place): against[key] for place, key in enumerate(keys) if key in against}


def shares(source: PictureSource, lanes: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return for each lane and kind of attempt the share of its slots in each bin of time, in thousandths.

    Args:
        source: table `attempts`.
        lanes: ids and slots of the agents that are shown.
    """
    edges = np.linspace(0.0, source.end_s() or 1.0, BINS + 1)
    agents, kinds = source.texts("attempts", "agent_id"), kinds_of(source)
    start, end = source.numbers("attempts", "started_at"), source.numbers("attempts", "ended_at")
    apart = {Kind.ORPHANED: orphaned(source), Kind.HELD: held_at_limits(source)}
    of_lanes = []
    for agent_id, slots in lanes:
        mine = agents == agent_id
        columns = []
        for kind in _OF_BINS:
            first, last = apart.get(kind, (start, end))
            chosen = mine & ((last > first) if kind in apart else (kinds == kind))
            taken = shares_of_time(edges, first[chosen], last[chosen]) / slots
            columns.append(np.rint(1000.0 * taken).astype(int).tolist())
        of_lanes.append(columns)
    width = float(edges[1] - edges[0])
    return {"shares": {"width": width, "kinds": [int(kind) for kind in _OF_BINS], "bins": of_lanes}}
