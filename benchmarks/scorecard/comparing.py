"""What `compare` prints, tried: intervals, differences, verdicts, chances of being best; and the questions' proofs."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

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
FEW_RESAMPLES = 10
SHARE_DELTA = 0.01  # of success rates, likewise

Judge = Callable[[MetricComparison, Sample], Answer]


def comparison(name: str, pair: Pair, delta_is_given: bool = True, resamples: int = FEW_RESAMPLES) -> Study:
    """Return the study of `compare`: a baseline and alternatives, one metric.

    Args:
        name: of the study.
        pair: how alternatives relate to their baseline.
        delta_is_given: whether the least difference that matters is told, or the metric's own.
        resamples: for the chances of being best: few where no guarantee reads them.
    """

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
            resamples=resamples,
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


def is_warned(found: MetricComparison) -> bool:
    """Whether Cochran's rule asks for more runs, in words beside an interval."""
    return any(a.skewed is not None for a in found.differences.values())


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
        return ask_all([data])[0]

    def ask_all(studies: Sequence[Sample]) -> list[tuple[float, float] | None]:
        rule = precision.PrecisionRule(relative(studies[0].condition.shape))
        return _stops(rule, studies)

    return Study(name, lambda condition, number, luck: sample(condition, Pair(), number, luck), ask, ask_all)


def _stops(rule: precision.PrecisionRule, studies: Sequence[Sample]) -> list[tuple[float, float] | None]:
    """Run many studies of one metric side by side: what `advance` says of one of them, column by column."""
    shape = studies[0].condition.shape
    found: list[tuple[float, float] | None] = [None] * len(studies)
    going, since = np.arange(len(studies)), np.zeros(len(studies))  # precise since this replication; 0: it is not
    sizes, times = np.full(len(studies), shape.tasks or math.nan), np.full(len(studies), not shape.tasks)
    state = precision.begin(len(studies), sizes, from_zero=times)
    for _ in range(MOST_RUNS // 100):
        table = np.stack([studies[i].more(100)[:, 0] for i in going.tolist()])
        for place in range(100):
            state, decision = precision.advance(rule, state, table[:, place])
            since = np.where(decision.met, np.where(since > 0.0, since, state.replications), 0.0)
            over = np.array([s > 0.0 and state.replications - s >= rule.look_ahead_from(int(s)) for s in since])
            for at in np.flatnonzero(over):
                mean = float(state.means[at])
                half = (decision.relative_half_widths[at] or 0.0) * abs(mean)
                found[going[at]] = mean - half, mean + half
            if over.any():
                going, since, table = going[~over], since[~over], table[~over]
                state = _among(state, ~over)
            if not going.size:
                return found
    return found


def _among(state: precision.PrecisionState, places: npt.NDArray[np.bool_]) -> precision.PrecisionState:
    return state._replace(
        counts=state.counts[places],
        means=state.means[places],
        squares=state.squares[places],
        cubes=state.cubes[places],
        tasks=state.tasks[places],
        certain=state.certain[places],
        from_zero=state.from_zero[places],
    )


def stop_holds(found: tuple[float, float] | None, data: Sample) -> Answer:
    return Answer.DECLINED if found is None else between(*found, data.means[0])
