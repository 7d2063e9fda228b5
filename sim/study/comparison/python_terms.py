"""The terms of a comparison, as Python code gives them."""

from collections.abc import Mapping

from sim.measures.comparison.least_difference import EXPECTED, least_differences
from sim.study.comparison.terms import MEANS, REPLICATIONS, Budget, check_precision_of


def budget_of(
    replications: int | None, precision: float | None, select_best: str | None, precision_of: str = MEANS
) -> Budget:
    """Return how many replications are asked for.

    Raises:
        ValueError: more than one rule decides, or a precision of what there is none.

    >>> budget_of(None, 0.02, None).precision
    0.02
    """
    if sum(rule is not None for rule in (replications, precision, select_best)) > 1:
        raise ValueError("replications, precision and select_best exclude each other; expected one of them")
    check_precision_of(precision, precision_of)
    return Budget(REPLICATIONS if replications is None else replications, precision, precision_of, select_best)


def deltas_of(
    select_best: str | None, delta: float | None, deltas: Mapping[str, float | str] | None
) -> dict[str, float]:
    """Return the least difference that matters, by metric.

    Raises:
        ValueError: a difference names no metric, or two.

    >>> deltas_of("makespan", 30.0, {"success_rate": "2%"})
    {'success_rate': 0.02, 'makespan': 30.0}
    """
    given = dict(deltas or {})
    if delta is not None:
        if select_best is None:
            raise ValueError(f"delta={delta} names no metric; {EXPECTED}, as deltas={{'makespan': '10s'}}")
        if select_best in given:
            raise ValueError(f"{select_best} has two least differences, as delta and in deltas; keep one")
        given[select_best] = delta
    return least_differences(given)
