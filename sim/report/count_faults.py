"""The faults that were put in on purpose: what was found of them, and how the system came back; from the tables."""

import json
from collections.abc import Mapping

from sim.measures.metrics.detection import Finding, PutIn, detection_score
from sim.measures.metrics.recovery import EndedTask, Recovery, recovery
from sim.record.tables import Columns, Line, lines
from sim.record.task_end import NOT_FINISHED
from sim.report.facts import InjectedFacts, LabelFacts


def injected_facts(tables: Mapping[str, Columns], window_s: float, end_s: float) -> InjectedFacts | None:
    """Return the score of the detectors and the recovery; None where no fault was put in on purpose.

    Args:
        tables: of the run.
        window_s: of the monitor.
        end_s: end of the last wave.
    """
    faults = list(lines(tables["injected"]))
    if not faults:
        return None
    labels = [PutIn(frozenset(json.loads(row["agents"])), row["from"], row["to"]) for row in faults]
    findings = _findings(tables, window_s)
    score = detection_score(labels, findings)
    after = _recovery(tables, labels, window_s, end_s)
    found = [None if place is None else findings[place].at for place in score.found_by]
    return InjectedFacts(
        labels=tuple(
            LabelFacts(row["kind"], tuple(json.loads(row["agents"])), row["from"], row["to"],
                       None if at is None else at - row["from"], time)
            for row, at, time in zip(faults, found, after.times_s, strict=True)
        ),
        false=score.false,
        anomalies=len(findings),
        recovered=after.recovered,
        window_s=window_s,
    )  # fmt: skip


def _findings(tables: Mapping[str, Columns], window_s: float) -> list[Finding]:
    """Return the anomalies; one that is told at the end of a wave looks back on all of it, others on a window."""
    started = dict(zip(tables["waves"]["ended_at"], tables["waves"]["started_at"], strict=True))
    found = []
    for row in lines(tables["anomalies"]):
        at = row["detected_at"]
        since = min(at - window_s, started.get(at, at))
        found.append(Finding(frozenset(json.loads(row["agents"])), at, since))
    return found


def _recovery(tables: Mapping[str, Columns], labels: list[PutIn], window_s: float, end_s: float) -> Recovery:
    tasks = [task for task in lines(tables["tasks"]) if task["ready_at"] is not None]
    ended = [
        EndedTask(task["ended_at"], _wait_s(task), task["status"] == "completed")
        for task in lines(tables["tasks"])
        if not (task["reason"] or "").startswith(NOT_FINISHED)
    ]
    waits = [(task["ready_at"], task["ready_at"] + (_wait_s(task) or 0.0)) for task in tasks]
    return recovery(ended, waits, [(label.at, label.until) for label in labels], window_s, end_s)


def _wait_s(task: Line) -> float | None:
    if task["ready_at"] is None:
        return None
    began: float = task["ended_at"] if task["started_at"] is None else task["started_at"]
    return began - float(task["ready_at"])
