"""The engine does what the model does, row by row and bit by bit, over random worlds; sabotaged kernels are caught."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

import sim
from sim.engine.covers import not_covered
from sim.engine.kernel.kernel import Kernel
from sim.engine.library import Library, library, uncompiled
from sim.engine.prepared import STRATEGIES
from sim.engine.replications import Replications
from sim.engine.rows import RowsOfRun
from sim.experiment.engine_harness import EngineHarness
from sim.record.rows import GateDecided
from sim.scenario.shipped import every_name
from sim.work.measure import measure_unwatched
from tests.properties.engine_worlds import covered_worlds, difference, difference_of_runs

TEXT = uncompiled("asked for")
WORLDS = 20  # of each strategy


def differences(strategy: str, count: int, with_text: int) -> list[str]:
    found = []
    for number, scenario in enumerate(covered_worlds(strategy, count)):
        libraries = [library()] if number % with_text else [library(), TEXT]
        found += [told for each in libraries if (told := difference(scenario, each)) is not None]
    return found


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_row_and_metric_is_that_of_the_model(strategy: str) -> None:
    """Compiled where there is a compiler, and the text as it is in every fourth world."""
    assert differences(strategy, WORLDS, with_text=4) == []


@pytest.mark.nightly
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_row_and_metric_of_many_worlds_is_that_of_the_model(strategy: str) -> None:
    assert differences(strategy, 50_000 // len(STRATEGIES), with_text=20) == []


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_one_run_leaves_nothing_for_the_next(strategy: str) -> None:
    """Columns are used again: a second run is the same after others as by itself, whoever decides."""
    scenario = sim.parse_scenario({**BUSY, "assignment": {"strategy": strategy}})
    alone = measure_unwatched(scenario, 7, 3)
    again = sim.parse_scenario({**BUSY, "assignment": {"strategy": strategy}})
    for replication in (0, 1, 2):
        measure_unwatched(again, 7, replication)
    assert repr(measure_unwatched(again, 7, 3)) == repr(alone)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_row_of_a_run_is_the_same_in_columns_that_were_used_before(strategy: str) -> None:
    """By runs that needed more room, or less."""
    for scenario in covered_worlds(strategy, 3):
        rows = []
        for before in ((), (0, 2)):
            runs = Replications(scenario, library(), watched=True)
            for replication in before:
                runs.put_back(runs.run(*runs.workload(scenario.seed, replication)))
            rows.append(list(map(repr, RowsOfRun(runs.run(*runs.workload(scenario.seed, 1))))))
        assert rows[0] == rows[1]


LEARNING = {"feedback": {"learning": True}}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_whole_run_is_that_of_the_model(strategy: str) -> None:
    """Samples, anomalies, healths, signals, summary and run.log; the planner learns in every other world."""
    worlds = chain(covered_worlds(strategy, 2), covered_worlds(strategy, 2, **LEARNING))
    assert [told for world in worlds if (told := difference_of_runs(world, library())) is not None] == []


@pytest.mark.nightly
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_many_whole_runs_are_those_of_the_model(strategy: str) -> None:
    worlds = chain(covered_worlds(strategy, 100), covered_worlds(strategy, 100, **LEARNING))
    assert [told for world in worlds if (told := difference_of_runs(world, library())) is not None] == []


BLOCKING = {
    "gates": {"block_on_anomaly": True, "cooldown": 5, "transient_refusal_rate": 0.1},
    "monitor": {"interval": 2, "min_samples": 2, "detector": "threshold"},
}


@pytest.mark.parametrize("strategy", ["load_balanced", "shared_queue", "random", "min_min"])
def test_anomalies_block_agents_as_by_the_model(strategy: str) -> None:
    """Read while the run lasts; in a busy world many attempts are deferred, and probes go through."""
    busy = {**BUSY, **BLOCKING, "assignment": {"strategy": strategy}, "seed": 3}
    scenario = sim.parse_scenario(busy).with_({"workload.predicted_success": 0.3})
    assert difference_of_runs(scenario, TEXT if strategy == "random" else library()) is None
    deferred = [row for row in sim.run(scenario).log.of(GateDecided) if row.gate == "blocking_anomaly"]
    assert len(deferred) > 3
    worlds = covered_worlds(strategy, 3, **BLOCKING)
    assert [told for world in worlds if (told := difference_of_runs(world, library())) is not None] == []
    rows = [measure_unwatched(scenario.with_({"engine": engine}), 5, 1) for engine in ("compiled", "simpy")]
    assert repr(rows[0]) == repr(rows[1])


def test_samples_become_rarer_in_a_long_run_as_by_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for 40 values instead of 300,000."""
    for module in ("sim.model.monitor_process", "sim.engine.seen"):
        monkeypatch.setattr(f"{module}.MOST_VALUES", 40)
    scenario = sim.parse_scenario({**BUSY, "monitor": {"interval": 1}})
    assert difference_of_runs(scenario, library()) is None
    assert difference_of_runs(scenario, TEXT) is None
    harness = EngineHarness(scenario, Replications(scenario, library(), watched=True))
    harness.run()
    assert sum("from now on it is sampled" in line for line in harness.finished().run_log) >= 3


