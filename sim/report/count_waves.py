"""Counts by wave, from the tables."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

from sim.measures.statistics.by_chance import accuracy_by_chance, balance_by_chance
from sim.record.tables import Columns, Line, lines
from sim.record.views import SystemHealth
from sim.report.count_attempts import is_refused
from sim.report.facts import WaveFacts


def wave_facts(tables: Mapping[str, Columns], healths: Sequence[SystemHealth], agents: int) -> tuple[WaveFacts, ...]:
    """Return the facts of every wave, in order.

    Args:
        tables: `waves`, `tasks`, `attempts` and `outages` by name.
        healths: the health after each wave.
        agents: in the fleet.
    """
    health = {item.wave: item for item in healths}
    tasks: dict[int, list[Line]] = defaultdict(list)
    for task in lines(tables["tasks"]):
        tasks[task["wave"]].append(task)
    refusals = Counter(row["wave"] for row in lines(tables["attempts"]) if is_refused(row))
    outages = _outages(tables)
    return tuple(
        _facts(row, health.get(row["wave"]), tasks[row["wave"]], refusals[row["wave"]], outages[row["wave"]], agents)
        for row in lines(tables["waves"])
    )


def _outages(tables: Mapping[str, Columns]) -> Counter[int]:
    """Return how many breakdowns began in each wave; one at the border of two belongs to the later."""
    waves, starts = tables["waves"]["wave"], tables["waves"]["started_at"]
    places = (bisect_right(starts, began_at) - 1 for began_at in tables["outages"]["started_at"])
    return Counter(waves[place] for place in places if place >= 0)


def _facts(
    wave: Line, health: SystemHealth | None, tasks: Sequence[Line], refusals: int, outages: int, agents: int
) -> WaveFacts:
    tried = [task for task in tasks if task["first_attempt_success"] is not None]
    return WaveFacts(
        wave=wave["wave"],
        started_s=wave["started_at"],
        length_s=wave["ended_at"] - wave["started_at"],
        tasks=len(tasks),
        completed=wave["completed"],
        retries=sum(max(0, task["attempts"] - 1) for task in tasks),
        refusals=refusals,
        outages=outages,
        wasted_s=fsum(task["wasted"] for task in tasks),
        health=health,
        accuracy_by_chance=accuracy_by_chance([task["predicted_success"] for task in tried]),
        balance_by_chance=balance_by_chance([task["served"] for task in tried], agents),
    )
