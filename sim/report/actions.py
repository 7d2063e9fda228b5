"""What to do about a run, most urgent first: the one list that the headline and the recommendations share."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.document.quantity import count, number_list, percent
from sim.document.text import given
from sim.observe.levers import Advice, levers_of, recommended
from sim.policies.retry import retries_allowed
from sim.record.conditions import EXCEPTION, GATE_REFUSALS, LIMIT_REFUSALS, OVERLOAD, Condition, condition_of
from sim.record.outcomes import OUTCOMES, Whose
from sim.report.evidence import kind_of, seen
from sim.report.facts import AnomalyFacts, FailureFacts, ReportFacts
from sim.report.remedies import against, against_the_end, towards_target
from sim.report.targets import METRICS, TargetRow, is_met, target_of, target_rows

SEVERITIES = ("HIGH", "MEDIUM", "LOW")
LONG = 400  # characters of a sentence that a detector wrote
MOST = 12
"""Actions shown; whoever has more problems starts with these."""


class Action(NamedTuple):
    """One thing to do, as Markdown; and as data what that changes, and the metric of a run that should move."""

    why: str
    what: str
    changes: tuple[tuple[str, object], ...] = ()  # (dotted key of the scenario, value)
    moves: str = ""
    up: bool = True  # whether it should rise


def actions(facts: ReportFacts) -> list[Action]:
    """Return what to do about a run, most urgent first, at most `MOST`; empty where nothing calls for it."""
    # With more work than the fleet can do, nothing else is the first thing to change.
    urgent = [*_anomalies(facts, SEVERITIES, OVERLOAD), *_ended_early(facts), *_faults(facts)]
    urgent += _anomalies(facts, ("HIGH",))
    failures, lesser = list(_failures(facts)), list(_anomalies(facts, ("MEDIUM", "LOW")))
    # A few failed tasks are the price of doing business until the success rate misses its target.
    target = target_of(facts, "success_rate")
    enough = is_met("success_rate", facts.result.metrics.get("success_rate"), target)
    urgent += [*lesser, *failures] if enough else [*failures, *lesser]
    return (urgent or list(_targets(facts)))[:MOST]


def _ended_early(facts: ReportFacts) -> Iterable[Action]:
    if facts.result.ended_early is not None:
        yield _action(f"The run ended early: {given(facts.result.ended_early, LONG)}.", against_the_end(facts))


def _action(why: str, advice: Advice) -> Action:
    return Action(why, advice.words, advice.changes, advice.moves, advice.up)


def _faults(facts: ReportFacts) -> Iterable[Action]:
    for fault in facts.faults:
        times = "once" if fault.times == 1 else f"{fault.times} times"
        yield Action(
            f"{given(fault.where)} failed {times} with {given(fault.error_type)}: {given(fault.message, 160)}.",
            f"Repair it; `run.log` holds the traceback. Instead: {given(fault.fallback)}.",
        )


def _anomalies(facts: ReportFacts, severities: Sequence[str], only: Condition | None = None) -> Iterable[Action]:
    covered = _covered_causes(facts)
    groups: dict[tuple[int, str, str], list[AnomalyFacts]] = {}
    for anomaly in facts.anomalies:
        condition = condition_of(anomaly.anomaly_type, anomaly.evidence)
        chosen = condition is not OVERLOAD if only is None else condition is only
        if chosen and anomaly.severity in severities and anomaly.evidence.get("cause") not in covered:
            rank = SEVERITIES.index(anomaly.severity)
            groups.setdefault((rank, kind_of(anomaly), anomaly.recommendation), []).append(anomaly)
    for (rank, kind, recommendation), members in sorted(groups.items(), key=lambda item: item[0][0]):
        waves = sorted({anomaly.wave for anomaly in members})
        where = f"{'wave' if len(waves) == 1 else 'waves'} {number_list(waves)}"
        evidence = f": {seen(members[0])}" if len(members) == 1 else ""
        why = f"{kind} ({SEVERITIES[rank]}, {where}){evidence}."
        yield _action(why, _recommended(facts, members[0])._replace(words=given(recommendation, LONG)))


def _recommended(facts: ReportFacts, anomaly: AnomalyFacts) -> Advice:
    condition = condition_of(anomaly.anomaly_type, anomaly.evidence)
    if condition is None:
        return Advice("")
    advice = recommended(condition, anomaly.evidence, levers_of(facts.scenario))
    # What was recommended during the run counts; a strategy of one's own is not known from the scenario alone.
    same = anomaly.recommendation.startswith(advice.words.partition("{")[0])
    return advice if same else Advice("")


def _covered_causes(facts: ReportFacts) -> set[str]:
    # What is said of faults and rejected tasks already need not be said again of the anomaly about them.
    covered = {EXCEPTION.cause} if facts.faults else set()
    if any(_whose(failure) is Whose.GATES for failure in facts.failures):
        covered.add(GATE_REFUSALS.cause)
    if any(_whose(failure) is Whose.LIMITS for failure in facts.failures):
        covered.add(LIMIT_REFUSALS.cause)
    return covered


def _failures(facts: ReportFacts) -> Iterable[Action]:
    for failure in facts.failures:
        whose, tasks = _whose(failure), count(failure.tasks, "task")
        if whose is Whose.GATES:
            refused = failure.cause.removeprefix("gate_")
            why = f"{tasks} failed because gate {given(failure.gate or 'unknown')} {refused} "
            yield _action(f"{why}{'it' if failure.tasks == 1 else 'them'}.", against(facts, failure, whose))
        elif whose is Whose.LIMITS:
            yield _action(f"{tasks} failed {OUTCOMES[failure.cause].tasks}.", against(facts, failure, whose))
        elif whose in (Whose.ITSELF, Whose.AGENT, Whose.CLIENT):
            left = " with no retry left" if retries_allowed(facts.scenario.retry) else ""
            why = f"{tasks} failed{left} ({failure.cause.replace('_', ' ')})."
            yield _action(why, against(facts, failure, whose))


def _whose(failure: FailureFacts) -> Whose | None:
    outcome = OUTCOMES.get(failure.cause)
    return None if outcome is None else outcome.whose


def _targets(facts: ReportFacts) -> Iterable[Action]:
    # Accuracy says the same of the prediction error.
    missed = [row for row in target_rows(facts) if row.met is False and row.metric != "prediction_error"]
    for row in sorted(missed, key=_is_chance):
        name, target = METRICS[row.metric].capitalize(), percent(row.target)
        why = f"{name} is {percent(row.value, limit=row.target)}, below its target of {target}."
        yield _action(why, _towards(facts, row))


def _is_chance(row: TargetRow) -> bool:
    return row.by_chance is not None and row.value is not None and row.value >= row.by_chance


def _towards(facts: ReportFacts, row: TargetRow) -> Advice:
    if _is_chance(row):
        words = f"Chance alone shows {percent(row.by_chance)} in waves of this size: this is no evidence of trouble."
        return Advice(words)
    advice = towards_target(facts, row.metric)
    if row.by_chance is None:
        return advice
    return advice._replace(words=f"Chance alone would show {percent(row.by_chance)}. {advice.words}")
