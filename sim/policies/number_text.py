"""How a reason quotes a number beside the limit that it is compared to."""


def beside(value: float, limit: float) -> str:
    """Return `value` with the fewest decimals, at least two, that leave it on its side of `limit`.

    Two decimals are easy to read, but a refused 0.8999 must not be shown as 0.90 below a limit of 0.90.

    >>> beside(0.85, 0.9), beside(0.8999, 0.9), beside(0.95234, 0.9)
    ('0.85', '0.8999', '0.95')
    """
    for decimals in range(2, 17):
        text = f"{value:.{decimals}f}"
        if (float(text) < limit) == (value < limit):
            return text
    return repr(value)
