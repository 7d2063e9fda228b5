"""A run whose world is gone: what it left, as data that can be kept, sent to another process and written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from sim.model.changes import most_slots, slots_over_time
from sim.plugins.plugin import Plugin
from sim.policies.retry_rules import RetryRules, Rule, retry_rules
from sim.record.audit import Audit
from sim.record.clock import timestamp
from sim.record.input_file import InputFile
from sim.record.log import RunLog
from sim.record.patience import Patience
from sim.record.result import RunResult
from sim.record.retry_terms import AfterFailure, RetryTerms
from sim.record.rows import AnomalyClosed
from sim.record.tables import tables
from sim.record.views import AgentMetric, LearningSignal, Phase21ExecutionResult, SystemHealth
from sim.scenario import Scenario, SyntheticWorkload
from sim.scenario.spec.failure_spec import has_tiers


@dataclass(frozen=True, repr=False)
class FinishedRun:
    """What a run left behind."""

    scenario: Scenario  # with the seed that was used
    summary: Phase21ExecutionResult
    log: RunLog  # that nobody observes
    healths: tuple[SystemHealth, ...]  # after each wave, with the end of each anomaly
    agent_metrics: tuple[AgentMetric, ...]  # wave by wave, agent by agent
    signals: tuple[LearningSignal, ...]  # wave by wave
    tasks: int  # of the workload
    notes: tuple[str, ...]  # how the input was understood
    inputs: tuple[InputFile, ...]  # of the workload
    plugins: tuple[Plugin, ...]  # members that do not come with the program
    run_log: tuple[str, ...]  # entries of run.log
    engine: tuple[str, str]  # that ran it, and why it was this one

    @cached_property
    def result(self) -> RunResult:
        """What reports and pictures are made from."""
        source = self.scenario.source
        return RunResult(
            scenario=self.scenario,
            scenario_file=None if source is None else source.name,
            summary=self.summary,
            healths=self.healths,
            signals=self.signals,
            tables=tables(self.log, self.healths),
            notes=self.notes,
            plugins=self.plugins,
        )

    def __repr__(self) -> str:
        return f"<FinishedRun of {self.scenario.name!r}, seed {self.summary.seed}>"

    def utc(self, at_s: float) -> str:
        """Return the timestamp of a virtual second of the run."""
        return timestamp(self.scenario.epoch, at_s)

    def audit(self) -> list[str]:
        """Return a sentence for each law of the simulation that the log breaks; none for a sound run."""
        agents = [spec for _, spec in self.scenario.fleet.agents_by_id()]
        capacities, accepts = most_slots(self.scenario.fleet), [spec.accepts for spec in agents]
        rules = retry_rules(self.scenario.retry, self.scenario.failures)
        retries, patience = rules.most_retries, patience_of(self.scenario)._replace(by_task=self.log.timeouts_s)
        slots, limits = slots_over_time(self.scenario.fleet), self.scenario.limits
        terms = terms_of(self.scenario, rules)
        known = (accepts, patience, slots, limits, terms, self.scenario.breaker, self.scenario.copies is not None)
        return Audit(self.log, self.tasks, capacities, retries, *known).violations()


def terms_of(scenario: Scenario, rules: RetryRules) -> RetryTerms:
    """Return when and where attempts are tried again, as the laws of the log must know it."""

    def after(rule: Rule) -> AfterFailure:
        return AfterFailure(rule.max_retries, rule.counts, rule.where, rule.retry.hold_slot)

    by_class = {name: after(rule) for name, rule in rules.by_class.items()}
    drawn = frozenset(name for name, spec in scenario.failures.items() if spec.share is not None)
    tiered = has_tiers(scenario.failures, scenario.retry)
    tiers = tuple(spec.tier for _, spec in scenario.fleet.agents_by_id()) if tiered else ()
    return RetryTerms(after(rules.otherwise), by_class, drawn, tiers, scenario.retry.retry_budget)


def patience_of(scenario: Scenario) -> Patience:
    """Return how long attempts may take, as the laws of the log must know it."""
    retry, workload = scenario.retry, scenario.workload
    types = workload.types if isinstance(workload, SyntheticWorkload) else None
    by_type = {name: spec.timeout for name, spec in (types or {}).items() if spec.timeout is not None}
    return Patience(retry.timeout, by_type, retry.timeout_from == "queued", retry.orphans == "serve")


def with_ends(healths: Iterable[SystemHealth], log: RunLog, scenario: Scenario) -> tuple[SystemHealth, ...]:
    """Return the health after each wave with the end of each anomaly, which comes after the wave as a rule.

    Args:
        healths: as they were known when each wave ended.
        log: of the finished run.
        scenario: what was run.
    """
    ends = {row.anomaly_id: row.at for row in reversed(log.of(AnomalyClosed))}  # the first end counts
    at = {anomaly_id: timestamp(scenario.epoch, at_s) for anomaly_id, at_s in ends.items()}
    return tuple(_with_ends(health, at) for health in healths)


def _with_ends(health: SystemHealth, at: dict[str, str]) -> SystemHealth:
    anomalies = tuple(replace(anomaly, closed_at=at.get(anomaly.anomaly_id)) for anomaly in health.anomalies)
    return replace(health, anomalies=anomalies)
