"""The causes of a coordination issue that need no statistics: refusals, stranded work, exceptions.

Every detector reports these in the same way.
"""

from collections.abc import Iterable

from sim.observe.detection.conditions import judgement
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement, Key, Ledger
from sim.observe.detection.tally import WaveTally, in_order, texts
from sim.record.conditions import EXCEPTION, GATE_REFUSALS, LIMIT_REFUSALS, WORK_STRANDED
from sim.record.evidence import Caught, Limited, LimitRefusals, Outage, Refusals, Refused, Stranded
from sim.record.rows import FaultCaught, WaveEnded

_FAULT = EXCEPTION.cause


def events(context: Context, tally: WaveTally, ledger: Ledger, row: WaveEnded) -> list[Judgement]:
    """Return the judgements at the end of a wave on refusals, stranded work, and exceptions that are over.

    Args:
        context: agents and settings.
        tally: of the wave.
        ledger: what is open.
        row: the wave's end.
    """
    told = [refusals(context, tally, row), limited(context, tally, row), stranded(context, tally, row)]
    return [*told, *faults_over(tally.faults, ledger, row.wave)]


def window(row: WaveEnded) -> dict[str, float]:
    """Return the time that a judgement at the end of a wave looks back on.

    >>> window(WaveEnded(wave=2, started_at=60.0, ended_at=90.0, tasks=5, up_s=()))
    {'wave': 2, 'from_s': 60.0, 'to_s': 90.0}
    """
    return {"wave": row.wave, "from_s": row.started_at, "to_s": row.ended_at}


def refusals(context: Context, tally: WaveTally, row: WaveEnded) -> Judgement:
    """Return the judgement on what the gates refused in a wave."""
    total = sum(number for _, number in tally.refusals)
    counts = tuple(
        Refused(verdict=verdict, gate=gate, refusals=number) for (verdict, gate), number in sorted(tally.refusals)
    )
    return judgement(
        context,
        GATE_REFUSALS,
        total > 0,
        Refusals(counts, total, window(row)),
        agents=tally.refused_agents,
        tasks=texts(tally.refused_tasks),
        gates=", ".join(sorted({gate for (_, gate), _ in tally.refusals})),
    )


def limited(context: Context, tally: WaveTally, row: WaveEnded) -> Judgement:
    """Return the judgement on what limits refused in a wave."""
    total = sum(number for _, number in tally.limited)
    counts = tuple(Limited(limit=limit, refusals=number) for limit, number in sorted(tally.limited))
    return judgement(
        context,
        LIMIT_REFUSALS,
        total > 0,
        LimitRefusals(counts, total, window(row)),
        agents=tally.limited_agents,
        tasks=texts(tally.limited_tasks),
        limits=", ".join(sorted(limit for limit, _ in tally.limited)),
    )


def stranded(context: Context, tally: WaveTally, row: WaveEnded) -> Judgement:
    """Return the judgement on tasks that waited at an agent that was down."""
    told = in_order(tally.stranded)
    outages = tuple(Outage(agent_id=each.agent_id, at_s=each.at, queued=each.queued) for each in told)
    return judgement(
        context,
        WORK_STRANDED,
        bool(outages),
        Stranded(outages, len(outages), window(row)),
        agents=tuple(dict.fromkeys(each.agent_id for each in told)),
    )


def fault(context: Context, row: FaultCaught) -> Judgement:
    """Return the judgement on an exception that was caught: it holds at once.

    >>> from sim.scenario import MonitorSpec
    >>> context = Context(("agent_0",), (1,), MonitorSpec())
    >>> fault(context, FaultCaught(5.0, 1, "policy mine", "ValueError", "no agent", "load_balanced decided")).key
    ('exception', 'policy mine', 'ValueError')
    """
    when = {"wave": row.wave, "from_s": row.at, "to_s": row.at}
    evidence = Caught(row.where, row.error_type, row.message, row.fallback, when)
    return judgement(context, EXCEPTION, True, evidence, (_FAULT, row.where, row.error_type))


def faults_over(faults: Iterable[tuple[int, str, str]], ledger: Ledger, wave: int) -> list[Judgement]:
    """Return the judgements that close the open exceptions that did not come back in this wave.

    Args:
        faults: (wave, where, type) of the exceptions since the last wave's end.
        ledger: what is open.
        wave: the wave that ends.
    """
    again: set[Key] = {(_FAULT, where, error_type) for at, where, error_type in faults if at >= wave}
    return [Judgement(key, False) for key in ledger.causes() if key[0] == _FAULT and key not in again]
