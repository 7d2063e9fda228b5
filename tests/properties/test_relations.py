"""What must hold between two runs when their scenarios differ in something that changes nothing, or only one thing.

Relations need no right answer: they hold for every world, however complicated. Each is tried on random worlds; behind
them stand controls, in which the difference does matter and the relation must be seen to fail.

Source: Chen et al., "Metamorphic testing: a review of challenges and opportunities", ACM Computing Surveys 51, 2018.
"""

import copy
from collections.abc import Callable

import pytest

from tests.properties.pairs_of_runs import (
    Change,
    Data,
    history,
    holds,
    on_worlds,
    scale,
    scaled,
    times_scaled,
    typed,
    with_times_written,
)

# Scale


def scales(factor: float) -> Change:
    def check(data: Data) -> None:
        with_times_written(data)
        longer = copy.deepcopy(data)
        scale(longer, factor)
        assert history(longer) == times_scaled(history(data), factor)

    return check


def test_times_scaled_by_a_power_of_two_scale_every_result_exactly():
    on_worlds(1, 25, scales(4.0))
    with pytest.raises(AssertionError):  # the control: of other factors the last digits are lost
        on_worlds(1, 25, scales(3.0), shrink=False)


def test_twice_the_speed_is_half_the_time():
    def check(data: Data) -> None:
        with_times_written(data)
        faster, shorter = copy.deepcopy(data), copy.deepcopy(data)
        for agent in faster["fleet"]["agents"]:
            agent["speed"] = 2.0 * agent.get("speed", 1.0)
        for one in (shorter["workload"], *shorter["workload"].get("types", {}).values()):
            for key in ("size", "duration"):
                if key in one:
                    one[key] = scaled(one[key], 0.5)
        assert history(faster) == history(shorter)

    on_worlds(2, 15, check)


# Names


def test_names_change_names_only():
    def rename(data: Data) -> None:
        data["name"] = "another"
        for number, agent in enumerate(data["fleet"]["agents"]):
            agent["name"] = f"z{9 - number}"
            if "accepts" in agent:
                agent["accepts"] = [f"t-{name}" for name in agent["accepts"]]
            for key in ("skill", "pace"):
                if key in agent:
                    agent[key] = {f"t-{name}": value for name, value in agent[key].items()}
        if "types" in data["workload"]:
            data["workload"]["types"] = {f"t-{name}": spec for name, spec in data["workload"]["types"].items()}

    holds(3, rename)


# Types


def test_a_type_that_no_task_has_changes_nothing():
    def add(data: Data) -> None:
        data["workload"]["types"]["nobody"] = {"share": 0, "predicted_success": 0.0, "priority": {1: 1}}

    holds(4, add, prepare=typed)


def test_types_that_do_not_differ_change_nothing():
    def add(data: Data) -> None:
        data["workload"].setdefault("types", {"one": {"share": 2}, "other": {"share": 5}})

    holds(5, add)


def test_to_accept_every_type_is_to_accept_all():
    def spell_out(data: Data) -> None:
        for agent in data["fleet"]["agents"]:
            agent.setdefault("accepts", list(data["workload"]["types"]))

    holds(6, spell_out, prepare=typed)


def test_a_pace_of_1_and_a_skill_of_0_change_nothing():
    def spell_out(data: Data) -> None:
        for agent in data["fleet"]["agents"]:
            for key, value in (("pace", 1.0), ("skill", 0.0)):
                agent[key] = dict.fromkeys(data["workload"]["types"], value) | agent.get(key, {})

    holds(7, spell_out, prepare=typed)


def test_a_pace_in_every_type_is_a_speed():
    def as_pace(data: Data) -> None:
        for agent in data["fleet"]["agents"]:
            agent["pace"] = dict.fromkeys(data["workload"]["types"], 2.0)

    def as_speed(data: Data) -> None:
        for agent in data["fleet"]["agents"]:
            agent["speed"] = 2.0 * agent.get("speed", 1.0)

    def plain(data: Data) -> None:
        typed(data)
        for agent in data["fleet"]["agents"]:
            agent.pop("pace", None)

    def check(data: Data) -> None:
        plain(data)
        paced, faster = copy.deepcopy(data), copy.deepcopy(data)
        as_pace(paced)
        as_speed(faster)
        assert history(paced) == history(faster)

    on_worlds(8, 12, check)


