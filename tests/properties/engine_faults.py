"""Random worlds in which the engine meets faults, limits and money: what the model's random worlds have, and more."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from random import Random
from typing import Any

import sim
from sim.engine.covers import not_covered
from sim.engine.prepared import STRATEGIES
from sim.scenario import Scenario
from tests.properties.conftest import RandomWorld
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


def jitter(data: Spec, random: Random) -> None:
    """Every kind of jitter, and lists of delays."""
    retry = data["retry"]
    retry.setdefault("max_retries", 3)
    retry["jitter"] = random.choice(["full", "equal", "decorrelated"])
    if retry["jitter"] == "decorrelated":
        retry.pop("delays", None)
        retry |= {"base": random.choice([0.5, 3.0]), "max_delay": random.choice([2.0, 30.0])}
    elif retry.get("strategy") != "no_retry" and random.random() < 0.5:
        for key in ("base", "factor", "strategy"):
            retry.pop(key, None)
        retry["delays"] = random.choice([[0.0, 4.0], [1.0, 8.0, 2.0]])


def retry_budget(data: Spec, random: Random) -> None:
    """From none at all to many."""
    data["retry"]["retry_budget"] = {
        "share": random.choice([0.0, 0.1, 0.5]),
        "window": random.choice([5.0, 40.0]),
        "min_retries": random.choice([0, 1, 3]),
    }


def held_slots(data: Spec, random: Random) -> None:
    """Beside whatever breaks down."""
    data["retry"]["hold_slot"] = True


def failure_classes(data: Spec, random: Random) -> None:
    """Classes with rules of their own, lengths, and failures that use up no retry."""
    retry = data["retry"]
    data["failures"] = {
        "bug": {"share": random.choice([0.2, 0.5]), "retry": random.choice([False, {"max_retries": 1}])},
        "overload": {"share": 0.3, "length": random.choice([0.0, 0.5, 2.0]), "retry": {"delays": [2.0, 5.0]}},
        "agent_down": {"retry": {"max_retries": random.choice([0, 5])}},
    }
    data["predictions"]["meaning"] = "attempt"
    if retry.get("jitter") == "decorrelated":  # which wants keys that no_retry and delays take away
        data["failures"]["bug"]["retry"] = {"max_retries": 0}
    if retry.get("jitter") == "decorrelated" or retry.get("strategy") == "no_retry":
        del data["failures"]["overload"]["retry"]
    if random.random() < 0.5:
        data["failures"]["flaky"] = {
            "share": 0.1,
            "counts": False,
            "retry": {"strategy": "linear_backoff", "base": 3, "max_delay": 9},
        }
    if random.random() < 0.5:
        data["failures"]["transient"] = {"length": 1.5, "retry": {"jitter": "full"}}


def outages(data: Spec, random: Random) -> None:
    """Planned ones, once and again, drawn ones for groups, one after another and at once."""
    ids = data["fleet"]["agents"]
    data["fleet"]["outages"] = []
    for _ in range(random.choice([1, 2, 3])):
        outage: Spec = {
            "agents": [random.choice(["*", f"{random.choice(ids)['name']}*"])],
            "on_breakdown": random.choice(["fail", "restart", "resume"]),
            "failover": random.choice(["wait", "reassign"]),
        }
        kind = random.choice(["once", "again", "drawn"])
        if kind == "drawn":
            outage |= {"mtbf": random.choice([20, 60]), "mttr": random.choice([3, 30])}
            outage["initial"] = random.choice(["up", "stationary"])
        else:
            outage |= {"at": random.choice([0, 10, 30]), "for": random.choice([5, 10, 20])}
            if kind == "again":
                outage["every"] = outage["for"] + random.choice([5, 25])
        data["fleet"]["outages"].append(outage)


def changes(data: Spec, random: Random) -> None:
    """Of speed, reliability and slots, at once and over some time, one replacing another."""
    ids = data["fleet"]["agents"]
    data["fleet"]["changes"] = []
    for _ in range(random.choice([1, 2, 4])):
        change: Spec = {"agents": [random.choice(["*", f"{random.choice(ids)['name']}*"])]}
        change["at"] = random.choice([0, 5, 10, 30])
        for key, values in {
            "speed": [0.1, 0.5, 1.0, 2.0],
            "reliability": [0.0, 0.5, 1.0, 1.2],
            "capacity": [0.0, 0.4, 0.5, 1.0, 1.5, 2.0],
        }.items():
            if random.random() < 0.5:
                change[key] = random.choice(values)
        if not change.keys() & {"speed", "reliability", "capacity"}:
            change["capacity"] = 0.5
        if random.random() < 0.5:
            change["over"] = random.choice([10, 40])
        data["fleet"]["changes"].append(change)


def contention(data: Spec, random: Random) -> None:
    """Of agents, of the fleet, or of both."""
    for agent in data["fleet"]["agents"]:
        if random.random() < 0.6:
            agent["slowdown"] = {"sigma": random.choice([0.1, 0.5]), "kappa": random.choice([0.0, 0.02])}
    if random.random() < 0.6:
        data["fleet"]["slowdown"] = {"sigma": 0.05, "kappa": random.choice([0.0, 0.01])}


def money(data: Spec, random: Random) -> None:
    """Prices of some agents, and budgets that some work does not get."""
    work = data["workload"]
    if work.get("kind") == "synthetic" and random.random() < 0.7:
        work["tokens"] = {"input": {"kind": "exponential", "mean": 1000}, "output": random.choice([50, 0])}
    for number, agent in enumerate(data["fleet"]["agents"]):
        if not number or random.random() < 0.6:
            agent["price"] = {"attempt": 0.5, "second": random.choice([0.0, 0.05]), "input_token": 1e-4}
    if random.random() < 0.8:
        data["budget"] = random.choice([{"total": 3.0}, {"task": 1.2}, {"total": 6.0, "task": 2.0}, {"total": 0.0}])


MECHANISMS: Mapping[str, Callable[[Spec, Random], None]] = {
    "queue_limits": queue_limits,
    "timeouts": timeouts,
    "deadlines": deadlines,
    "jitter": jitter,
    "retry_budget": retry_budget,
    "held_slots": held_slots,
    "failure_classes": failure_classes,
    "outages": outages,
    "changes": changes,
    "contention": contention,
    "money": money,
}
"""By name, what adds a mechanism to a world."""


@cache
def _in_turn(count: int) -> list[RandomWorld]:
    """The first random worlds of all strategies, in turn: to draw them takes as long as to run them."""
    each = [worlds_of(strategy, -(-count // len(STRATEGIES))) for strategy in sorted(STRATEGIES)]
    return [world for world in chain.from_iterable(zip_longest(*each)) if world is not None][:count]


def faulty_worlds(mechanism: str, count: int) -> Iterator[Scenario]:
    """Worlds of all strategies in turn with a mechanism, every other one with some of the others beside it."""
    for number, world in enumerate(_in_turn(count)):
        random = Random(f"{mechanism} {number}")
        data = deepcopy(narrowed(world.data))
        for name, add in MECHANISMS.items():
            if name == mechanism or (number % 2 and random.random() < 0.4):
                add(data, random)
        if data.get("failures") or data.get("budget"):
            data["retry"]["orphans"] = "cancel"  # orphans are not covered beside them
        with tempfile.TemporaryDirectory() as folder:
            world.write_files(Path(folder))
            scenario = sim.parse_scenario(data, origin=Path(folder))
            assert not_covered(scenario) is None, not_covered(scenario)
            yield scenario
