"""Power series, as lists of their first coefficients: what a quantile is near a probability where it is known.

Source: Knuth, "The Art of Computer Programming", vol. 2, 3rd ed., section 4.7 (division, powers by the recurrence of
J. C. P. Miller, exponentials).
"""

Series = list[float]


def product(a: Series, b: Series, n: int) -> float:
    """Return coefficient n of a times b.

    >>> product([1.0, 2.0], [3.0, 4.0], 1)  # (1 + 2 t) (3 + 4 t) = 3 + 10 t + ..
    10.0
    """
    total = 0.0
    for j in range(n + 1):
        total += a[j] * b[n - j]
    return total


def reciprocal(a: Series, done: Series, n: int) -> float:
    """Return coefficient n of 1 / a, of which the ones before are `done`.

    >>> reciprocal([1.0, -1.0], [1.0], 1)  # 1 / (1 - t) = 1 + t + ..
    1.0
    """
    if n == 0:
        return 1.0 / a[0]
    total = 0.0
    for j in range(1, n + 1):
        total += a[j] * done[n - j]
    return -total / a[0]


def exponential(a: Series, at_start: float) -> Series:
    """Return exp(a) for a series, whose first coefficient is given: exp(a[0]) with any factor.

    >>> exponential([0.0, 1.0, 0.0], 1.0)
    [1.0, 1.0, 0.5]
    """
    done = [at_start]
    for n in range(1, len(a)):
        total = 0.0
        for j in range(1, n + 1):
            total += j * a[j] * done[n - j]
        done.append(total / n)
    return done


def raised(a: Series, exponent: float, at_start: float) -> Series:
    """Return a to a power, whose first coefficient, a[0] to that power, is given.

    >>> raised([1.0, 1.0, 0.0], 0.5, 1.0)  # sqrt(1 + t)
    [1.0, 0.5, -0.125]
    """
    done = [at_start]
    for n in range(1, len(a)):
        total = 0.0
        for j in range(1, n + 1):
            total += (exponent * j - (n - j)) * a[j] * done[n - j]
        done.append(total / (n * a[0]))
    return done
