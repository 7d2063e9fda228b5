"""Values of random scenarios: shares, times, and the distributions that they are drawn from."""

from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Spec = dict[str, Any]


@cache
def shares() -> SearchStrategy[float]:
    """Mostly high: worlds in which everything is refused teach little."""
    return st.sampled_from([1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.3, 0.0])


@cache
def times(least: int = 1, most: int = 60) -> SearchStrategy[float]:
    return st.integers(least, most).map(float)


@cache
def time_distributions(least: int = 1, most: int = 60) -> SearchStrategy[Any]:
    """Every kind but beta, with its mean from `least` to `most` seconds."""
    mean, cv = times(least, most), st.sampled_from([0.1, 0.5, 1.0, 2.0])
    low_to_high = st.lists(times(0, least) | times(least, most), min_size=3, max_size=3).map(sorted)
    return st.one_of(
        mean,
        mean.map(lambda m: {"kind": "constant", "value": m}),
        mean.map(lambda m: {"kind": "uniform", "low": 0, "high": 2 * m}),
        mean.map(lambda m: {"kind": "exponential", "mean": m}),
        st.sampled_from(["lognormal", "gamma", "weibull"]).flatmap(
            lambda kind: st.fixed_dictionaries({"kind": st.just(kind), "mean": mean, "cv": cv})
        ),
        low_to_high.map(lambda v: {"kind": "triangular", "low": v[0], "mode": v[1], "high": v[2] + least}),
        st.lists(times(0, most), max_size=3).map(lambda v: {"kind": "empirical", "values": [*v, float(most)]}),
    )


@cache
def durations() -> SearchStrategy[Any]:
    return time_distributions() | st.just({"kind": "beta", "mean": 0.5, "sd": 0.2})


@cache
def shapes() -> SearchStrategy[Spec]:
    return st.sampled_from([{"kind": "exponential"}, {"kind": "lognormal", "cv": 0.4}, {"kind": "gamma", "cv": 1.0}])


@cache
def duration_errors() -> SearchStrategy[Any]:
    return st.sampled_from([1.0, 1.0, 0.5, {"kind": "exponential", "mean": 1}, {"kind": "empirical", "values": [1, 2]}])


@cache
def share_distributions() -> SearchStrategy[Any]:
    pair = st.tuples(shares(), shares()).map(sorted)
    return st.one_of(
        shares(),
        pair.map(lambda v: {"kind": "uniform", "low": v[0], "high": v[1]}),
        pair.map(lambda v: {"kind": "triangular", "low": v[0], "mode": v[0], "high": v[1]}),
        st.just({"kind": "beta", "mean": 0.8, "sd": 0.1}),
        st.lists(shares(), min_size=1, max_size=4).map(lambda v: {"kind": "empirical", "values": v}),
    )


@cache
def weights(*keys: Any) -> SearchStrategy[dict[Any, float]]:
    return st.dictionaries(st.sampled_from(keys), st.sampled_from([0.5, 1.0, 3.0]), min_size=1)
