"""The run over time: lanes of agents, what waited and succeeded below them, and where anomalies were found."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.document.html.chart import Chart
from sim.document.quantity import count
from sim.document.text import plain_text
from sim.report.evidence import kind_of
from sim.report.facts import AnomalyFacts, ReportFacts
from sim.report.figures.kinds import Kind, kinds_of
from sim.report.figures.lanes import chosen_agents
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.start_counts import drawn_limits, starts_of
from sim.report.figures.thinning import thinned
from sim.report.figures.time_shares import held_at_limits
from sim.report.figures.time_spent import timeline_title
from sim.report.html.attempts import MOST_ATTEMPTS, bars, shares
from sim.report.html.plain import short, shorts

MOST_MARKS = 30
"""Anomalies that are marked in the picture; the tables below have more of them."""

MOST_FAULTS = 200
"""Faults put in on purpose that are drawn, those of the beginning."""

_COLUMNS = 400  # of a strip that keep their own least and greatest value


def over_time(source: PictureSource, facts: ReportFacts) -> Chart:
    """Return what the agents did and what came of it, on one axis of time.

    Args:
        source: of the run.
        facts: of its report.
    """
    lanes = _with_all_slots(source, chosen_agents(source))
    singly = len(source.column("attempts", "task_id")) <= MOST_ATTEMPTS
    ids = [agent_id for agent_id, _ in lanes]
    work = bars(source, ids) if singly else shares(source, lanes)
    below = strips(source)
    data: dict[str, Any] = {
        "end": short(source.end_s()),
        "agents": [{"name": agent_id, "slots": slots} for agent_id, slots in lanes],
        "kinds": _kinds(source, singly),
        "outages": _outages(source, ids),
        "strips": below,
        "faults": _faults(source),
        "marks": [_mark(anomaly) for anomaly in facts.anomalies[:MOST_MARKS]],
        **work,
    }
    return Chart("time", timeline_title(source), _told(source, facts, lanes, singly, below), data)


def _with_all_slots(source: PictureSource, lanes: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return agents with as many slots as they ever used: a change of the fleet may have given them more."""
    most: dict[str | None, int] = {}
    attempts = source.tables["attempts"]
    for agent_id, slot in zip(attempts["agent_id"], attempts["slot"], strict=True):
        if slot is not None and slot >= most.get(agent_id, 0):
            most[agent_id] = slot + 1
    return [(agent_id, max(slots, most.get(agent_id, 0))) for agent_id, slots in lanes]


def _faults(source: PictureSource) -> list[list[Any]]:
    """Return the faults that were put in on purpose: kind, begin, end."""
    injected, end_s = source.tables.get("injected"), source.end_s()
    if injected is None:
        return []
    rows = zip(injected["kind"], injected["from"], injected["to"], strict=True)
    found = [[kind, short(start), short(end_s if end is None else min(end, end_s))] for kind, start, end in rows
             if start < end_s]  # fmt: skip
    return found[:MOST_FAULTS]


def _told(
    source: PictureSource, facts: ReportFacts, lanes: Sequence[object], singly: bool, below: Sequence[dict[str, Any]]
) -> str:
    agents, attempts = len(source.agents), len(source.column("attempts", "task_id"))
    names = "; ".join(strip["name"] for strip in below)
    said = [f"A lane an agent, a row a slot; below them, over all {count(agents, 'agent')}: {names or 'nothing'}."]
    if len(lanes) < agents:
        said.append(
            f"{len(lanes)} of {agents} agents are shown: those that ended a wave, and those that worked most; "
            "`tables/attempts.parquet` has all."
        )
    if not singly:
        refused = int((kinds_of(source) == Kind.REFUSED).sum())
        said.append(
            f"{attempts} attempts are too many to be told apart: each column shows how its stretch of time was spent, "
            "nothing of it left out; single attempts stand in `tables/attempts.parquet` only."
        )
        said += [f"{count(refused, 'refusal')} of gates took no time and are not shown."] if refused else []
    faults = len(source.tables["injected"]["kind"]) if "injected" in source.tables else 0
    if faults > MOST_FAULTS:
        said.append(f"Only the first {MOST_FAULTS} of {faults} faults that were put in on purpose are drawn.")
    if len(facts.anomalies) > MOST_MARKS:
        said.append(f"Only the first {MOST_MARKS} of {len(facts.anomalies)} anomalies are marked.")
    return " ".join(said)


