"""On what terms alternatives are compared: in what, with whom, how often, how surely, and from what difference on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.measures.comparison.comparable import NO_DIRECTION
from sim.measures.comparison.least_difference import least_difference
from sim.measures.comparison.result import BEST
from sim.measures.metrics.catalogue import metric_info
from sim.record.costs import has_prices
from sim.scenario import Problem, ScenarioError
from sim.scenario.varying.study_spec import StudySpec
from sim.work.runs import Plan

METRICS = ("health_score", "success_rate", "makespan", "p95_response", "wasted_work")
"""What is compared unless other metrics are named; `cost` besides, where agents have prices."""
COST = "cost"
REPLICATIONS = 30
SWEEP_REPLICATIONS = 20
"""Of each point of a sweep, unless told otherwise: there are more of them."""
MOST_REPLICATIONS = 10_000
MEANS, DIFFERENCES = "means", "differences"
"""Of what a precision is asked."""
CONFIDENCE = 0.95
LEAST_CONFIDENCE, GREATEST_CONFIDENCE = 0.5, 0.999999


@dataclass(frozen=True)
class Budget:
    """How many replications; at most one of the two rules.

    Args:
        replications: of each alternative, unless a rule decides.
        precision: greatest half-width of every mean as a share of it, or of every difference as a share of the
            baseline's mean.
        precision_of: `means` or `differences`.
        select_best: metric by which the best is chosen with a guarantee; takes a least difference in that metric.
        most: replications at which a rule gives up.
    """

    replications: int = REPLICATIONS
    precision: float | None = None
    precision_of: str = MEANS
    select_best: str | None = None
    most: int = MOST_REPLICATIONS


@dataclass(frozen=True)
class Terms:
    """What is asked of a comparison. Every part of it, from the choice to the report, goes by these.

    Args:
        metrics: what is compared.
        baseline: name of the alternative that the others are compared with, or `best`; None: the first.
        budget: how many replications.
        deltas: least difference that matters, by metric, in its unit; else the metric's default.
        confidence: of the intervals, of all differences of a metric together, and of a choice.
        primary: the metric that decides, if all others are shown to be no worse; None: none does.
    """

    metrics: tuple[str, ...] = METRICS
    baseline: str | None = None
    budget: Budget = field(default_factory=Budget)
    deltas: Mapping[str, float] = field(default_factory=dict)
    confidence: float = CONFIDENCE
    primary: str | None = None

    def delta_of_choice(self) -> float:
        """Return the least difference worth detecting in the metric by which the best is chosen."""
        assert self.budget.select_best is not None
        return self.deltas[self.budget.select_best]


def usual_metrics(plan: Plan) -> tuple[str, ...]:
    """Return what is compared unless other metrics are named.

    Args:
        plan: the alternatives; where one of them has a price, what they cost is compared too.
    """
    return (*METRICS, COST) if has_prices(point.scenario for point in plan.points) else METRICS


def sweep_terms(
    plan: Plan,
    spec: StudySpec | None,
    replications: int | None = None,
    baseline: str | None = None,
    metrics: Sequence[str] | None = None,
    deltas: Mapping[str, float] | None = None,
    confidence: float = CONFIDENCE,
    primary: str | None = None,
) -> Terms:
    """Return on what terms the points of a sweep are compared: as told, else as the study file says, else as usual.

    Args:
        plan: the points.
        spec: what the study file says; None without one.
        replications: of each point.
        baseline: name of a point, or `best`.
        metrics: what is compared.
        deltas: as of `Terms`.
        confidence: as of `Terms`.
        primary: as of `Terms`.

    Raises:
        ScenarioError: nothing varies.
    """
    if not plan.points[0].settings:
        message = "nothing varies, so there is nothing to sweep; name a key and its values, as KEY=V1,V2 or KEY=2..8"
        raise ScenarioError([Problem("--vary", None, "", message)])
    said = (spec.replications, spec.baseline, spec.metrics) if spec is not None else (None, None, ())
    return Terms(
        tuple(metrics or said[2] or usual_metrics(plan)),
        baseline or said[1] or BEST,
        Budget(replications or said[0] or SWEEP_REPLICATIONS),
        deltas or {},
        confidence,
        primary or (None if spec is None else spec.primary),
    )


def check_precision_of(precision: float | None, precision_of: str) -> None:
    """Refuse a precision of what there is none.

    Args:
        precision: as of `Budget`.
        precision_of: as asked for.

    Raises:
        ValueError: it says nothing that can be kept.

    >>> check_precision_of(None, "differences")
    Traceback (most recent call last):
    ...
    ValueError: the precision of differences is asked for, but not how precise; expected a precision such as 0.02
    """
    if precision_of not in (MEANS, DIFFERENCES):
        raise ValueError(f"precision of {precision_of!r}; expected {MEANS} or {DIFFERENCES}")
    if precision is None and precision_of != MEANS:
        raise ValueError(
            f"the precision of {precision_of} is asked for, but not how precise; expected a precision such as 0.02"
        )


def check_terms(plan: Plan, terms: Terms) -> None:
    """Refuse terms that cannot be kept, before anything is run.

    Args:
        plan: the alternatives.
        terms: what is asked.

    Raises:
        ValueError: an unknown metric or baseline, a primary metric that is not compared, a difference that nothing asks
            for or that is none, a confidence that is none; the message says what was expected.
    """
    for name in terms.metrics:
        metric_info(name)
    names = [point.name for point in plan.points]
    if terms.baseline not in (None, BEST, *names):
        raise ValueError(f"baseline {terms.baseline!r} is not one of {', '.join(names)}, or {BEST}")
    if terms.primary is not None:
        metric_info(terms.primary)
        if terms.primary not in terms.metrics:
            asked = ", ".join(terms.metrics)
            raise ValueError(
                f"--primary {terms.primary}: what is compared is {asked}; add {terms.primary} to --metrics"
            )
    _check_deltas(terms)
    checked_confidence(terms.confidence)


def _check_deltas(terms: Terms) -> None:
    chosen_by = terms.budget.select_best
    if chosen_by is not None:
        if not metric_info(chosen_by).has_direction:
            raise ValueError(
                f"--select-best {chosen_by}: {NO_DIRECTION}, so there is no best; choose by what it should bring "
                "about, such as success_rate, mean_response or makespan"
            )
        if chosen_by not in terms.deltas:
            raise ValueError(f"--select-best {chosen_by} needs --delta, the least difference worth detecting")
    for metric, delta in terms.deltas.items():
        least_difference(metric, delta)
        if metric not in (*terms.metrics, chosen_by):
            asked = ", ".join(terms.metrics)
            raise ValueError(
                f"--delta {metric}={delta:g} has no effect: what is compared is {asked}; add {metric} to --metrics"
            )


def checked_confidence(confidence: float) -> float:
    """Return a confidence that is one.

    Raises:
        ValueError: it is not above 0.5, or so near 1 that no number of runs gives it.

    >>> checked_confidence(95)
    Traceback (most recent call last):
    ...
    ValueError: confidence 95 is not between 0.5 and 0.999999; did you mean 0.95?
    """
    if not LEAST_CONFIDENCE < confidence <= GREATEST_CONFIDENCE:
        hint = f"; did you mean {confidence / 100.0:g}?" if 50.0 < confidence < 100.0 else "; 0.95 is usual"
        raise ValueError(
            f"confidence {confidence:g} is not between {LEAST_CONFIDENCE:g} and {GREATEST_CONFIDENCE:g}{hint}"
        )
    return confidence


def parse_confidence(text: str) -> float:
    """Return the confidence that a text says.

    Raises:
        ValueError: it says none.

    >>> parse_confidence("0.99"), parse_confidence("99%")
    (0.99, 0.99)
    """
    written = text.strip()
    try:
        number = float(written.removesuffix("%")) / (100.0 if written.endswith("%") else 1.0)
    except ValueError:
        raise ValueError(f"{text!r} is no confidence; expected a number such as 0.95, or 95%") from None
    return checked_confidence(number)
