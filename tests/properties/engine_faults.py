"""Random worlds in which the engine meets faults, limits and money: what the model's random worlds have, and more."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, zip_longest
from pathlib import Path
from random import Random
from typing import Any

import sim
from sim.engine.covers import not_covered
from sim.engine.prepared import STRATEGIES
from sim.scenario import Scenario
from tests.properties.engine_worlds import narrowed
from tests.properties.log_hashes import worlds_of

Spec = dict[str, Any]


def queue_limits(data: Spec, random: Random) -> None:
    """Limits from none at all to some, on most agents."""
    for agent in data["fleet"]["agents"]:
        if random.random() < 0.8:
            agent["queue_limit"] = random.choice([0, 1, 1, 2, 5])


def timeouts(data: Spec, random: Random) -> None:
    """Time-outs from the start and from the queue, some of which leave orphans."""
    data["retry"] |= {
        "timeout": random.choice([0.5, 3, 10, 20, 30]),
        "timeout_from": random.choice(["start", "queued"]),
        "orphans": random.choice(["cancel", "serve", "serve"]),
    }
    types = data["workload"].get("types")
    if types and random.random() < 0.5:
        types["code"]["timeout"] = 5


def deadlines(data: Spec, random: Random) -> None:
    """Deadlines that are kept or dropped at, and queues that go by them."""
    if data["workload"]["kind"] == "synthetic":
        data["workload"]["deadline"] = random.choice([5, 20, 60, {"kind": "exponential", "mean": 30}])
        data["workload"]["on_deadline"] = random.choice(["keep", "drop", "drop"])
    for agent in data["fleet"]["agents"]:
        if random.random() < 0.5:
            agent["queue"] = "deadline"


MECHANISMS: Mapping[str, Callable[[Spec, Random], None]] = {
    "queue_limits": queue_limits,
    "timeouts": timeouts,
    "deadlines": deadlines,
}
"""By name, what adds a mechanism to a world."""


def faulty_worlds(mechanism: str, count: int) -> Iterator[Scenario]:
    """Worlds of all strategies in turn with a mechanism, every other one with some of the others beside it."""
    each = [worlds_of(strategy, -(-count // len(STRATEGIES))) for strategy in sorted(STRATEGIES)]
    in_turn = [world for world in chain.from_iterable(zip_longest(*each)) if world is not None]
    for number, world in enumerate(in_turn[:count]):
        random = Random(f"{mechanism} {number}")
        data = narrowed(world.data)
        for name, add in MECHANISMS.items():
            if name == mechanism or (number % 2 and random.random() < 0.4):
                add(data, random)
        with tempfile.TemporaryDirectory() as folder:
            world.write_files(Path(folder))
            scenario = sim.parse_scenario(data, origin=Path(folder))
            assert not_covered(scenario) is None, not_covered(scenario)
            yield scenario
