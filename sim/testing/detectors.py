"""What every detector must do."""

from collections.abc import Sequence
from typing import Any

from sim.experiment.run import run
from sim.observe.catalogue import DETECTORS, detector_problems
from sim.observe.detection.detector import Context, Detector, replay
from sim.record.conditions import AnomalyType
from sim.record.faults import RunAborted
from sim.record.rows import AnomalyClosed, AnomalyOpened, Row
from sim.scenario import Scenario
from sim.scenario.load import parse_scenario
from sim.testing.broken import broken, member_of, refuse_wrong

_EVENTFUL = {
    "name": "eventful",
    "fleet": {
        "agents": [{"name": "steady", "count": 2}, {"name": "weak", "reliability": 0.3, "speed": 0.5}],
        "breakdowns": {"mtbf": 300, "mttr": 60},
    },
    "workload": {"kind": "synthetic", "waves": 3, "tasks_per_wave": 30, "predicted_success": 0.9},
    "gates": {"transient_refusal_rate": 0.1},
}


def check_detector(detector: Detector | str, scenario: Scenario | None = None, seeds: int = 2) -> None:
    """Hold a detector to its contract.

    It is made as it should be; it finds the same live and over the finished log, and reads no rows but those that it
    declares; its states do not change; every anomaly is opened once, of a known type, with evidence, and closed at
    most once.

    Args:
        detector: to be checked; or its name, such as `./mine.py:NAME`.
        scenario: whose runs it looks at; absent: one with failures, refusals and breakdowns.
        seeds: how many runs.

    Raises:
        ContractBroken: says what it did.

    >>> from sim.observe.anomalies.threshold import DETECTOR
    >>> check_detector(DETECTOR, seeds=1)
    """
    detector = member_of(DETECTORS, detector)
    told = f"the detector {detector.name}"
    refuse_wrong(told, detector_problems(detector))
    watched = parse_scenario(_EVENTFUL) if scenario is None else scenario
    for seed in range(seeds):
        _check_run(told, detector, watched.with_seed(seed))


def _check_run(told: str, detector: Detector, scenario: Scenario) -> None:
    try:
        finished = run(scenario, strict=True, detector=detector)
    except RunAborted as error:
        broken(told, f"it failed: {error}")
    capacities = tuple(spec.capacity for _, spec in scenario.fleet.agents_by_id())
    context = Context(finished.log.agent_ids, capacities, finished.scenario.monitor)
    rows = list(finished.log)
    live = tuple(row for row in rows if isinstance(row, AnomalyOpened | AnomalyClosed))
    if _pure_findings(told, detector, rows, context) != _shape(live):
        broken(told, "it finds something else live than over the finished log")
    declared = [row for row in rows if isinstance(row, detector.kinds)]
    if _shape(replay(declared, detector, context)) != _shape(replay(rows, detector, context)):
        broken(told, "it reads rows of kinds that it does not declare")
    _check_findings(told, live)


def _pure_findings(told: str, detector: Detector, rows: Sequence[Row], context: Context) -> list[tuple[Any, ...]]:
    """Fold twice from each state, and see that nothing changes."""
    state = detector.initial_state(context)
    findings: list[AnomalyOpened | AnomalyClosed] = []
    for row in rows:
        before = repr(state)
        try:
            after, found = detector.fold(state, row)
            again, found_again = detector.fold(state, row)
        except Exception as error:  # noqa: BLE001 - whatever an author's function throws
            broken(told, f"it must pass over rows of no concern, and failed: {type(error).__name__}: {error}", row)
        if repr(state) != before:
            broken(told, "it changed its state; expected a new one", row)
        if (repr(after), found) != (repr(again), found_again):
            broken(told, "the same state and row had two results", row)
        state = after
        findings.extend(found)
    return _shape(findings)


def _shape(findings: Sequence[AnomalyOpened | AnomalyClosed]) -> list[tuple[Any, ...]]:
    """Return what a detector decides about each finding; what advice is left, the scenario decides."""
    return [
        (row.anomaly_id, row.anomaly_type, row.agents, row.at, row.evidence)
        if isinstance(row, AnomalyOpened)
        else (row.anomaly_id, row.at)
        for row in findings
    ]


def _check_findings(told: str, live: Sequence[AnomalyOpened | AnomalyClosed]) -> None:
    opened: set[str] = set()
    closed: set[str] = set()
    for row in live:
        seen = opened if isinstance(row, AnomalyOpened) else closed
        if row.anomaly_id in seen:
            broken(told, f"{row.anomaly_id} is {'opened' if seen is opened else 'closed'} twice", row)
        seen.add(row.anomaly_id)
        if row.anomaly_id not in opened:
            broken(told, f"{row.anomaly_id} is closed before it is opened", row)
        if isinstance(row, AnomalyOpened):
            if row.anomaly_type not in set(AnomalyType):
                broken(told, f"its type is {row.anomaly_type!r}; expected one of {', '.join(AnomalyType)}", row)
            if not row.recommendation or row.evidence == "{}":
                broken(told, "an anomaly says on what it rests, and what to do", row)
