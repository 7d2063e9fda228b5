"""Counts by agent, from the tables."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import fsum, inf

from sim.record.sorted_log import DownTime
from sim.record.tables import Columns, Line, lines
from sim.report.facts import AgentFacts


def agent_facts(fleet: Sequence[tuple[str, int]], tables: Mapping[str, Columns]) -> tuple[AgentFacts, ...]:
    """Return the facts of every agent of the fleet, in order of its index.

    Args:
        fleet: id and slots of each agent, by index.
        tables: `waves`, `attempts`, `assignments`, `outages` and `gate_decisions` by name.
    """
    tried: dict[str, list[Line]] = defaultdict(list)
    for attempt in lines(tables["attempts"]):
        if attempt["approved"]:
            tried[attempt["agent_id"]].append(attempt)
    assigned = Counter(tables["assignments"]["agent_id"])
    decisions = zip(tables["gate_decisions"]["agent_id"], tables["gate_decisions"]["verdict"], strict=True)
    refusals = Counter(agent_id for agent_id, verdict in decisions if verdict != "approved")
    outages: dict[str, list[Line]] = defaultdict(list)
    for outage in lines(tables["outages"]):
        outages[outage["agent_id"]].append(outage)
    waves = list(lines(tables["waves"]))
    return tuple(
        _facts(agent_id, slots, tried[agent_id], outages[agent_id], waves, assigned[agent_id], refusals[agent_id])
        for agent_id, slots in fleet
    )


def _facts(
    agent_id: str,
    slots: int,
    attempts: Sequence[Line],
    outages: Sequence[Line],
    waves: Sequence[Line],
    assigned: int,
    refusals: int,
) -> AgentFacts:
    waves_s = fsum(wave["ended_at"] - wave["started_at"] for wave in waves)
    return AgentFacts(
        agent_id=agent_id,
        slots=slots,
        assigned=assigned,
        attempts=len(attempts),
        succeeded=sum(attempt["succeeded"] for attempt in attempts),
        predicted=fsum(attempt["predicted_success"] for attempt in attempts) / len(attempts) if attempts else None,
        busy_s=fsum(attempt["served"] for attempt in attempts),
        wasted_s=fsum(attempt["wasted"] for attempt in attempts),
        up_s=waves_s - _down_s(outages, waves),
        waves_s=waves_s,
        outages=len(outages),
        refusals=refusals,
    )


def _down_s(outages: Sequence[Line], waves: Sequence[Line]) -> float:
    down = DownTime((row["started_at"], inf if row["ended_at"] is None else row["ended_at"]) for row in outages)
    return fsum(down.seconds(wave["started_at"], wave["ended_at"]) for wave in waves)
