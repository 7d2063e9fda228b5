"""An anomaly's evidence in words: what was seen, with its numbers and limits, and what it means."""

from collections.abc import Callable, Mapping
from typing import Any

from sim.report.escape import inline
from sim.report.facts import AnomalyFacts
from sim.report.quantity import count, duration, number, percent

Evidence = Mapping[str, Any]

_MEANING = {
    "agent_failure": "Attempts on this agent fail too often for its work to be relied on.",
    "load_gap": "Some agents worked while others idled: the wave took longer than it had to.",
    "gate_refusals": "The safety gates refused attempts, so work was held back or lost.",
    "work_stranded": "Tasks waited at an agent that was down, while others could have taken them.",
    "exception": "A part of the system failed and was replaced by its fallback.",
    "coordination_issue": "The agents did not work together as planned.",
    "prediction_drift": "The predictions no longer say what happens, so assignment and gates act on wrong numbers.",
    "load_imbalance": "The work did not lie evenly on the agents.",
}
_KIND = {
    "load_gap": "Coordination issue, load gap",
    "gate_refusals": "Coordination issue, refusals by the gates",
    "work_stranded": "Coordination issue, work stranded at an agent that is down",
    "exception": "Coordination issue, exception caught",
}


def kind_of(anomaly: AnomalyFacts) -> str:
    """Return the kind of an anomaly in words: its type, and its cause where the type has several."""
    return _KIND.get(_cause(anomaly), inline(anomaly.anomaly_type.replace("_", " ").capitalize()))


def meaning_of(anomaly: AnomalyFacts) -> str:
    """Return what an anomaly means, in one sentence."""
    return _MEANING.get(_cause(anomaly), _MEANING.get(anomaly.anomaly_type, ""))


def seen(anomaly: AnomalyFacts) -> str:
    """Return what was seen, as Markdown on one line; evidence of an unknown shape is shown key by key."""
    words = _WORDS.get(_cause(anomaly), _key_by_key)
    try:
        return words(anomaly.evidence)
    except (KeyError, TypeError, ValueError, AttributeError):
        return _key_by_key(anomaly.evidence)


def _cause(anomaly: AnomalyFacts) -> str:
    return str(anomaly.evidence.get("cause", anomaly.anomaly_type))


def _agent_failure(e: Evidence) -> str:
    text = f"{e['successes']} of {count(e['sample_size'], 'attempt')} succeeded ({percent(e['success_rate'])}); "
    if e.get("upper_bound") is not None:
        text += f"the true rate is at most {percent(e['upper_bound'])}; "
    return f"{text}limit {percent(e['threshold'])}"


def _loads(e: Evidence) -> str:
    loads = e["loads_s"].values()
    return f"busiest agent {duration(max(loads))} a slot, least busy {duration(min(loads))}"


def _load_gap(e: Evidence) -> str:
    return f"{_loads(e)}: gap {percent(e['gap'], limit=e['threshold'])}, limit {percent(e['threshold'])}"


def _load_imbalance(e: Evidence) -> str:
    ratio = "no ratio, one did not work" if e["ratio"] is None else f"ratio {number(e['ratio'])}"
    return f"{_loads(e)}: {ratio}, limit {number(e['threshold'])}"


def _gate_refusals(e: Evidence) -> str:
    by_gate = ", ".join(f"{inline(str(g['gate']))} {g['verdict']} {g['refusals']}" for g in e["by_gate"])
    return f"{count(e['sample_size'], 'refusal')}: {by_gate}"


def _work_stranded(e: Evidence) -> str:
    first = e["outages"][0]
    waited = f"{count(first['queued'], 'task')} waited at {inline(first['agent_id'])} from {duration(first['at_s'])} on"
    return waited if len(e["outages"]) == 1 else f"{count(len(e['outages']), 'outage')}; in the first {waited}"


def _exception(e: Evidence) -> str:
    return f"{inline(e['where'])}: {inline(e['error_type'])}: {inline(e['message'], 160)}"


def _prediction_drift(e: Evidence) -> str:
    return (
        f"{percent(e['mean_predicted'])} predicted, {percent(e['mean_observed'])} observed over "
        f"{count(e['sample_size'], 'task')}: error {percent(e['prediction_error'], limit=e['threshold'])}, "
        f"limit {percent(e['threshold'])}"
    )


def _key_by_key(e: Evidence) -> str:
    plain = [(key, value) for key, value in e.items() if isinstance(value, int | float | str)]
    shown = (f"{inline(key)} {inline(value) if isinstance(value, str) else number(value)}" for key, value in plain)
    return ", ".join(shown) or "see `tables/anomalies.parquet`"


_WORDS: dict[str, Callable[[Evidence], str]] = {
    "agent_failure": _agent_failure,
    "load_gap": _load_gap,
    "load_imbalance": _load_imbalance,
    "gate_refusals": _gate_refusals,
    "work_stranded": _work_stranded,
    "exception": _exception,
    "prediction_drift": _prediction_drift,
}
