"""Faults that are put into random worlds on purpose: outages of groups, and agents that change."""

from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.properties.random_values import Spec, time_distributions, times

Draw = Any
_SOME_AGENTS = st.sampled_from([["*"], ["*_0"], ["*_[12]", "*_0"]])


@cache
def outages() -> SearchStrategy[Spec]:
    """Planned ones, once and again, and drawn ones."""
    rules: dict[str, SearchStrategy[Any]] = {
        "on_breakdown": st.sampled_from(["fail", "restart", "resume"]),
        "failover": st.sampled_from(["wait", "reassign"]),
    }
    once: SearchStrategy[Spec] = st.fixed_dictionaries(
        {"agents": _SOME_AGENTS, "at": times(0, 60), "for": times(1, 40), **rules}
    )
    again = once.map(lambda spec: {**spec, "every": spec["for"] + 7})
    drawn = st.fixed_dictionaries(
        {
            "agents": _SOME_AGENTS,
            "mtbf": time_distributions(10, 90),
            "mttr": time_distributions(1, 40),
            "initial": st.sampled_from(["up", "stationary"]),
            **rules,
        }
    )
    return st.one_of(once, again, drawn)


@cache
def changes() -> SearchStrategy[Spec]:
    """Of one or more properties, at once or over some time."""
    factors = {
        "speed": st.sampled_from([0.1, 0.5, 1.0, 2.0]),
        "reliability": st.sampled_from([0.0, 0.5, 1.0, 1.2]),
        "capacity": st.sampled_from([0.0, 0.4, 0.5, 1.0, 1.5, 2.0]),
    }
    some = st.fixed_dictionaries({}, optional=factors).filter(bool)
    when = st.fixed_dictionaries({"agents": _SOME_AGENTS, "at": times(0, 60)}, optional={"over": times(0, 60)})
    return st.tuples(when, some).map(lambda pair: pair[0] | pair[1])


@st.composite
def with_faults(draw: Draw, world: Any) -> Any:
    """Add faults to a random world; patterns that match none of its agents are left out."""
    fleet = world.data["fleet"]
    lone = all(agent["count"] < 2 for agent in fleet["agents"])
    for key, kind in (("outages", outages()), ("changes", changes())):
        fleet[key] = draw(st.lists(kind, max_size=3))
        for entry in fleet[key]:
            if lone:
                entry["agents"] = ["*"]
            elif "*_[12]" in entry["agents"]:
                entry["agents"] = ["*_1"]
    return world
