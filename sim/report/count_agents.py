"""Counts by agent, from the tables."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

from sim.record.outcomes import CANCELLED
from sim.record.tables import Columns, Line, lines
from sim.report.facts import AgentFacts
from sim.report.run_time import busy_shares, end_s


def agent_facts(
    fleet: Sequence[tuple[str, int]],
    tables: Mapping[str, Columns],
    per_agent: Mapping[str, Mapping[str, float | None]],
) -> tuple[AgentFacts, ...]:
    """Return the facts of every agent of the fleet, in order of its index.

    Args:
        fleet: id and slots of each agent, by index.
        tables: of the run.
        per_agent: what the summary says of each agent, by its id; what stands there is not counted again.
    """
    tried: dict[str, list[Line]] = defaultdict(list)
    for attempt in lines(tables["attempts"]):
        if attempt["approved"] and attempt["error_class"] != CANCELLED.code:
            tried[attempt["agent_id"]].append(attempt)
    assigned = Counter(tables["assignments"]["agent_id"])
    decisions = zip(tables["gate_decisions"]["agent_id"], tables["gate_decisions"]["verdict"], strict=True)
    refusals = Counter(agent_id for agent_id, verdict in decisions if verdict != "approved")
    end, busy = end_s(tables), busy_shares(fleet, tables)
    down: dict[str, list[float]] = {agent_id: [] for agent_id, _ in fleet}
    for outage in lines(tables["outages"]):
        over_at = end if outage["ended_at"] is None else min(outage["ended_at"], end)
        down[outage["agent_id"]].append(max(0.0, over_at - outage["started_at"]))
    return tuple(
        AgentFacts(
            agent_id=agent_id,
            slots=slots,
            assigned=assigned[agent_id],
            attempts=len(tried[agent_id]),
            succeeded=sum(attempt["succeeded"] for attempt in tried[agent_id]),
            predicted=_mean([attempt["predicted_success"] for attempt in tried[agent_id]]),
            success_rate=per_agent[agent_id]["success_rate"],
            busy_s=per_agent[agent_id]["busy_s"] or 0.0,
            busy_of_run=busy[agent_id],
            busy_of_up_time=per_agent[agent_id]["utilisation"],
            availability=per_agent[agent_id]["availability"],
            wasted_s=fsum(attempt["wasted"] for attempt in tried[agent_id]),
            down_s=fsum(down[agent_id]),
            outages=len(down[agent_id]),
            refusals=refusals[agent_id],
        )
        for agent_id, slots in fleet
    )


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None
