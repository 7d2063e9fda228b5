"""What to do about a run, most urgent first: the one list that the headline and the recommendations share."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.report.escape import inline
from sim.report.facts import AnomalyFacts, FailureFacts, ReportFacts
from sim.report.quantity import count, joined, number_list
from sim.report.targets import METRICS, target_rows

SEVERITIES = ("HIGH", "MEDIUM", "LOW")
LONG = 400  # characters of a sentence that a detector wrote

_GATE_ADVICE = {
    "structure": "Correct their data.",
    "clearance": "Approve them after a look (`gates.approve`), have them assessed again, or leave them out.",
    "minimum_success": "Leave them out, make them easier, or lower `gates.min_predicted_success`.",
    "transient_refusal": "Allow more retries (`retry.max_retries`) while refusals are this frequent.",
    "blocking_anomaly": "Clear the anomaly that blocks the agent, or let work move on "
    "(`fleet.breakdowns.failover: reassign`).",
    "error": "Repair the gate; `run.log` holds the traceback.",
}
_CAUSE_ADVICE = {
    "transient": "Allow more retries (`retry.max_retries`), or find out why attempts fail.",
    "agent_down": "Let breakdowns cost less (`fleet.breakdowns.on_breakdown: resume`), or allow more retries "
    "(`retry.max_retries`).",
}


class Action(NamedTuple):
    """One thing to do, as Markdown."""

    why: str
    what: str


def actions(facts: ReportFacts) -> list[Action]:
    """Return what to do about a run, most urgent first; empty where nothing calls for it."""
    found = [*_ended_early(facts), *_faults(facts), *_anomalies(facts, ("HIGH",)), *_failures(facts.failures)]
    found += _anomalies(facts, ("MEDIUM", "LOW"))
    return found or list(_targets(facts))


def _ended_early(facts: ReportFacts) -> Iterable[Action]:
    if facts.result.ended_early is not None:
        yield Action(
            f"The run ended early: {inline(facts.result.ended_early, LONG)}.",
            "Bring agents back (`fleet.breakdowns.mttr`), or give the run more time (`horizon`).",
        )


def _faults(facts: ReportFacts) -> Iterable[Action]:
    for fault in facts.faults:
        times = "once" if fault.times == 1 else f"{fault.times} times"
        yield Action(
            f"{inline(fault.where)} failed {times} with {inline(fault.error_type)}: {inline(fault.message, 160)}.",
            f"Repair it; `run.log` holds the traceback. Instead: {inline(fault.fallback)}.",
        )


def _anomalies(facts: ReportFacts, severities: Sequence[str]) -> Iterable[Action]:
    covered = _covered_causes(facts)
    groups: dict[tuple[int, str, str], list[AnomalyFacts]] = {}
    for anomaly in facts.anomalies:
        if anomaly.severity in severities and anomaly.evidence.get("cause") not in covered:
            rank = SEVERITIES.index(anomaly.severity)
            groups.setdefault((rank, anomaly.anomaly_type, anomaly.recommendation), []).append(anomaly)
    for (rank, kind, recommendation), members in sorted(groups.items(), key=lambda item: item[0][0]):
        waves = sorted({anomaly.wave for anomaly in members})
        where = f"{'wave' if len(waves) == 1 else 'waves'} {number_list(waves)}"
        yield Action(f"{SEVERITIES[rank]}: {kind.replace('_', ' ')} in {where}.", inline(recommendation, LONG))


def _covered_causes(facts: ReportFacts) -> set[str]:
    # What is said of faults and rejected tasks already need not be said again of the anomaly about them.
    covered = {"exception"} if facts.faults else set()
    if any(failure.cause in ("rejected", "deferred") for failure in facts.failures):
        covered.add("gate_refusals")
    return covered


def _failures(failures: Sequence[FailureFacts]) -> Iterable[Action]:
    for failure in failures:
        if failure.cause in ("rejected", "deferred"):
            yield Action(
                f"{count(failure.tasks, 'task')} failed because gate {inline(failure.gate or 'unknown')} {failure.cause} "
                f"{'it' if failure.tasks == 1 else 'them'}.",
                _GATE_ADVICE.get(failure.gate or "", "Read why in `tables/gate_decisions.parquet`."),
            )
        elif failure.cause in _CAUSE_ADVICE:
            yield Action(
                f"{count(failure.tasks, 'task')} failed with no retry left ({failure.cause.replace('_', ' ')}).",
                _CAUSE_ADVICE[failure.cause],
            )


def _targets(facts: ReportFacts) -> Iterable[Action]:
    missed = [METRICS[row.metric] for row in target_rows(facts) if row.met is False]
    if missed:
        yield Action(
            f"No anomaly was found, but {joined(missed)} missed {'its target' if len(missed) == 1 else 'their targets'}.",
            "Compare with what chance alone shows at this size before acting on it.",
        )