def _kinds(source: PictureSource, singly: bool) -> list[int]:
    kinds = set(kinds_of(source).tolist()) - {int(Kind.WITHDRAWN)}
    if not singly:
        kinds.discard(int(Kind.REFUSED))
    ended, freed = source.numbers("attempts", "ended_at"), source.numbers("attempts", "freed_at")
    slot, began = held_at_limits(source)
    apart = {int(Kind.ORPHANED): freed > ended, int(Kind.HELD): began > slot}
    return sorted(kinds | {kind for kind, is_so in apart.items() if bool(is_so.any())})


def _outages(source: PictureSource, ids: Sequence[str]) -> list[list[Any]]:
    place, end_s = {agent_id: number for number, agent_id in enumerate(ids)}, source.end_s()
    outages = source.tables["outages"]
    rows = zip(outages["agent_id"], outages["started_at"], outages["ended_at"], strict=True)
    return [
        [place[agent_id], short(start), short(end_s if end is None else min(end, end_s))]
        for agent_id, start, end in rows
        if agent_id in place and start < end_s
    ]


def _mark(anomaly: AnomalyFacts) -> dict[str, Any]:
    text = f"{plain_text(kind_of(anomaly))} ({anomaly.severity})"
    # A detector of one's own need not say since when: it then saw the instant alone.
    seen = anomaly.evidence.get("window", {"from_s": anomaly.detected_s, "to_s": anomaly.detected_s})
    return {"at": short(anomaly.detected_s), "since": short(seen["from_s"]), "until": short(seen["to_s"]),
            "text": text, "place": anomaly.anchor}  # fmt: skip


def strips(source: PictureSource) -> list[dict[str, Any]]:
    """Return what is drawn below the lanes: tasks that wait, successes, agents that are up, attempts at a limit.

    Successes are left out where nothing ever failed, agents that are up where none was ever down, attempts a second
    where no rate is limited and none was given up: a flat line tells nothing.

    Args:
        source: tables `samples` and `attempts`.
    """
    return [*_sampled(source), *_rates(source)]


def _rates(source: PictureSource) -> list[dict[str, Any]]:
    """Return the attempts a second, how many a limit refused, and how many were given up, where there are any."""
    starts = starts_of(source)
    if not (source.limits or starts.refused.any() or starts.given_up.any()):
        return []
    at, most = starts.edges[:-1], float(starts.total.max())
    limits = [(name, rate) for name, rate in drawn_limits(source) if rate <= 3.0 * most]
    high = 1.06 * max([most, *(rate for _, rate in limits)]) or 1.0
    rules = [[name, short(rate)] for name, rate in limits]
    found = [{**_strip("attempts a second", "", at, starts.total, high=high), "rules": rules}]
    parts = (("refused by a limit", starts.refused), ("given up in a queue", starts.given_up))
    found += [_strip(f"of these {name}", "", at, rates, high=high) for name, rates in parts if rates.any()]
    return found


def _sampled(source: PictureSource) -> list[dict[str, Any]]:
    system = np.array([agent_id is None for agent_id in source.column("samples", "agent_id")], dtype=bool)
    if not system.any():
        return []
    at = source.numbers("samples", "at")[system]

    def column(name: str) -> Floats:
        values: Floats = source.numbers("samples", name)[system]
        return values

    agents = len(source.agents)
    up, succeeded = column("up"), column("success_rate")
    found = [_strip("tasks waiting", "", at, column("queue_length"))]
    if bool((succeeded < 1.0).any()):
        found.append(_strip("succeeded of the attempts that ended lately", "0..1", at, succeeded, high=1.0))
    if bool((up < agents).any()):
        found.append(_strip("agents that are up", "", at, up, high=float(agents)))
    return found


def _strip(name: str, unit: str, at: Floats, values: Floats, high: float | None = None) -> dict[str, Any]:
    x, y = thinned(at, values, _COLUMNS)
    return {"name": name, "unit": unit, "at": shorts(x.tolist()), "values": shorts(y.tolist()), "high": high,
            "steps": True}  # fmt: skip
