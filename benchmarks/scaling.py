"""What a task costs in a large world against a small one: ratios, of processor seconds of whole runs without files.

    python -m benchmarks.scaling

The goals: a task costs at 1,000 agents at most 4 times that at 8, for every strategy (6,000 tasks at load 0.8);
16,000 tasks in 1,600 waves cost at most 2 times those in 40; 60,000 outages take less than 200 MB. Rules that plan a
whole wave on unlike agents look at every pair of task and agent; what that takes is printed, without a goal.
"""

import gc
import resource
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

import sim
from sim.policies.catalogue import strategies
from sim.policies.view_builder import make_view
from sim.record.rows import OutageBegan

MEAN_S = 30.0
LOAD = 0.8
PLANS = ("min_min", "max_min", "sufferage", "heft")


def seconds(scenario: sim.Scenario) -> float:
    """Return the processor seconds of a run, feedback aside."""
    gc.collect()
    harness = sim.Phase21Harness(scenario, feedback=False)
    start = time.process_time()
    harness.run_phase21()
    return time.process_time() - start


def scenario_of(agents: int, workload: dict[str, Any], **sections: Any) -> sim.Scenario:
    """Return a fleet of equal agents with exponential tasks that succeed."""
    duration = {"kind": "exponential", "mean": MEAN_S}
    return sim.parse_scenario(
        {
            "name": "scaling",
            "fleet": {"agents": [{"name": "agent", "count": agents}]},
            "workload": {"kind": "synthetic", "duration": duration, "predicted_success": 1.0, **workload},
            "monitor": {"detector": "threshold"},
            **sections,
        }
    )


def of_agents(strategy: str, tasks: int = 6000) -> float:
    """Return the time of a stream at 1,000 agents over that at 8."""

    def stream(agents: int) -> sim.Scenario:
        workload = {"tasks_per_wave": tasks, "arrivals": {"rate": LOAD * agents / MEAN_S}}
        return scenario_of(agents, workload, assignment={"strategy": strategy})

    return seconds(stream(1000)) / seconds(stream(8))


def of_waves(tasks: int = 16_000) -> float:
    """Return the time of many small waves over that of few large ones."""
    many, few = (scenario_of(8, {"waves": waves, "tasks_per_wave": tasks // waves}) for waves in (1600, 40))
    return seconds(many) / seconds(few)


def of_plan(strategy: str, tasks: int = 10_000, agents: int = 100) -> tuple[float, float]:
    """Return the processor seconds of a plan for unlike agents, and by what half as many tasks cost less."""

    def planned(number: int) -> float:
        rows = np.random.default_rng(1).uniform(1.0, 100.0, (number, 1 + agents))
        view = make_view((rows[:, :1] * rows[:, 1:]).tolist())
        plan = strategies()[strategy].plan
        assert plan is not None
        start = time.process_time()
        plan(view, (), ())
        return time.process_time() - start

    whole = planned(tasks)
    return whole, whole / planned(tasks // 2)


def megabytes_of_outages(outages: int = 60_000) -> tuple[int, float]:
    """Return how many outages one agent had, and the peak memory of this process in MB."""
    breakdowns = {"mtbf": 30, "mttr": 5, "on_breakdown": "resume"}
    fleet = {"agents": [{"name": "agent"}], "breakdowns": breakdowns}
    workload = {"tasks_per_wave": 1, "duration": 1e8}
    harness = sim.Phase21Harness(
        scenario_of(1, workload, fleet=fleet, horizon=35.0 * outages), feedback=False
    )  # fmt: skip
    harness.run_phase21()
    return len(harness.log.of(OutageBegan)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory() -> str:
    """Return what 60,000 outages take, as a line; to be measured first, since the peak is that of the whole process."""
    outages, megabytes = megabytes_of_outages()
    return f"{outages:,} outages: {megabytes:.0f} MB at most (goal 200)"


def ratios() -> Iterator[str]:
    """Yield what grows with waves, plans and agents, as lines."""
    seconds(scenario_of(8, {"tasks_per_wave": 50}))  # imports and first touches
    yield f"16,000 tasks in 1,600 waves / in 40: {of_waves():.2f} (goal 2)"
    for strategy in PLANS:
        whole_s, ratio = of_plan(strategy)
        yield f"{strategy}: 10,000 tasks on 100 unlike agents planned in {whole_s:.1f} s, {ratio:.1f} times 5,000 tasks"
    for strategy in strategies():
        yield f"{strategy}: a task at 1,000 agents / at 8: {of_agents(strategy):.2f} (goal 4)"


def main() -> None:
    """Print what was measured."""
    print(memory())
    for line in ratios():
        print(line, flush=True)


if __name__ == "__main__":
    main()
