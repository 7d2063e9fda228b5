"""Work that differs, in some random worlds: streams, dependencies, types of tasks, difficulty, what outcomes change."""

from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.properties.random_values import Spec, share_distributions, shares, time_distributions, weights

Draw = Any


@cache
def streams() -> SearchStrategy[Spec]:
    """Arrivals of every kind that needs no file."""
    rate = st.sampled_from([0.05, 0.5, 5.0])
    return st.one_of(
        rate.map(lambda r: {"kind": "poisson", "rate": r}),
        time_distributions(1, 20).map(lambda gap: {"kind": "renewal", "gap": gap}),
        rate.map(lambda r: {"kind": "modulated", "rates": [0, r], "stays": [20, 5]}),
        rate.map(lambda r: {"kind": "profile", "steps": [[0, r], [10, 0], [30, 1]], "period": 60}),
    )


@cache
def graphs() -> SearchStrategy[Spec]:
    """Dependencies of every generated kind; layers are few, as waves are small."""
    width = st.integers(1, 4)
    return st.one_of(
        width.map(lambda n: {"kind": "chain", "length": n}),
        st.builds(lambda n, m: {"kind": "fork_join", "width": n, "stages": m}, width, st.integers(1, 3)),
        shares().map(lambda p: {"kind": "layered", "layers": 1, "edge_probability": p}),
    )


@cache
def types_of_tasks() -> SearchStrategy[Spec]:
    """Two types that differ in something, and one that hardly anybody has."""
    of_a_type: SearchStrategy[Spec] = st.fixed_dictionaries(
        {"share": st.sampled_from([1, 3])},
        optional={
            "size": time_distributions(),
            "predicted_success": share_distributions(),
            "confidence": share_distributions(),
            "priority": weights(1, 2, 3),
            "risk": weights("LOW", "HIGH"),
        },
    )
    return st.fixed_dictionaries({"code": of_a_type, "docs": of_a_type, "rare": st.just({"share": 0.01})})


@st.composite
def with_types(draw: Draw, fleet: Spec, workload: Spec) -> None:
    """Give a synthetic workload types, and the agents what they say of them; the first agent accepts all."""
    types = draw(types_of_tasks())
    if "size" not in workload:
        for one in types.values():
            if "size" in one:
                one["duration"] = {"kind": "exponential"}
    workload["types"] = types
    names = st.lists(st.sampled_from(["code", "docs", "rare"]), min_size=1, max_size=2, unique=True)
    for number, agent in enumerate(fleet["agents"]):
        if number and draw(st.booleans()):
            agent["accepts"] = draw(names)
        agent["skill"] = {name: draw(st.sampled_from([-1.0, 0.5])) for name in draw(names)}
        agent["pace"] = {name: draw(st.sampled_from([0.5, 2.0, 3.0])) for name in draw(names)}


@st.composite
def with_more(draw: Draw, data: Spec, fleet: Spec, workload: Spec) -> None:
    """Add to some worlds what makes work differ: other streams, types, difficulty."""
    if draw(st.sampled_from([False, False, True])):
        workload["arrivals"] = draw(streams())
    if draw(st.sampled_from([False, False, True])):
        draw(with_types(fleet, workload))
        data["predictions"]["knows_skill"] = draw(st.booleans())
    if data["predictions"]["meaning"] == "attempt" and draw(st.sampled_from([False, False, True])):
        data["truth"] |= {"dispersion": draw(st.sampled_from([0.1, 0.5, 0.9])), "shared": draw(shares())}
        data["retry"]["feedback"] = draw(st.sampled_from([-1.0, 0.0, 0.5]))
    if draw(st.sampled_from([False, False, True])):
        workload["graph"] = draw(graphs())
        workload["hand_off"] = draw(st.sampled_from([None, 0.0, 4.0, {"kind": "exponential", "mean": 20}]))
    if draw(st.sampled_from([False, False, True])):
        workload["duration_by_outcome"] = {"failed": draw(st.sampled_from([0.5, 2.0]))}
