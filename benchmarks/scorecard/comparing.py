"""What `compare` prints, tried: intervals, differences, verdicts, chances of being best; and the questions' proofs."""

import math
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.scorecard.card import Answer, Study
from benchmarks.scorecard.conditions import Condition, Pair, Sample, sample
from benchmarks.scorecard.shapes import Shape
from sim.measures.comparison import precision, selection
from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import metric_info
from sim.measures.questions.evidence import Meets, evidence, verdict
from sim.measures.questions.requirement import Requirement

JUST = 1e-9  # so much, of itself, a difference is beyond what is allowed
MOST_RUNS = 20_000  # that a sequential procedure may take before its study counts as declined
DEFAULT_DELTA = metric_info("mean_response").delta_share
SHARE_DELTA = 0.01  # of success rates, likewise

Judge = Callable[[MetricComparison, Sample], Answer]


def comparison(name: str, pair: Pair, delta_is_given: bool = True) -> Study:
    """Return the study of `compare`: a baseline and alternatives, one metric."""

    def ask(data: Sample) -> MetricComparison:
        shape = data.condition.shape
        names = [f"alternative {i}" for i in range(data.values.shape[1])]
        found = compare_values(
            "scorecard",
            names,
            {shape.metric: data.values},
            names[0],
            data.number,
            deltas={shape.metric: least_difference(shape)} if delta_is_given else None,
            tasks=[shape.tasks] * len(names),
        )
        return found.metric(shape.metric)

    return Study(name, lambda condition, number, luck: sample(condition, pair, number, luck), ask)


def least_difference(shape: Shape) -> float:
    """Return a difference that matters: as large as `apart` of a pair, but for the last digits."""
    return (SHARE_DELTA if shape.tasks else DEFAULT_DELTA * shape.mean) * (1.0 - JUST)


def between(low: float | None, high: float | None, truth: float) -> Answer:
    if low is None or high is None:
        return Answer.DECLINED
    room = JUST * max(1.0, abs(truth))
    return Answer.RIGHT if low - room <= truth <= high + room else Answer.WRONG


def mean_holds(found: MetricComparison, data: Sample) -> Answer:
    interval = found.means["alternative 1"]
    return between(interval.low, interval.high, data.means[1])


def quantile_holds(q: int) -> Judge:
    def holds(found: MetricComparison, data: Sample) -> Answer:
        at = found.quantiles["alternative 0"][q]
        return between(at.low, at.high, float(data.condition.shape.of(np.array(q / 100.0))))

    return holds


def differences_hold(found: MetricComparison, data: Sample) -> Answer:
    truths = [mean - data.means[0] for mean in data.means[1:]]
    answers = [between(a.low, a.high, true) for a, true in zip(found.differences.values(), truths, strict=True)]
    if Answer.WRONG in answers:
        return Answer.WRONG
    return Answer.DECLINED if Answer.DECLINED in answers else Answer.RIGHT


def verdicts_hold(found: MetricComparison, data: Sample) -> Answer:
    """Right: no verdict is wrong; `undecided` is no error."""
    higher, delta = metric_info(found.metric).higher_is_better, found.delta
    pairs = zip(found.differences.values(), data.means[1:], strict=True)
    gains = [(a.verdict, (mean - data.means[0]) * (1.0 if higher else -1.0)) for a, mean in pairs]
    wrong = any(
        (said is Verdict.BETTER and gain <= 0.0)
        or (said is Verdict.WORSE and gain >= 0.0)
        or (said is Verdict.NO_PRACTICAL_DIFFERENCE and abs(gain) > delta)
        for said, gain in gains
    )
    return Answer.WRONG if wrong else Answer.RIGHT


def equivalence_holds(found: MetricComparison, _data: Sample) -> Answer:
    """The alternative is worse by just what matters by default: saying `no practical difference` is wrong."""
    (pair,) = found.differences.values()
    return Answer.WRONG if pair.verdict is Verdict.NO_PRACTICAL_DIFFERENCE else Answer.RIGHT


def best_is_modest(found: MetricComparison, _data: Sample) -> Answer:
    """Of two equals one has a probability above 95 % of being best: that may be said in 10 % of the studies."""
    chances = list(found.probability_of_best.values())
    if None in chances:
        return Answer.DECLINED
    return Answer.WRONG if max(chance or 0.0 for chance in chances) > 0.95 else Answer.RIGHT


def requirement(name: str, is_missed: bool) -> Study:
    """Return the study of a requirement at the truth: just missed, or just kept."""

    def ask(data: Sample) -> Meets:
        shape = data.condition.shape
        limit = shape.mean * (1.0 + (-JUST if is_missed != bool(shape.tasks) else JUST))
        asked = Requirement(shape.metric, not shape.tasks, limit)
        return verdict([evidence(data.values[:, 0], asked, trials=shape.tasks)], 0.05)

    return Study(name, lambda condition, number, luck: sample(condition, Pair(), number, luck), ask)


def never(said: Meets) -> Callable[[Meets, Sample], Answer]:
    return lambda found, _: Answer.WRONG if found is said else Answer.RIGHT


class _Batches:
    """Rows one by one, drawn a hundred at a time."""

    def __init__(self, data: Sample) -> None:
        self._data = data

    def __iter__(self) -> Iterator[np.ndarray]:
        for _ in range(MOST_RUNS // 100):
            yield from self._data.more(100)


def selecting(name: str, pair: Callable[[Condition], Pair], delta: Callable[[Shape], float]) -> Study:
    """Return the study of `--select-best`: the first alternative is better than the others by delta exactly."""

    def draw(condition: Condition, number: int, luck: np.random.Generator) -> Sample:
        return sample(condition._replace(n=1), pair(condition), number, luck)

    def ask(data: Sample) -> int | None:
        shape = data.condition.shape
        higher = metric_info(shape.metric).higher_is_better
        k = data.values.shape[1]
        plan = selection.SelectionPlan(k, delta(shape), higher_is_better=higher, tasks=shape.tasks)
        state = selection.begin(plan)
        # The best one stands last, so that a tie that goes to the first name goes to the wrong one.
        for row in _Batches(data):
            state, _ = selection.advance(plan, state, row[::-1][list(state.remaining)])
            if (chosen := selection.selected(state)) is not None:
                return int(k - 1 - chosen)
        return None

    return Study(name, draw, ask)


def chose_best(found: int | None, data: Sample) -> Answer:
    if found is None:
        return Answer.DECLINED
    return Answer.RIGHT if data.means[found] == data.means[0] else Answer.WRONG


def precise(name: str, relative: Callable[[Shape], float]) -> Study:
    """Return the study of `--precision`: run until the mean is known as well as asked."""

    def ask(data: Sample) -> tuple[float, float] | None:
        shape = data.condition.shape
        rule = precision.PrecisionRule(relative(shape))
        state = precision.begin(1, [math.nan if shape.tasks is None else shape.tasks])
        for row in _Batches(data):
            state, decision = precision.advance(rule, state, row[:1])
            if decision.enough:
                half = (decision.relative_half_widths[0] or 0.0) * abs(float(state.means[0]))
                return float(state.means[0]) - half, float(state.means[0]) + half
        return None

    return Study(name, lambda condition, number, luck: sample(condition, Pair(), number, luck), ask)


def stop_holds(found: tuple[float, float] | None, data: Sample) -> Answer:
    return Answer.DECLINED if found is None else between(*found, data.means[0])
