"""Random worlds, and pairs of runs on them: what tests of relations between runs are made of."""

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

import sim
from sim.record.rows import AttemptEnded, TaskEnded
from tests.properties.conftest import random_worlds

Data = dict[str, Any]
STRATEGIES = ["load_balanced", "shared_queue", "priority_based", "round_robin", "min_min"]
TIMES = ("mean", "value", "low", "high", "mode")
Change = Callable[[Data], None]


def history(data: Data) -> list[Any]:
    """Every attempt and every end of a task: who, where, when, how."""
    harness = sim.Phase21Harness(sim.parse_scenario(data), feedback=False)
    harness.run_phase21()
    attempts = [
        (row.task_index, row.attempt, row.agent, row.slot, row.queued_at, row.started_at, row.ended_at, row.served,
         row.wasted, row.error_class)
        for row in harness.log.of(AttemptEnded)
    ]  # fmt: skip
    return attempts + [(row.task_index, row.released_at, row.ended_at, row.status) for row in harness.log.of(TaskEnded)]


def on_worlds(number: int, examples: int, check: Callable[[Data], None], shrink: bool = True) -> None:
    """Hold a check on random worlds; where it fails by intention, the smallest world need not be found."""
    phases = tuple(Phase) if shrink else (Phase.generate,)

    @seed(number)
    @settings(max_examples=examples, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def on_a_world(data: Data) -> None:
        check(data)

    on_a_world()


def holds(number: int, change: Change, prepare: Change = lambda _: None, shrink: bool = True) -> None:
    """Try a change that changes nothing on random worlds."""

    def check(data: Data) -> None:
        prepare(data)
        changed = copy.deepcopy(data)
        change(changed)
        assert history(changed) == history(data)

    on_worlds(number, 12, check, shrink)


@st.composite
def worlds(draw: Any) -> Data:
    data: Data = draw(random_worlds(draw(st.sampled_from(STRATEGIES)))).data
    assume(data["workload"]["kind"] == "synthetic")
    data["workload"].pop("graph", None)  # their keys are others' business
    data["workload"].pop("hand_off", None)
    return data


def typed(data: Data) -> None:
    """Give the world types where it has none."""
    data["workload"].setdefault("types", {"code": {"share": 1}, "docs": {"share": 3}})


def scaled(value: Any, factor: float) -> Any:
    """A time, or a distribution of times, times a factor."""
    if isinstance(value, dict):
        times = {key: scaled(value[key], factor) for key in TIMES if key in value}
        return {
            **value,
            **times,
            **({"values": [scaled(v, factor) for v in value["values"]]} if "values" in value else {}),
        }
    return value * factor


def scale(data: Data, factor: float) -> None:
    """Let everything take so many times as long."""
    workload, retry = data["workload"], data["retry"]
    of_tasks = [workload, *workload.get("types", {}).values()]
    for section, keys in (
        (data, ["horizon"]), (data["monitor"], ["interval", "window"]), (data["gates"], ["cooldown"]),
        (retry, ["base", "max_delay"]), (data["fleet"].get("breakdowns", {}), ["mtbf", "mttr"]),
        *((one, ["size", "duration"]) for one in of_tasks), (workload.get("arrivals", {}), ["gap", "until", "period"]),
    ):  # fmt: skip
        for key in keys:
            if key in section:
                section[key] = scaled(section[key], factor)
    arrivals = workload.get("arrivals", {})
    if "rate" in arrivals:
        arrivals["rate"] /= factor
    if "rates" in arrivals:
        arrivals["rates"] = [rate / factor for rate in arrivals["rates"]]
        arrivals["stays"] = [stay * factor for stay in arrivals["stays"]]
    if "steps" in arrivals:
        arrivals["steps"] = [[at * factor, rate / factor] for at, rate in arrivals["steps"]]


def with_times_written(data: Data) -> None:
    """Write every time down that has a default, and none that cannot be scaled."""
    workload, retry = data["workload"], data["retry"]
    for one in (workload, *workload.get("types", {}).values()):
        if isinstance(one.get("duration"), dict) and one["duration"]["kind"] == "beta":
            one["duration"] = 20.0
    if "size" not in workload:
        workload.setdefault("duration", 20.0)
    retry.setdefault("base", 1.0)
    data["monitor"].setdefault("window", 300.0)
    data["gates"].setdefault("cooldown", 60.0)


def times_scaled(rows: list[Any], factor: float) -> list[Any]:
    return [tuple(v * factor if isinstance(v, float) else v for v in row) for row in rows]
