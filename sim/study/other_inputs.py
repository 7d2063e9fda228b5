"""What a question would have been answered, had the inputs of a fitted scenario been others that are as likely.

Every point that decided is run a few times under each draw of the inputs, with the luck of its first runs. What a mean
would be under a draw is its own mean, and what that draw moves the same few runs by: luck that both have cancels out.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.document.quantity import count, joined, percent
from sim.document.text import given
from sim.measures.metrics.catalogue import metric_info
from sim.measures.statistics.intervals import t_quantile
from sim.study.asking.inputs_drawn import InputsDrawn
from sim.study.ignorance import share
from sim.study.ignorance.estimated import estimated_inputs
from sim.study.ignorance.share import arrays_of, ignorance
from sim.study.questions.knee.asking import KneeStudy
from sim.study.questions.retry_setting.asking import RetryStudy
from sim.study.questions.smallest_fleet.asking import FleetStudy
from sim.work.runs import part
from sim.work.workers import Workers

Array = npt.NDArray[np.float64]
Means = Mapping[str, Array]
"""By metric; an entry a point."""
S = TypeVar("S", bound=FleetStudy | KneeStudy | RetryStudy)


@dataclass(frozen=True)
class Decided:
    """What an answer rests on.

    Args:
        points: of the plan, in its order.
        names: of these.
        metrics: that decided.
        chosen: place of the point whose means are told; None: none was chosen.
        answer: (means of the points) -> what the answer would be, in words.
    """

    points: tuple[int, ...]
    names: tuple[str, ...]
    metrics: tuple[str, ...]
    chosen: int | None
    answer: Callable[[Means], str]


def under_other_inputs(study: S, workers: Workers, confidence: float = 0.95) -> S:
    """Return an answered question that says what its answer would be under other inputs.

    Args:
        study: answered.
        workers: that do the runs.
        confidence: of the intervals.

    Raises:
        ScenarioError: nothing says how sure the inputs are.
    """
    runs, decided = study.runs, _decided(study)
    inputs = estimated_inputs(runs.plan.points[0].scenario)
    if not inputs:
        said = "No key of the scenario is estimated with an error of its own: there is nothing to draw."
        return replace(study, inputs=InputsDrawn((said,), {"draws": 0, "answers": {}, "means": []}))
    moved = arrays_of(part(runs.plan, decided.points), inputs, decided.metrics, runs.store, workers)
    own = {name: [runs.values(point, [name])[name] for point in decided.points] for name in decided.metrics}
    answers = _answers(decided, own, moved)
    means = [] if decided.chosen is None else list(_means(decided, decided.chosen, own, moved, confidence))
    content: dict[str, Any] = {"draws": share.DRAWS, "answers": dict(answers), "means": means}
    return replace(study, inputs=InputsDrawn((_told(answers), *map(_sentence, means)), content))


def _answers(decided: Decided, own: Mapping[str, Sequence[Array]], moved: Means) -> list[tuple[str, int]]:
    """Return the answers under the draws, the most frequent first."""
    found = []
    for draw in range(share.DRAWS):
        means = {name: _under(draw, own[name], moved[name]) for name in decided.metrics}
        known = all(np.isfinite(values).all() for values in means.values())
        found.append(decided.answer(means) if known else "not known, since runs have no value of it")
    return sorted(Counter(found).items(), key=lambda entry: (-entry[1], entry[0]))


def _under(draw: int, own: Sequence[Array], moved: Array) -> Array:
    """Return the means of the points under a draw."""
    apart = [(moved[draw, place] - values[: share.REPLICATIONS]).mean() for place, values in enumerate(own)]
    return np.array([values.mean() for values in own], dtype=np.float64) + np.array(apart, dtype=np.float64)


def _means(
    decided: Decided, chosen: int, own: Mapping[str, Sequence[Array]], moved: Means, confidence: float
) -> Sequence[dict[str, Any]]:
    found = []
    for name in decided.metrics:
        values, table = own[name][chosen], moved[name][:, chosen, :]
        if len(values) < 2 or not (np.isfinite(values).all() and np.isfinite(table).all()):
            continue
        by_luck = float(values.var(ddof=1)) / len(values)
        apart = ignorance(table, by_luck)
        half = t_quantile(0.5 + confidence / 2.0, len(values) - 1) * sqrt(by_luck)
        reach = t_quantile(0.5 + confidence / 2.0, share.DRAWS - 1)
        wide, mean = sqrt(half * half + reach * reach * apart.by_inputs), float(values.mean())
        found.append({
            "of": decided.names[chosen],
            "metric": name,
            "mean": mean,
            "low": mean - half,
            "high": mean + half,
            "low_with_inputs": mean - wide,
            "high_with_inputs": mean + wide,
            "share_of_width": 1.0 - half / wide if wide > 0.0 else 0.0,
        })  # fmt: skip
    return found


def _told(answers: Sequence[tuple[str, int]]) -> str:
    said = joined([f"{given(answer)} in {times}" for answer, times in answers])
    total = count(sum(times for _, times in answers), "draw")
    under = f"Under {total} of the inputs from what the record says of them the answer is"
    if len(answers) == 1:
        return f"{under} {given(answers[0][0])} each time."
    return f"{under} {said}: more runs do not cure that, more data do."


def _sentence(one: Mapping[str, Any]) -> str:
    info = metric_info(one["metric"])
    unit = f" {info.unit}" if info.unit == "s" else ""
    return (
        f"With the inputs drawn too, the mean {info.label} of {given(one['of'])} is {one['low_with_inputs']:.4g} to"
        f" {one['high_with_inputs']:.4g}{unit}, in place of {one['low']:.4g} to {one['high']:.4g}:"
        f" {percent(one['share_of_width'])} of that width is ignorance of the inputs."
    )


def _decided(study: FleetStudy | KneeStudy | RetryStudy) -> Decided:
    if isinstance(study, FleetStudy):
        return _smallest(study)
    return _knee(study) if isinstance(study, KneeStudy) else _cheapest(study)


def _smallest(study: FleetStudy) -> Decided:
    answer = study.answer
    asked = {requirement.metric for requirement in answer.requirements}
    sizes = [found.size for found in answer.examined]

    def smallest(means: Means) -> str:
        meets = [
            all(_keeps(means[each.metric][place], each.at_most, each.limit) for each in answer.requirements)
            for place in range(len(sizes))
        ]
        # As the answer itself: the smallest from which on all that were run are enough.
        enough = next((place for place in range(len(sizes)) if all(meets[place:])), None)
        return "more agents than were run" if enough is None else f"{count(sizes[enough], 'agent')}"

    return Decided(
        tuple(answer.sizes.index(size) for size in sizes),
        tuple(count(size, "agent") for size in sizes),
        tuple(sorted(asked)),
        None if answer.meeting not in sizes else sizes.index(answer.meeting),
        smallest,
    )


def _knee(study: KneeStudy) -> Decided:
    from sim.measures.questions.knee import knees

    answer = study.answer

    def at(means: Means) -> str:
        place = int(knees(answer.sizes, means["throughput"][None, :], answer.worth)[0])
        return count(answer.sizes[place], "agent") if place < len(answer.sizes) else "beyond the range"

    places = range(len(answer.sizes))
    names = tuple(count(size, "agent") for size in answer.sizes)
    return Decided(tuple(places), names, ("throughput",), answer.knee.at, at)


def _cheapest(study: RetryStudy) -> Decided:
    answer = study.answer
    names = tuple(found.name for found in answer.settings)
    metrics = tuple(dict.fromkeys([*(each.metric for each in answer.requirements), answer.cost]))

    def cheapest(means: Means) -> str:
        meets = [
            place
            for place in range(len(names))
            if all(_keeps(means[each.metric][place], each.at_most, each.limit) for each in answer.requirements)
        ]
        best = min(meets, key=lambda place: (means[answer.cost][place], place), default=None)
        return "none of the settings" if best is None else names[best]

    return Decided(tuple(range(len(names))), names, metrics, answer.race.chosen, cheapest)


def _keeps(mean: float, at_most: bool, limit: float) -> bool:
    return bool(mean <= limit if at_most else mean >= limit)
