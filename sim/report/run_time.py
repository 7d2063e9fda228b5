"""How long a run was, and what share of it its agents worked: one definition for report and pictures."""

from collections.abc import Mapping, Sequence
from math import fsum

from sim.measures.metrics.throughput import utilisation
from sim.record.tables import Columns

_ENDS = (("waves", "ended_at"), ("tasks", "ended_at"), ("attempts", "ended_at"), ("samples", "at"))


def end_s(tables: Mapping[str, Columns]) -> float:
    """Return when the last thing happened that a run's tables show, in virtual seconds; 0 where nothing did.

    Args:
        tables: of the run; those that are missing show nothing.
    """
    columns = (tables.get(table, {}).get(name, ()) for table, name in _ENDS)
    return max((time for column in columns for time in column if time is not None), default=0.0)


def busy_shares(fleet: Sequence[tuple[str, int]], tables: Mapping[str, Columns]) -> dict[str, float | None]:
    """Return the share of the run that each agent's slots worked, by agent id; None where the run took no time.

    Args:
        fleet: id and slots of each agent, by index.
        tables: `attempts`, and those that say when the run ended.
    """
    worked: dict[str, list[float]] = {agent_id: [] for agent_id, _ in fleet}
    attempts = tables["attempts"]
    for agent_id, served in zip(attempts["agent_id"], attempts["served"], strict=True):
        if agent_id is not None:  # withdrawn from a central queue
            worked[agent_id].append(served)
    end = end_s(tables)
    return {agent_id: utilisation(fsum(worked[agent_id]), slots, end) for agent_id, slots in fleet}
