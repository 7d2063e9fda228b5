"""One replication of the model alone: no observers, no files, only the world and its log."""

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from simpy import Event

from sim.model.world import World
from sim.policies.catalogue import gates, resolve_settings, strategies
from sim.scenario.load import parse_scenario

T = TypeVar("T")

ENDLESS = 1e9  # seconds; longer than any run here
QUIET = {"interval": 1e6}  # the monitor's samples are not what is looked at


def scenario_data(**sections: Any) -> dict[str, Any]:
    """Return scenario data with one agent unless told, a horizon out of the way, and a quiet monitor."""
    return {
        "name": "theory",
        "horizon": ENDLESS,
        "fleet": {"agents": [{"name": "agent"}]},
        "monitor": QUIET,
        **sections,
    }


def new_world(data: Mapping[str, Any], seed: int, replication: int) -> World:
    """Return the world of one replication before its run."""
    scenario = parse_scenario({**data, "seed": seed})
    strategy = strategies()[scenario.assignment.strategy]
    settings = resolve_settings(strategy, scenario.assignment.settings)
    return World(scenario, replication, strategy, settings, gates(), strict=True)


def run(world: World) -> None:
    """Run a world through all its waves."""
    workload = world.manager.load_phase20_predictions()

    def waves() -> Generator[Event, object, None]:
        for wave, members in workload.tasks.waves().items():
            world.manager.begin_wave(wave, members)
            world.manager.generate_coordination_plan()
            yield from world.executor.execute_wave()

    world.run(waves)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A log only grows: looking through it for garbage, again and again, is an eighth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def replicate(
    data: Mapping[str, Any], seed: int, replications: Iterable[int], observe: Callable[[World], T]
) -> list[T]:
    """Return what is observed of each of some replications, which are independent of each other."""
    observed = []
    for replication in replications:
        with _without_collector():
            world = new_world(data, seed, replication)
            run(world)
        observed.append(observe(world))
    return observed
