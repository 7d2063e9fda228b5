"""From log files to what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.fit.cleaning import make_record
from sim.fit.common_outages import Together, failing_together
from sim.fit.draws import DrawsFor, keyed_draws
from sim.fit.estimates import Estimates, estimate, find_arrivals
from sim.fit.formats import read_by, reader_of
from sim.fit.gathering import as_table
from sim.fit.levels import numbered
from sim.fit.opened import stem
from sim.fit.outage_log import read_outages
from sim.fit.outages import Outages, Span, fit_fleet, fit_outages
from sim.fit.reader import LogError
from sim.fit.readers.own import OUTAGES
from sim.fit.record import Record
from sim.fit.sampling import MOST_ATTEMPTS, tasks_drawn
from sim.fit.service_times import Draws
from sim.fit.time_outs import with_unnamed_time_out
from sim.fit.typed_columns import Table, Texts, joined, length_of
from sim.fit.width import most_at_once


@dataclass(frozen=True, slots=True)
class FleetOutages:
    """The outages of a fleet.

    Attributes:
        fleet: what those of all agents follow.
        by_agent: what those of each follow.
        together: pairs of agents that go down together.
    """

    fleet: Outages
    by_agent: Mapping[str, Outages]
    together: Sequence[Together]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A record, and what it says.

    Attributes:
        record: the attempts.
        estimates: what they say.
        outages: what the outages say; None: none were recorded.
    """

    record: Record
    estimates: Estimates
    outages: FleetOutages | None = None


def read_record(logs: Sequence[Path], named: str | None = None, asked: Mapping[str, str] | None = None) -> Record:
    """Return the record of one or several logs, put together.

    Args:
        logs: files or folders; each is a run of its own where it names none.
        named: the format; None: found out for each.
        asked: our columns by the log's.

    Raises:
        LogError: one cannot be read, or nothing is left.
    """
    tables: list[tuple[Table, int]] = []
    notes: list[str] = []
    torn = 0
    for log in logs:
        found = read_by(reader_of(log, named), log, dict(asked or {}))
        table = as_table(found.values)
        rows = length_of(table)
        table.setdefault("run", Texts(np.zeros(rows, dtype=np.int64), (stem(log),)))
        tables.append((table, rows))
        torn += found.torn
        notes += (f"{log.name}: {note}" for note in found.notes)
    try:
        record = with_unnamed_time_out(make_record(joined(tables) if len(tables) > 1 else tables[0][0], torn))
    except ValueError as error:
        raise LogError(f"{', '.join(map(str, logs))}: {error}") from error
    return _with_notes(record, notes)


def _with_notes(record: Record, notes: Sequence[str]) -> Record:
    return replace(record, notes=(*notes, *record.notes))


def fit_logs(
    logs: Sequence[Path],
    seed: int,
    named: str | None = None,
    asked: Mapping[str, str] | None = None,
    outages: Path | None = None,
) -> Fitted:
    """Return what logs say.

    Args:
        logs: files or folders.
        seed: of the tests by resampling.
        named: the format; None: found out.
        asked: our columns by the log's.
        outages: table of outages; None: that of a result folder of our own, where there is one.

    Raises:
        LogError: they cannot be read, or say too little.
    """
    record = read_record(logs, named, asked)
    spans = _outages(logs, outages)
    draws = keyed_draws(seed)
    try:
        found = fit_record(record, draws)
    except ValueError as error:
        raise LogError(f"{', '.join(map(str, logs))}: {error}") from error
    return replace(found, outages=fit_outages_of(spans, draws("outages")) if spans else None)


def fit_record(record: Record, draws: DrawsFor, most: int = MOST_ATTEMPTS) -> Fitted:
    """Return what a record says; of a very long one, whole tasks that were drawn stand for all.

    Slots, arrivals and the number of tasks are always those of the whole record.

    Args:
        record: the attempts.
        draws: keyed draws.
        most: attempts that all of it is estimated from.

    Raises:
        ValueError: it says too little.
    """
    if len(record) <= most:
        return Fitted(record, estimate(record, draws))
    task_names, tasks = numbered(record.task)
    drawn = record.chosen(tasks_drawn(tasks, most, draws))
    note = (
        f"{len(drawn):,} of {len(record):,} attempts are estimated from: all those at tasks that were drawn. Slots,"
        " arrivals and the number of tasks are of all; whether attempts slow each other down is not looked at"
    )
    drawn = replace(drawn, notes=(*drawn.notes, note))
    estimates = estimate(drawn, draws, is_whole=False)
    _, runs = numbered(record.run)
    agents = tuple(
        replace(agent, capacity=most_at_once(record, record.agent == agent.name, runs)) for agent in estimates.agents
    )
    arrivals = find_arrivals(record, draws("arrivals"))
    return Fitted(drawn, replace(estimates, agents=agents, tasks=task_names, arrivals=arrivals))


def _outages(logs: Sequence[Path], named: Path | None) -> dict[str, list[Span]]:
    if named is not None:
        return read_outages(named)
    own = [log / OUTAGES for log in logs if log.is_dir() and (log / OUTAGES).is_file()]
    # Several results are several runs: their clocks, and agents of one name, have nothing in common.
    return read_outages(own[0], OUTAGE_COLUMNS) if len(own) == 1 and _has_rows(own[0]) else {}


OUTAGE_COLUMNS = {"agent": "agent_id", "start": "started_at", "end": "ended_at"}


def _has_rows(path: Path) -> bool:
    import pyarrow.parquet as pq

    return bool(pq.read_metadata(path).num_rows)


def fit_outages_of(spans: Mapping[str, Sequence[Span]], draws: Draws) -> FleetOutages:
    """Return what the outages of a fleet say.

    Args:
        spans: of each agent.
        draws: for the tests of fit.
    """
    return FleetOutages(
        fit_fleet(spans, None, draws),
        {agent: fit_outages(own) for agent, own in spans.items()},
        failing_together(spans),
    )
