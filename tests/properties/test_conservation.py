"""Random worlds, each held against every law of the simulation: nothing is lost or doubled, and time adds up."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

import sim
from sim.experiment.run import Run
from sim.luck import Luck, Purpose, uniforms
from sim.model.agent import Agent
from sim.model.attempt_draws import AttemptDraws
from sim.model.back_offs import BackOffs
from sim.policies.catalogue import strategies
from sim.policies.retry import after_feedback, attempt_chance, next_backoff_s
from sim.policies.strategy import Kind
from sim.record.rows import Assigned, AttemptEnded, OutageBegan, OutageEnded, Sampled
from sim.scenario import SyntheticWorkload
from sim.scenario.spec.outcome_spec import failed_factor
from sim.workload.service_time import service_factors
from sim.workload.source import load_tasks

TOLERANCE_S = 1e-6
NAMES = list(strategies())


def breaches(world: Any) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        world.write_files(Path(folder))
        scenario = sim.parse_scenario(world.data, origin=Path(folder))
        # Learning signals take ten times as long as the simulation: every fourth world will do.
        harness = sim.Phase21Harness(scenario, feedback=scenario.seed % 4 == 0)
        harness.run_phase21()
        return list(breaches_of(Run(harness)))


def breaches_of(run: Run) -> Iterator[str]:
    yield from run.audit()
    yield from luck_is_looked_up(run)
    yield from backoffs_follow_the_rule(run)
    yield from work_stays_with_its_agent(run)
    yield from work_goes_to_agents_that_are_up(run)
    yield from scores_are_in_range(run)


def luck_is_looked_up(run: Run) -> Iterator[str]:
    """Length and outcome of every attempt that came to its own end are what the uniforms of its address say."""
    scenario = run.scenario
    ids = tuple(agent_id for agent_id, _ in scenario.fleet.agents_by_id())
    agents = [spec for _, spec in scenario.fleet.agents_by_id()]
    tasks = load_tasks(scenario, Luck(run.seed), ids).tasks
    breakdowns = scenario.fleet.breakdowns
    repeats = breakdowns is not None and breakdowns.on_breakdown == "restart"
    own_failures: Counter[int] = Counter()
    for row in run.log.of(AttemptEnded):
        earlier = own_failures[row.task_index]
        own_failures[row.task_index] += row.error_class == "transient"
        if not row.approved or row.error_class == "run_ended":
            continue
        place = tasks.position[row.task_index]

        def u(purpose: Purpose, row: AttemptEnded = row, place: int = place) -> float:
            return float(uniforms(run.seed, 0, purpose, row.wave, row.attempt, place + 1)[place])

        agent = agents[row.agent]
        chance, mean_s = (
            float(column[row.task_index][row.agent % column.shape[1]]) for column in (tasks.true_success, tasks.true_s)
        )
        chance = after_feedback(chance, scenario.retry.feedback * earlier)
        chance = attempt_chance(chance, agent.reliability, scenario.retry.retry_penalty, row.attempt)
        succeeds = u(Purpose.OUTCOME) < chance
        type_name = None if tasks.type is None else tasks.type[row.task_index]
        length_s = mean_s / (agent.speed * (1.0 if type_name is None else agent.pace.get(type_name, 1.0)))
        workload = scenario.workload
        duration = workload.times(type_name).duration if isinstance(workload, SyntheticWorkload) else workload.duration
        length_s *= float(service_factors(duration, np.array([u(Purpose.DURATION)]))[0])
        if not succeeds:
            length_s *= failed_factor(workload)
        if not succeeds and scenario.retry.failure_point == "uniform":
            length_s *= u(Purpose.FAILURE_POINT)
        name = f"{row.task_id}, attempt {row.attempt}"
        if row.error_class == "agent_down":
            if row.served > length_s + TOLERANCE_S:
                yield f"{name}: served {row.served} s of {length_s} s before its agent broke down"
        elif row.succeeded != succeeds:
            yield f"{name}: succeeded is {row.succeeded}, by its uniform {succeeds}"
        elif row.succeeded and abs(row.served - row.wasted - length_s) > TOLERANCE_S:
            yield f"{name}: served {row.served} s and wasted {row.wasted} s of it, by its uniform {length_s} s"
        elif row.served + TOLERANCE_S < length_s or (row.served - TOLERANCE_S > length_s and not repeats):
            yield f"{name}: served {row.served} s, by its uniform {length_s} s"
        elif row.succeeded and row.wasted and not repeats:
            yield f"{name}: wasted {row.wasted} s, though no breakdown undoes work"


def backoffs_follow_the_rule(run: Run) -> Iterator[str]:
    for row in run.log.of(AttemptEnded):
        final = row.succeeded or row.error_class in ("gate_rejected", "run_ended")
        expected = None if final else next_backoff_s(run.scenario.retry, row.attempt + 1)
        if row.backoff != expected:
            yield f"{row.task_id}, attempt {row.attempt}: back-off {row.backoff}, by the rule {expected}"


def reassigns(run: Run) -> bool:
    breakdowns = run.scenario.fleet.breakdowns
    return breakdowns is not None and breakdowns.failover == "reassign"


def kind_of(run: Run) -> Kind:
    return strategies()[run.scenario.assignment.strategy].kind


def work_stays_with_its_agent(run: Run) -> Iterator[str]:
    """Without a central queue and without failover a task is given away once, or taken over by an agent that idles."""
    if kind_of(run) is Kind.PULL or reassigns(run):
        return
    moves_work = strategies()[run.scenario.assignment.strategy].on_idle is not None
    given_to: dict[str, str] = {}
    for row in run.log.of(Assigned):
        before = given_to.get(row.task_id)
        if before is not None and (not moves_work or before == row.agent_id):
            yield "a task was given away twice"
        given_to[row.task_id] = row.agent_id


def work_goes_to_agents_that_are_up(run: Run) -> Iterator[str]:
    """Only a batch plan, made before, may name an agent that has broken down since."""
    up = [True] * len(run.log.agent_ids)
    for row in run.log:
        match row:
            case OutageBegan() | OutageEnded():
                up[row.agent] = isinstance(row, OutageEnded)
            case Assigned() if not up[row.agent] and (kind_of(run) is not Kind.BATCH or reassigns(run)):
                yield f"{row.task_id} was given to {row.agent_id}, which was down"


def scores_are_in_range(run: Run) -> Iterator[str]:
    for health in run.healths:
        if not 0.0 <= health.health_score <= 100.0:
            yield f"wave {health.wave}: health {health.health_score}"
        for name, value in health.metrics.items():
            if value is not None and not 0.0 <= value <= 1.0:
                yield f"wave {health.wave}: {name} {value}"
    for signal in run.learned:
        if not 0.0 <= signal.confidence <= 1.0:
            yield f"wave {signal.wave}: confidence {signal.confidence} of a {signal.signal_type}"
    for sample in run.log.of(Sampled):
        if min(sample.load_s) < 0.0:
            yield f"sample at {sample.at} s: a load of {min(sample.load_s)} s"
    result = run.result
    if result.completed_tasks + result.failed_tasks != result.total_tasks:
        yield f"{result.completed_tasks} + {result.failed_tasks} tasks are not {result.total_tasks}"
    if result.faults:
        yield f"{result.faults} exceptions inside: {run.faults}"


def keep_every_law(worlds: Any, number: int, examples: int) -> None:
    @seed(number)
    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(worlds)
    def check(world: Any) -> None:
        assert breaches(world) == []

    check()


@pytest.mark.parametrize("strategy", NAMES)
def test_500_random_worlds_keep_every_law(worlds, strategy):
    keep_every_law(worlds(strategy), NAMES.index(strategy), -(-500 // len(NAMES)))


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(1, 11))
@pytest.mark.parametrize("strategy", NAMES)
def test_10000_random_worlds_keep_every_law(worlds, strategy, part):
    keep_every_law(worlds(strategy), part * len(NAMES) + NAMES.index(strategy), -(-1000 // len(NAMES)))


# The negative control: models that break a law, and what is said of them.


def hopeful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AttemptDraws, "outcome", lambda *_: 0.0)


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    factor = AttemptDraws.service_factor
    monkeypatch.setattr(AttemptDraws, "service_factor", lambda *address: 0.5 * factor(*address))


def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.retries.backoff_s", lambda spec, retry: 5.0)


def tireless(monkeypatch: pytest.MonkeyPatch) -> None:
    go_down = Agent.go_down

    def stay_up(self: Agent) -> None:
        go_down(self)
        self.up = True

    monkeypatch.setattr(Agent, "go_down", stay_up)


def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BackOffs, "end", lambda self, attempt: self._manager.receive(attempt))


SABOTAGES = {
    hopeful: "by its uniform False",
    hasty: "by its uniform",
    patient: "by the rule",
    tireless: "is down",
    restless: "given away twice",
}


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_model_that_breaks_a_law_is_caught(busy_world, monkeypatch, sabotage):
    assert breaches(busy_world) == []
    sabotage(monkeypatch)
    assert any(SABOTAGES[sabotage] in sentence for sentence in breaches(busy_world))