def test_shipped_scenarios_are_covered_and_alike() -> None:
    seen = []
    for name in every_name():
        scenario = sim.load_scenario(name)
        if not_covered(scenario) is None:
            seen.append(name)
            assert (difference_of_runs if scenario.feedback.learning else difference)(scenario, library()) is None
    assert len(seen) >= 10


BUSY: dict[str, Any] = {
    "name": "busy",
    "horizon": 400,
    "fleet": {
        "agents": [
            {"name": "agent", "count": 3, "capacity": 2, "queue": "shortest"},
            {"name": "coder", "speed": 2, "reliability": 0.9},
        ],
        "breakdowns": {"mtbf": 60, "mttr": 20, "on_breakdown": "restart", "failover": "reassign", "repairers": 1},
    },
    "workload": {
        "kind": "synthetic",
        "waves": 2,
        "tasks_per_wave": 30,
        "size": {"kind": "uniform", "low": 5, "high": 25},
        "duration": {"kind": "exponential"},
        "predicted_success": 0.6,
        "arrivals": {"kind": "poisson", "rate": 1},
    },
    "retry": {"retry_penalty": 0.1, "feedback": -0.5, "failure_point": "uniform"},
    "gates": {"transient_refusal_rate": 0.05},
}


class NoTies(Kernel):
    """Loads that differ in their last digits are different."""

    def least_loaded(self, task: int) -> int:
        up = [agent for agent in range(self.agents) if self.up[agent]]
        return min(up, key=lambda agent: self.load[agent])


class WorkInService(Kernel):
    """What is served counts with all of its expected time, whatever has been worked on it."""

    def remaining_s(self, task: int) -> float:
        return self.expected_s[task]


class NoRestart(Kernel):
    """A breakdown undoes nothing."""

    def strike(self, agent: int, mode: int) -> None:
        del mode
        super().strike(agent, 2)


class NoCrew(Kernel):
    """There are repairers for everybody."""

    def break_down(self, agent: int) -> None:
        self.crew = -1
        super().break_down(agent)


class LastSlot(Kernel):
    """Attempts get the highest free slot."""

    def lowest_free_slot(self, agent: int) -> int:
        begin = self.slot_from[agent]
        return max(slot for slot in range(begin, begin + self.capacity[agent]) if self.serving[slot] < 0)


class NoPenalty(Kernel):
    """Later attempts are as good as the first."""

    def chance_of(self, task: int, agent: int, k: int) -> float:
        return super().chance_of(task, agent, 0)


class LastComeFirst(Kernel):
    """Of tasks with equal keys the last to come is served first."""

    def stands_before(self, task: int, other: int) -> bool:
        return not super().stands_before(task, other)


class WholeFailures(Kernel):
    """Attempts that fail take their whole time."""

    def serve(self, task: int, agent: int, k: int) -> None:
        self.fails_within = False
        super().serve(task, agent, k)


class EarlyBackoff(Kernel):
    """The second retry waits no longer than the first."""

    def end_attempt(self, task: int) -> None:
        self.backoffs[2] = self.backoffs[1]
        super().end_attempt(task)


class StartsAtTheHorizon(Kernel):
    """What gets a slot in the instant of the horizon starts."""

    def decide(self) -> None:
        self.horizon += 1.0
        super().decide()
        self.horizon -= 1.0


class DecidesAtOnce(Kernel):
    """Decisions do not wait for what else happens in their instant."""

    def is_settled(self) -> bool:
        return True


SABOTAGED = (
    NoTies, WorkInService, NoRestart, NoCrew, LastSlot, NoPenalty, LastComeFirst, WholeFailures, EarlyBackoff,
    StartsAtTheHorizon, DecidesAtOnce,
)  # fmt: skip


@pytest.mark.parametrize("kernel", SABOTAGED)
def test_a_sabotaged_kernel_is_caught(kernel: Callable[[], Any]) -> None:
    """In one of a few busy worlds, most of them in the first."""
    spoilt = Library(kernel, None, False, "sabotaged")
    assert any(difference(scenario, spoilt) is not None for scenario in busy_worlds())


def busy_worlds() -> list[sim.Scenario]:
    def world(**changes: Any) -> sim.Scenario:
        return sim.parse_scenario({**BUSY, **changes})

    constant = {**BUSY["workload"], "size": None, "duration": 10, "arrivals": None}
    streams = {**constant, "arrivals": {"kind": "renewal", "gap": {"kind": "constant", "value": 5}}}
    constant.pop("size"), streams.pop("size"), constant.pop("arrivals")
    wide = {"agents": [{"name": "agent", "count": 3, "capacity": 4}]}
    return [
        world(),
        world(horizon=40, workload=constant),
        world(fleet={"agents": [{"name": "agent"}]}, workload=streams),
        *[world(fleet=wide, seed=seed) for seed in range(8)],
    ]


def test_an_unspoilt_kernel_is_not_caught() -> None:
    assert [difference(scenario, TEXT) for scenario in busy_worlds()] == [None] * len(busy_worlds())


def test_a_difference_is_told_with_all_that_is_needed_to_see_it_again() -> None:
    told = difference(busy_worlds()[0], Library(NoPenalty, None, False, "sabotaged"))
    assert told is not None
    assert "row" in told
    assert "by the model" in told
    assert "seed 0, replication 0" in told
    assert "name: busy" in told