def test_a_skill_in_every_type_of_every_agent_is_a_bias():
    def check_one(data: Data) -> None:
        typed(data)
        for agent in data["fleet"]["agents"]:
            agent.pop("skill", None)
        data["predictions"]["knows_skill"] = False
        data["truth"] = {}
        skilled, biased = copy.deepcopy(data), copy.deepcopy(data)
        biased["truth"] = {"bias": 0.5}
        for agent in skilled["fleet"]["agents"]:
            agent["skill"] = dict.fromkeys(data["workload"]["types"], 0.5)
        assert history(skilled) == history(biased)

    on_worlds(9, 12, check_one)


# Streams, difficulty, outcomes


def test_a_poisson_stream_is_a_renewal_stream_of_exponential_gaps():
    def as_poisson(data: Data) -> None:
        data["workload"]["arrivals"] = {"kind": "poisson", "rate": 0.5}

    def as_renewal(data: Data) -> None:
        data["workload"]["arrivals"] = {"kind": "renewal", "gap": {"kind": "exponential", "mean": 2}}

    holds(10, as_renewal, prepare=as_poisson)


def test_an_end_of_the_stream_after_its_last_task_changes_nothing():
    def stream(data: Data) -> None:
        data["workload"].setdefault("arrivals", {"kind": "profile", "steps": [[0, 1], [5, 0.2]]})

    def end(data: Data) -> None:
        data["workload"]["arrivals"]["until"] = 1e7

    holds(11, end, prepare=stream)


def test_a_step_to_the_same_rate_changes_nothing():
    def one(data: Data) -> None:
        data["workload"]["arrivals"] = {"kind": "profile", "steps": [[0, 0.25], [64, 0.5]]}

    def two(data: Data) -> None:
        data["workload"]["arrivals"] = {"kind": "profile", "steps": [[0, 0.25], [1e6, 0.25]]}

    def one_rate(data: Data) -> None:
        data["workload"]["arrivals"] = {"kind": "profile", "steps": [[0, 0.25]]}

    holds(12, two, prepare=one_rate)
    with pytest.raises(AssertionError):
        holds(12, one, prepare=one_rate, shrink=False)


def test_what_has_no_effect_changes_nothing():
    def neutral(data: Data) -> None:
        data["workload"].setdefault("duration_by_outcome", {"failed": 1.0})
        data["retry"].setdefault("feedback", 0.0)
        if not data["truth"].get("dispersion"):
            data["truth"] |= {"dispersion": 0.0, "shared": 0.3}

    holds(13, neutral)


def test_without_failures_what_failures_change_changes_nothing():
    def certain(data: Data) -> None:
        data["workload"]["predicted_success"] = 1.0
        data["predictions"] = {"meaning": "attempt"}
        data["retry"].pop("retry_penalty", None)
        for agent in data["fleet"]["agents"]:
            agent["reliability"] = 1.0
        for spec in data["workload"].get("types", {}).values():
            spec.pop("predicted_success", None)

    def change(data: Data) -> None:
        data["workload"]["duration_by_outcome"] = {"failed": 7.0}
        data["retry"]["feedback"] = -3.0
        data["truth"]["dispersion"] = 0.9

    holds(14, change, prepare=certain)


# Controls: changes that do matter


CONTROLS: dict[str, Callable[[Data], None]] = {
    "a type that some tasks have": lambda data: data["workload"]["types"].update(
        {"somebody": {"share": 100, "predicted_success": 0.01}}
    ),
    "a pace": lambda data: data["fleet"]["agents"][0].update(pace={"docs": 1.5, "code": 1.5}),
    "another seed": lambda data: data.update(seed=data["seed"] + 1),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_change_that_matters_is_seen(name):
    with pytest.raises(AssertionError):
        holds(15, CONTROLS[name], prepare=typed, shrink=False)
