"""How a fleet's time was spent, in a sentence: what a timeline shows."""

from math import fsum

import numpy as np

from sim.document.quantity import count, joined, percent
from sim.report.figures.kinds import Kind, kinds_of
from sim.report.figures.source import PictureSource
from sim.report.figures.time_shares import held_at_limits

_SEEN = 0.005  # of the fleet's time, which is told as 1 %


def timeline_title(source: PictureSource) -> str:
    """Return how the fleet's time was spent, in plain words.

    Args:
        source: tables `attempts` and `outages`.
    """
    kinds = kinds_of(source)
    served = source.numbers("attempts", "served")
    slots = sum(slots for _, slots in source.agents)
    fleet_s = slots * (source.end_s() or 1.0)
    busy = float(served.sum())
    refused = int((kinds == Kind.REFUSED).sum())
    if busy <= 0.0:
        return f"No agent worked: {count(refused, 'attempt')} refused" if refused else "No agent worked"
    failures = (kinds == Kind.FAILED) | (kinds == Kind.INTERRUPTED)
    lost = float(source.numbers("attempts", "wasted").sum())
    cause = "failures" if failures.any() else "breakdowns"
    down = _down_s(source) / fleet_s
    since, until = held_at_limits(source)
    held = float(np.nansum(until - since)) / fleet_s
    shares = [f"busy {percent(busy / fleet_s)}"]
    shares += [f"held up at limits {percent(held)}"] if held >= _SEEN else []
    shares += [f"down {percent(down)}"] if down else []
    title = f"Agents were {joined(shares)} of the run"
    came = f"{cause} wasted {percent(lost / busy)} of their work" if lost else "no attempt failed"
    return f"{title}; {came}" + (f", {refused} of {count(len(kinds), 'attempt')} refused" if refused else "")


def _down_s(source: PictureSource) -> float:
    """Return the seconds that slots were down, summed over slots."""
    slots, end_s = dict(source.agents), source.end_s()
    outages = source.tables["outages"]
    rows = zip(outages["agent_id"], outages["started_at"], outages["ended_at"], strict=True)
    return fsum(
        slots[agent_id] * max(0.0, (end_s if ended_at is None else min(ended_at, end_s)) - started_at)
        for agent_id, started_at, ended_at in rows
    )
