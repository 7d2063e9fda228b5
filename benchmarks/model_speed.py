"""The SimPy model against the plain loop on workload W: the same work, the same makespan, as a ratio of times.

Both take the same keyed uniforms and must end at the same instant to the bit. The model asks its gates and its policy,
samples twelve numbers an agent and logs every event; the plain loop does none of that.
"""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Generator, Iterator
from typing import Any

from simpy import Event

from benchmarks.plain_loop import PlainLoop
from benchmarks.workload_w import scenario_data
from sim.model.world import World
from sim.policies.catalogue import gates, resolve_settings, strategies
from sim.scenario.load import parse_scenario


def world_of(tasks: int) -> tuple[World, Callable[[], Generator[Event, object, None]]]:
    """Return the model of workload W, ready to run, and the process of its waves."""
    scenario = parse_scenario(scenario_data(tasks))
    strategy = strategies()[scenario.assignment.strategy]
    world = World(scenario, 0, strategy, resolve_settings(strategy, {}), gates())
    workload = world.manager.load_phase20_predictions()

    def waves() -> Generator[Event, object, None]:
        for wave, members in workload.tasks.waves().items():
            world.manager.begin_wave(wave, members)
            world.manager.generate_coordination_plan()
            yield from world.executor.execute_wave()
            world.luck.forget_wave(wave)

    return world, waves


def seconds(work: Callable[[], Any]) -> float:
    """Return the processor seconds that a piece of work takes, garbage of others aside."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def ratios(tasks: int, rounds: int) -> Iterator[float]:
    """Yield time of the model / time of the plain loop, round by round, the two interleaved."""
    for _ in range(rounds):
        loop = PlainLoop(tasks)
        plain_s = seconds(loop.run)
        world, waves = world_of(tasks)
        model_s = seconds(lambda world=world, waves=waves: world.run(waves))  # type: ignore[misc]
        if loop.env.now != world.clock.now:
            raise AssertionError(f"the plain loop ends at {loop.env.now}, the model at {world.clock.now}")
        yield model_s / plain_s


def bytes_a_task(few: int, many: int) -> float:
    """Return by how many bytes the peak memory of a run grows with each further task."""
    return (peak_bytes(many) - peak_bytes(few)) / (many - few)


def peak_bytes(tasks: int) -> int:
    """Return the peak memory of a run of the model, its log included."""
    gc.collect()
    tracemalloc.start()
    world, waves = world_of(tasks)
    world.run(waves)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def report(tasks: int = 5000, rounds: int = 7) -> str:
    """Return what was measured, in sentences."""
    next(ratios(tasks, 1))  # imports and first touches
    measured = sorted(ratios(tasks, rounds))
    growth = bytes_a_task(100_000, 150_000)  # rows are packed from some 50,000 tasks on
    return (
        f"model / plain loop on workload W, {tasks} tasks: {statistics.median(measured):.2f} "
        f"(from {measured[0]:.2f} to {measured[-1]:.2f} in {rounds} rounds; goal 2.0)\n"
        f"memory a task, log and samples included: {growth:.0f} bytes (goal 1,000)"
    )
