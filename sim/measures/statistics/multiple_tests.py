"""Several tests at once: what is still surprising when one has looked at so much."""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted for their number, in the order given, by Holm's step-down method.

    Rejecting where the adjusted value is at most alpha keeps the chance of even one false rejection at
    alpha, whatever the dependence among the tests.

    Args:
        p_values: one a test.

    >>> [round(p, 6) for p in holm([0.01, 0.04, 0.03])]  # 3 * 0.01; 2 * 0.03, and 0.04 not below it
    [0.03, 0.06, 0.06]

    Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
        Statistics 6, 1979.
    """
    order = sorted(range(len(p_values)), key=lambda i: (p_values[i], i))
    adjusted = [1.0] * len(p_values)
    least = 0.0
    for rank, i in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = least
    return tuple(adjusted)
