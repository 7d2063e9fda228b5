"""What happened, how healthy the fleet is, and what to do first: the paragraph for who reads nothing else."""

from math import fsum

from sim.document.blocks import Block, Heading, Note, Paragraph
from sim.document.quantity import count, duration, joined, percent, score
from sim.document.text import given, strong
from sim.policies.retry import retries_allowed
from sim.record.outcomes import OUTCOMES
from sim.report.actions import actions
from sim.report.facts import FailureFacts, ReportFacts
from sim.report.lower_bound import empty_warmup
from sim.report.trust import trust_notes
from sim.scenario import Scenario


def headline(facts: ReportFacts) -> list[Block]:
    """Return title and first paragraphs."""
    name = given(facts.scenario.name)
    sentences = [_what_happened(facts), *_failed(facts), *_troubles(facts), *_health(facts), *_anomalies(facts)]
    return [
        Heading(f"Phase 21: autonomous execution of {name}", level=1),
        *(
            [Paragraph(given(" ".join(description), 500))]
            if (description := facts.scenario.description.split())
            else []
        ),
        Paragraph(" ".join(sentences)),
        Paragraph(_first_thing(facts)),
        *map(Note, trust_notes(facts.scenario)),
    ]


def _what_happened(facts: ReportFacts) -> str:
    result = facts.result
    fleet = f"{count(len(facts.agents), 'agent')} in {count(len(facts.waves), 'wave')}"
    if not result.total_tasks:
        return f"There was no task to execute on {count(len(facts.agents), 'agent')}."
    share = percent(result.completed_tasks / result.total_tasks)
    if result.completed_tasks == result.total_tasks:
        done = "The only task" if result.total_tasks == 1 else f"All {result.total_tasks} tasks"
        opening = strong(f"{done} completed")
    else:
        opening = strong(f"{result.completed_tasks} of {count(result.total_tasks, 'task')} completed ({share})")
    dry_run = " This was a dry run: the gates refused nothing, and said what they would have."
    took = f"{opening} on {fleet}, in {duration(facts.makespan_s)} of virtual time."
    return took + (dry_run if facts.scenario.dry_run else "")


def _failed(facts: ReportFacts) -> list[str]:
    if not facts.failures:
        return []
    failed = f"{count(facts.result.failed_tasks, 'task')} failed"
    if len(facts.failures) == 1:
        return [f"{failed}, {_cause(facts.failures[0], facts.scenario)}."]
    causes = joined([f"{failure.tasks} {_cause(failure, facts.scenario)}" for failure in facts.failures])
    return [f"{failed}: {causes}."]


def _cause(failure: FailureFacts, scenario: Scenario) -> str:
    outcome = OUTCOMES.get(failure.cause)
    if outcome is None:
        return given(failure.cause)
    left = ", with no retry left" if outcome.retried and retries_allowed(scenario.retry) else ""
    return outcome.tasks.format(gate=given(failure.gate or "unknown")) + left


def _health(facts: ReportFacts) -> list[str]:
    health = facts.result.system_health
    if health is None:
        return ["No wave ended, so there is no health score."]
    sentence = f"Health after the last wave is {strong(health.health_status)}, {score(health.health_score)} of 100"
    mean = facts.result.metrics.get("health_score")
    if len(facts.waves) > 1 and mean is not None:
        return [f"{sentence} (mean over the waves: {score(mean)})."]
    return [f"{sentence}."]


def _anomalies(facts: ReportFacts) -> list[str]:
    if not facts.anomalies:
        return ["No anomaly was found."]
    by_severity = [
        f"{number} {severity}"
        for severity in ("HIGH", "MEDIUM", "LOW")
        if (number := sum(anomaly.severity == severity for anomaly in facts.anomalies))
    ]
    anomalies = count(len(facts.anomalies), "anomaly", "anomalies")
    return [f"{anomalies} {'was' if len(facts.anomalies) == 1 else 'were'} found ({joined(by_severity)})."]


def _troubles(facts: ReportFacts) -> list[str]:
    caught = sum(fault.times for fault in facts.faults)
    troubles = []
    broken = [agent for agent in facts.agents if agent.outages]
    if broken:
        down_s = fsum(agent.down_s for agent in broken)
        breakdowns = count(sum(agent.outages for agent in broken), "breakdown")
        troubles.append(f"{breakdowns} of {count(len(broken), 'agent')} took {duration(down_s)} of working time.")
    if caught:
        troubles.append(f"{count(caught, 'exception')} inside the run {'was' if caught == 1 else 'were'} caught.")
    empty = empty_warmup(facts.result, facts.scenario.metrics.warmup)
    if empty is not None:
        troubles.append(f"{strong(empty[:1].upper() + empty[1:])}: the success rate and the times have no number.")
    if facts.result.ended_early is not None:
        troubles.append(f"{strong('The run ended early')}: {given(facts.result.ended_early, 400)}.")
    return troubles


def _first_thing(facts: ReportFacts) -> str:
    urgent = actions(facts)
    if not urgent:
        return f"{strong('To do first:')} nothing. No anomaly was found, and no target was missed."
    more = "" if len(urgent) == 1 else " More stands under Anomalies and recommendations."
    return f"{strong('To do first:')} {urgent[0].why} {urgent[0].what}{more}"
