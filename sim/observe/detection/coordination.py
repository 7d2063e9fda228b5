"""The causes of a coordination issue that need no statistics: refusals, stranded work, exceptions.

Every detector reports these in the same way.
"""

from collections.abc import Iterable

from sim.observe.detection.ledger import Judgement, Key, Ledger
from sim.observe.detection.tally import WaveTally, texts
from sim.record.rows import FaultCaught, WaveEnded

TYPE = "coordination_issue"
SEVERITY = "MEDIUM"
_REFUSED = ("refused",)
_STRANDED = ("stranded",)
_FAULT = "fault"


def events(tally: WaveTally, ledger: Ledger, row: WaveEnded) -> list[Judgement]:
    """Return the judgements at the end of a wave on refusals, stranded work, and exceptions that are over.

    Args:
        tally: of the wave.
        ledger: what is open.
        row: the wave's end.
    """
    return [refusals(tally, row), stranded(tally, row), *faults_over(tally.faults, ledger, row.wave)]


def window(row: WaveEnded) -> dict[str, float]:
    """Return the time that a judgement at the end of a wave looks back on.

    >>> window(WaveEnded(wave=2, started_at=60.0, ended_at=90.0, tasks=5, up_s=()))
    {'wave': 2, 'from_s': 60.0, 'to_s': 90.0}
    """
    return {"wave": row.wave, "from_s": row.started_at, "to_s": row.ended_at}


def refusals(tally: WaveTally, row: WaveEnded) -> Judgement:
    """Return the judgement on what the gates refused in a wave."""
    total = sum(number for _, number in tally.refusals)
    counts = [
        {"verdict": verdict, "gate": gate, "refusals": number} for (verdict, gate), number in sorted(tally.refusals)
    ]
    evidence = {"cause": "gate_refusals", "by_gate": counts, "window": window(row), "sample_size": total}
    gates = ", ".join(sorted({gate for (_, gate), _ in tally.refusals}))
    return Judgement(
        _REFUSED,
        total > 0,
        TYPE,
        SEVERITY,
        agents=tally.refused_agents,
        tasks=texts(tally.refused_tasks),
        evidence=evidence,
        recommendation=f"Read why {gates} refused (tables/gate_decisions): approve these tasks, assess them "
        "again, or leave them out of the wave.",
    )


def stranded(tally: WaveTally, row: WaveEnded) -> Judgement:
    """Return the judgement on tasks that waited at an agent that was down."""
    outages = [{"agent_id": s.agent_id, "at_s": s.at, "queued": s.queued} for s in tally.stranded]
    return Judgement(
        _STRANDED,
        bool(outages),
        TYPE,
        SEVERITY,
        agents=tuple(dict.fromkeys(s.agent_id for s in tally.stranded)),
        evidence={
            "cause": "work_stranded",
            "outages": outages,
            "window": window(row),
            "sample_size": len(outages),
        },
        recommendation="Let queued work move on when its agent breaks down (fleet.breakdowns.failover: reassign).",
    )


def fault(row: FaultCaught) -> Judgement:
    """Return the judgement on an exception that was caught: it holds at once.

    >>> fault(FaultCaught(5.0, 1, "policy mine", "ValueError", "no agent", "load_balanced decided")).key
    ('fault', 'policy mine', 'ValueError')
    """
    return Judgement(
        (_FAULT, row.where, row.error_type),
        True,
        TYPE,
        SEVERITY,
        evidence={
            "cause": "exception",
            "where": row.where,
            "error_type": row.error_type,
            "message": row.message,
            "fallback": row.fallback,
            "window": {"wave": row.wave, "from_s": row.at, "to_s": row.at},
            "sample_size": 1,
        },
        recommendation=f"Repair {row.where}; run.log holds the traceback. Until then: {row.fallback}.",
    )


def faults_over(faults: Iterable[tuple[int, str, str]], ledger: Ledger, wave: int) -> list[Judgement]:
    """Return the judgements that close the open exceptions that did not come back in this wave.

    Args:
        faults: (wave, where, type) of the exceptions since the last wave's end.
        ledger: what is open.
        wave: the wave that ends.
    """
    again: set[Key] = {(_FAULT, where, error_type) for at, where, error_type in faults if at >= wave}
    return [Judgement(key, False) for key in ledger.causes() if key[0] == _FAULT and key not in again]
