"""Laws that hold on every single run, not only on average: Little's law and the utilisation law, to 1e-9.

One side is integrated from the live state of the model between its events; the other is read off the log. They meet
only when each task is in the system from its released_at to its ended_at, and each second of service is logged.

Source: Little, "Little's law as viewed on its 50th anniversary", Operations Research 59, 2011 (a run that starts and
ends empty); Lazowska et al., "Quantitative System Performance", 1984, chapter 3 (utilisation law).
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from simpy import Event

from sim.measures.metrics.throughput import utilisation
from sim.model.world import World
from sim.record.rows import AttemptEnded, TaskEnded
from tests.theory.replication import new_world, run, scenario_data
from tests.theory.suite import SEED

TASKS = 1000
SLOTS = 6  # three agents with two each


class Integral:
    """Time integrals of counts of the live state, constant between two events."""

    def __init__(self, world: World, counts: Mapping[str, Callable[[], int]], patch: pytest.MonkeyPatch) -> None:
        self.of = dict.fromkeys(counts, 0.0)
        self.events = 0
        clock, step = world.clock, world.clock.step

        def counting_step() -> None:
            passed = clock.peek() - clock.now
            for name, count in counts.items():
                self.of[name] += count() * passed
            self.events += 1
            step()

        def run_until(end: Event) -> None:
            while end.callbacks is not None:
                counting_step()

        patch.setattr(clock, "run_until", run_until)  # one step after another: the clock's own loop does the same


def agent_waiting(world: World) -> int:
    return sum(agent.queue.length for agent in world.manager.agents)


def in_back_off(world: World) -> int:
    return sum(agent.backing_off for agent in world.manager.agents)


def in_service(world: World) -> int:
    return sum(len(agent.serving) for agent in world.manager.agents)


def working(world: World) -> int:
    return sum(len(agent.serving) for agent in world.manager.agents if agent.up)


def busy_fleet(strategy: str, queue: str, on_breakdown: str | None, success: float, base: float) -> dict[str, Any]:
    breakdowns = {"mtbf": 60, "mttr": 10, "on_breakdown": on_breakdown}
    return scenario_data(
        fleet={
            "agents": [{"name": "agent", "count": 3, "capacity": 2, "queue": queue}],
            "breakdowns": breakdowns if on_breakdown else None,
        },
        workload={
            "kind": "synthetic",
            "tasks_per_wave": TASKS,
            "arrivals": {"kind": "poisson", "rate": 2.5},
            "duration": {"kind": "lognormal", "mean": 1, "cv": 1.5},
            "priority": {1: 0.3, 2: 0.3, 3: 0.4},
            "predicted_success": success,
        },
        retry={"base": base},
        assignment={"strategy": strategy},
    )


FLEETS = {
    "calm": busy_fleet("load_balanced", "fifo", None, 1.0, 1.0),
    "retries": busy_fleet("round_robin", "priority", None, 0.6, 1.0),
    "fail": busy_fleet("load_balanced", "shortest", "fail", 0.8, 1.0),
    "restart": busy_fleet("round_robin", "fifo", "restart", 0.8, 1.0),
    "resume": busy_fleet("priority_based", "fifo", "resume", 0.8, 1.0),
    # A task in back-off is nobody's in a pull system: none is, where the back-off has no length.
    "pull": busy_fleet("shared_queue", "fifo", "resume", 0.7, 0.0),
}


@pytest.fixture(params=FLEETS, scope="module")
def run_with_integral(request: pytest.FixtureRequest) -> tuple[World, Integral]:
    world = new_world(FLEETS[request.param], SEED, 0)
    manager = world.manager
    pulls = world.scenario.assignment.strategy == "shared_queue"
    counts = {
        "system": lambda: manager.waiting + agent_waiting(world) + in_back_off(world) + in_service(world),
        "queued": lambda: manager.waiting if pulls else agent_waiting(world),
        "working": lambda: working(world),
    }
    with pytest.MonkeyPatch.context() as patch:
        integral = Integral(world, counts, patch)
        run(world)
    assert integral.events > 2 * TASKS
    assert len(world.log.of(TaskEnded)) == TASKS
    assert world.ended_early is None
    return world, integral


def test_little_s_law(run_with_integral: tuple[World, Integral]) -> None:
    """Time-average number in system = arrivals a second * mean response, over a run that starts and ends empty."""
    world, integral = run_with_integral
    tasks, length_s = world.log.of(TaskEnded), world.clock.now
    number = integral.of["system"] / length_s
    response_s = float(np.mean([task.ended_at - task.released_at for task in tasks if task.released_at is not None]))
    assert number == pytest.approx(TASKS / length_s * response_s, rel=1e-9)
    assert number > 1.0


def test_little_s_law_of_the_queues(run_with_integral: tuple[World, Integral]) -> None:
    """The same for the queues alone, of the agents or the central one: queued_at to started_at of all attempts."""
    world, integral = run_with_integral
    attempts = world.log.of(AttemptEnded)
    wait_s = float(np.mean([attempt.started_at - attempt.queued_at for attempt in attempts]))
    rate = len(attempts) / world.clock.now
    assert integral.of["queued"] / world.clock.now == pytest.approx(rate * wait_s, rel=1e-9)


def test_the_utilisation_law(run_with_integral: tuple[World, Integral]) -> None:
    """Share of the slots' time that is worked = attempts a second * mean service an attempt / slots."""
    world, integral = run_with_integral
    attempts, length_s = world.log.of(AttemptEnded), world.clock.now
    served_s = float(np.mean([attempt.served for attempt in attempts]))
    law = len(attempts) / length_s * served_s / SLOTS
    assert utilisation(integral.of["working"], SLOTS, length_s) == pytest.approx(law, rel=1e-9)


def test_a_late_end_breaks_the_law(run_with_integral: tuple[World, Integral]) -> None:
    """The control: one task of a thousand logged a second late is seen."""
    world, integral = run_with_integral
    tasks = world.log.of(TaskEnded)
    present_s = sum(task.ended_at - task.released_at for task in tasks if task.released_at is not None) + 1.0
    assert integral.of["system"] != pytest.approx(present_s, rel=1e-9)
