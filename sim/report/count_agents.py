"""Counts by agent, from the log."""

from dataclasses import dataclass

from sim.record.log import RunLog
from sim.record.rows import Assigned, AttemptEnded, GateDecided, OutageBegan, WaveEnded
from sim.report.facts import AgentFacts
from sim.scenario import Scenario


@dataclass
class _Counts:
    assigned: int = 0
    attempts: int = 0
    succeeded: int = 0
    predicted: float = 0.0  # sum over attempts
    busy_s: float = 0.0
    wasted_s: float = 0.0
    up_s: float = 0.0
    outages: int = 0
    refusals: int = 0


def agent_facts(scenario: Scenario, log: RunLog) -> tuple[AgentFacts, ...]:
    """Return the facts of every agent of the fleet, in order of its index.

    Args:
        scenario: what was run.
        log: the run's log.
    """
    fleet = scenario.fleet.agents_by_id()
    counts = [_Counts() for _ in fleet]
    waves_s = 0.0
    for row in log:
        match row:
            case AttemptEnded():
                _count_attempt(counts[row.agent], row)
            case Assigned():
                counts[row.agent].assigned += 1
            case GateDecided():
                counts[row.agent].refusals += row.verdict != "approved"
            case OutageBegan():
                counts[row.agent].outages += 1
            case WaveEnded():
                waves_s += row.ended_at - row.started_at
                for agent, up_s in enumerate(row.up_s):
                    counts[agent].up_s += up_s
            case _:
                pass
    return tuple(
        _facts(agent_id, spec.capacity, found, waves_s) for (agent_id, spec), found in zip(fleet, counts, strict=True)
    )


def _count_attempt(counts: _Counts, row: AttemptEnded) -> None:
    if not row.approved:
        return
    counts.attempts += 1
    counts.succeeded += row.succeeded
    counts.predicted += row.predicted_success
    counts.busy_s += row.served
    counts.wasted_s += 0.0 if row.succeeded else row.served


def _facts(agent_id: str, slots: int, counts: _Counts, waves_s: float) -> AgentFacts:
    return AgentFacts(
        agent_id=agent_id,
        slots=slots,
        assigned=counts.assigned,
        attempts=counts.attempts,
        succeeded=counts.succeeded,
        predicted=counts.predicted / counts.attempts if counts.attempts else None,
        busy_s=counts.busy_s,
        wasted_s=counts.wasted_s,
        up_s=counts.up_s,
        waves_s=waves_s,
        outages=counts.outages,
        refusals=counts.refusals,
    )
