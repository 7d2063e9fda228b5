"""How sure a fitted scenario's numbers are, by the keys that hold them: what `--input-uncertainty` draws from."""

from collections.abc import Iterator
from math import log
from typing import Any

from sim.fit.estimates import Estimates
from sim.fit.service_times import FamilyChoice
from sim.measures.statistics.intervals import Interval

LOG, LOGIT = "log", "logit"
_Z = 1.959964


def inputs_of(data: dict[str, Any], estimates: Estimates) -> list[dict[str, Any]]:
    """Return the estimated keys of a scenario, each with its standard error on the scale on which it is normal.

    Keys that are estimated together and hang together by a factor stand together. The error of what the tasks of a
    record that repeats them take stands in the table's spread already, run by run, and is none of these.

    Args:
        data: the scenario as it is written.
        estimates: what it was made from.
    """
    found = list(_all(data, estimates))
    return [one for one in found if one["sd"] > 0.0 and all(_has(data, key) for key in one["keys"])]


def _all(data: dict[str, Any], estimates: Estimates) -> Iterator[dict[str, Any]]:
    if "size" in data["workload"]:
        yield from _family("workload.size", estimates.size)
        if estimates.luck is not None:
            yield _one(["workload.duration.cv"], LOG, _log_sd(Interval(*estimates.luck.cv_interval())))
    else:
        yield from _family("workload.duration", estimates.times)
    best = max(estimates.agents, key=lambda agent: agent.pooled_success)
    yield _one(["workload.predicted_success"], LOGIT, _logit_sd(best.success.interval))
    dispersions = [agent.dispersion for agent in estimates.agents if agent.dispersion is not None]
    if dispersions and data["workload"]["kind"] == "synthetic":
        widest = max(dispersions, key=lambda one: one.interval.high - one.interval.low)
        yield _one(["truth.dispersion"], LOGIT, _logit_sd(widest.interval))
    for place, span in enumerate(estimates.levels.pace_interval):
        yield _one([f"fleet.agents.{place}.speed"], LOG, _log_sd(span))
    if estimates.levels.failed_interval is not None:
        yield _one(["workload.duration_by_outcome.failed"], LOG, _log_sd(estimates.levels.failed_interval))
    if estimates.arrivals is not None:
        yield _one(["workload.arrivals.rate"], LOG, estimates.arrivals.n**-0.5)


def _family(key: str, choice: FamilyChoice | None) -> Iterator[dict[str, Any]]:
    if choice is not None:
        yield _one([f"{key}.mean"], LOG, _log_sd(Interval(*choice.mean_interval())))
        if choice.best.family.name != "exponential":
            yield _one([f"{key}.cv"], LOG, _log_sd(Interval(*choice.cv_interval())))


def _one(keys: list[str], scale: str, sd: float) -> dict[str, Any]:
    return {"keys": keys, "scale": scale, "sd": sd}


def _log_sd(span: Interval) -> float:
    return (log(span.high) - log(span.low)) / (2.0 * _Z) if 0.0 < span.low < span.high else 0.0


def _logit_sd(span: Interval) -> float:
    low, high = max(span.low, 1e-4), min(span.high, 1.0 - 1e-4)
    return (log(high / (1.0 - high)) - log(low / (1.0 - low))) / (2.0 * _Z) if low < high else 0.0


def _has(data: dict[str, Any], key: str) -> bool:
    place: Any = data
    for part in key.split("."):
        if isinstance(place, list):
            place = place[int(part)] if int(part) < len(place) else None
        else:
            place = place.get(part) if isinstance(place, dict) else None
    return isinstance(place, int | float)
