"""Which anomalies are open: opened once while their condition lasts, closed when it is over."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sim.observe.detection.detector import Finding
from sim.record.files import json_text
from sim.record.rows import AnomalyClosed, AnomalyOpened

Key = tuple[str, ...]
"""What an anomaly is about: at most one with the same key is open at a time. The first entry is the cause."""


class Judgement(NamedTuple):
    """What a detector thinks of one condition at one instant."""

    key: Key
    holds: bool | None  # None: too little to say; an open anomaly then stays open
    anomaly_type: str = ""
    severity: str = ""
    agents: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    evidence: Mapping[str, object] | None = None
    recommendation: str = ""


class Ledger(NamedTuple):
    """The number of anomalies of the run so far, and those that are open."""

    opened: int = 0
    open: tuple[tuple[Key, str], ...] = ()  # key and anomaly id, in order of detection

    def causes(self) -> tuple[Key, ...]:
        """Return the keys of the open anomalies, in order of detection."""
        return tuple(key for key, _ in self.open)


def forget(ledger: Ledger, anomaly_id: str) -> tuple[Ledger, Key | None]:
    """Take out an anomaly that somebody else closed, such as a probe of a blocked agent.

    Returns:
        The new ledger, and what the anomaly was about; None where it was not open.

    >>> forget(Ledger(1, ((("load_gap",), "anomaly_001"),)), "anomaly_001")
    (Ledger(opened=1, open=()), ('load_gap',))
    """
    key = next((key for key, open_id in ledger.open if open_id == anomaly_id), None)
    if key is None:
        return ledger, None
    return ledger._replace(open=tuple(pair for pair in ledger.open if pair[0] != key)), key


def settle(ledger: Ledger, judgements: Iterable[Judgement], wave: int, at: float) -> tuple[Ledger, tuple[Finding, ...]]:
    """Close what no longer holds, then open what newly holds.

    Args:
        ledger: what is open.
        judgements: at most one a key.
        wave: wave of the judgement.
        at: second of the judgement.

    Returns:
        The new ledger, and the findings: closings before openings, each in their order.

    >>> ledger, found = settle(Ledger(), [Judgement(("drift",), True, "prediction_drift", "MEDIUM")], 1, 60.0)
    >>> ledger.open, found[0].anomaly_id
    (((('drift',), 'anomaly_001'),), 'anomaly_001')
    >>> settle(ledger, [Judgement(("drift",), False)], 2, 120.0)[1]
    (AnomalyClosed(anomaly_id='anomaly_001', at=120.0),)
    """
    by_key = {judgement.key: judgement for judgement in judgements}
    over = [pair for pair in ledger.open if pair[0] in by_key and by_key[pair[0]].holds is False]
    still = [pair for pair in ledger.open if pair not in over]
    findings: list[Finding] = [AnomalyClosed(anomaly_id, at) for _, anomaly_id in over]
    open_keys = {key for key, _ in still}
    opened = ledger.opened
    for key, judgement in by_key.items():
        if judgement.holds and key not in open_keys:
            opened += 1
            anomaly_id = f"anomaly_{opened:03d}"
            still.append((key, anomaly_id))
            findings.append(_opened(anomaly_id, judgement, wave, at))
    return Ledger(opened, tuple(still)), tuple(findings)


def _opened(anomaly_id: str, judgement: Judgement, wave: int, at: float) -> AnomalyOpened:
    evidence = judgement.evidence or {}
    return AnomalyOpened(
        anomaly_id=anomaly_id,
        anomaly_type=judgement.anomaly_type,
        severity=judgement.severity,
        wave=wave,
        agents=judgement.agents,
        tasks=judgement.tasks,
        at=at,
        evidence=json_text({key: evidence[key] for key in sorted(evidence)}),
        recommendation=judgement.recommendation,
    )
