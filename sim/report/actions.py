"""What to do about a run, most urgent first: the one list that the headline and the recommendations share."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.report.escape import inline
from sim.report.evidence import kind_of, seen
from sim.report.facts import AnomalyFacts, FailureFacts, ReportFacts
from sim.report.quantity import count, number_list, percent
from sim.report.targets import METRICS, TargetRow, is_met, target_of, target_rows

SEVERITIES = ("HIGH", "MEDIUM", "LOW")
LONG = 400  # characters of a sentence that a detector wrote
MOST = 12
"""Actions shown; whoever has more problems starts with these."""

_GATE_ADVICE = {
    "structure": "Correct the data of these tasks.",
    "clearance": "Approve such tasks after a look (`gates.approve`), have them assessed again, or leave them out.",
    "minimum_success": "Leave such tasks out, make them easier, or lower `gates.min_predicted_success`.",
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


_TARGET_ADVICE = {
    "success_rate": "Allow more retries (`retry.max_retries`), or find out why attempts fail.",
    "availability": "Make breakdowns rarer or shorter (`fleet.breakdowns`).",
    "accuracy": "Recalibrate the predictions (`feedback.learning: true`).",
    "load_balance": "Try another assignment (`buddy-sim strategies`), or more tasks a wave.",
    "confidence": "Plan surer tasks, or agents that are better at them.",
}


class Action(NamedTuple):
    """One thing to do, as Markdown."""

    why: str
    what: str


def actions(facts: ReportFacts) -> list[Action]:
    """Return what to do about a run, most urgent first, at most `MOST`; empty where nothing calls for it."""
    found = [*_ended_early(facts), *_faults(facts), *_anomalies(facts, ("HIGH",))]
    failures, lesser = list(_failures(facts.failures)), list(_anomalies(facts, ("MEDIUM", "LOW")))
    # A few failed tasks are the price of doing business until the success rate misses its target.
    target = target_of(facts, "success_rate")
    enough = is_met("success_rate", facts.result.metrics.get("success_rate"), target)
    found += [*lesser, *failures] if enough else [*failures, *lesser]
    return (found or list(_targets(facts)))[:MOST]


def _ended_early(facts: ReportFacts) -> Iterable[Action]:
    if facts.result.ended_early is not None:
        yield Action(
            f"The run ended early: {inline(facts.result.ended_early, LONG)}.",
            "Give the run more time (`horizon`), more agents, or fewer tasks."
            if facts.scenario.fleet.breakdowns is None
            else "Repair agents sooner (`fleet.breakdowns.mttr`), or give the run more time (`horizon`).",
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
            groups.setdefault((rank, kind_of(anomaly), anomaly.recommendation), []).append(anomaly)
    for (rank, kind, recommendation), members in sorted(groups.items(), key=lambda item: item[0][0]):
        waves = sorted({anomaly.wave for anomaly in members})
        where = f"{'wave' if len(waves) == 1 else 'waves'} {number_list(waves)}"
        evidence = f": {seen(members[0])}" if len(members) == 1 else ""
        yield Action(f"{kind} ({SEVERITIES[rank]}, {where}){evidence}.", inline(recommendation, LONG))


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
                f"{count(failure.tasks, 'task')} failed because gate {inline(failure.gate or 'unknown')} "
                f"{failure.cause} {'it' if failure.tasks == 1 else 'them'}.",
                _GATE_ADVICE.get(failure.gate or "", "Read why in `tables/gate_decisions.parquet`."),
            )
        elif failure.cause in _CAUSE_ADVICE:
            yield Action(
                f"{count(failure.tasks, 'task')} failed with no retry left ({failure.cause.replace('_', ' ')}).",
                _CAUSE_ADVICE[failure.cause],
            )


def _targets(facts: ReportFacts) -> Iterable[Action]:
    # Accuracy says the same of the prediction error.
    missed = [row for row in target_rows(facts) if row.met is False and row.metric != "prediction_error"]
    for row in sorted(missed, key=_is_chance):
        name, target = METRICS[row.metric].capitalize(), percent(row.target)
        why = f"{name} is {percent(row.value, limit=row.target)}, below its target of {target}."
        yield Action(why, _advice(row))


def _is_chance(row: TargetRow) -> bool:
    return row.by_chance is not None and row.value is not None and row.value >= row.by_chance


def _advice(row: TargetRow) -> str:
    if row.by_chance is None:
        return _TARGET_ADVICE[row.metric]
    if _is_chance(row):
        return f"Chance alone shows {percent(row.by_chance)} in waves of this size: this is no evidence of trouble."
    return f"Chance alone would show {percent(row.by_chance)}. {_TARGET_ADVICE[row.metric]}"
