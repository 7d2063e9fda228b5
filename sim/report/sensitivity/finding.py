"""The finding of a sensitivity study in sentences: which factor moves a metric, by how much, how sure."""

from collections.abc import Iterator, Sequence

from sim.document.quantity import joined, percent
from sim.document.text import given, strong
from sim.measures.sensitivity.assessment import Effect, FactorIndex, MetricSensitivity
from sim.measures.sensitivity.morris import Morris
from sim.report.comparison.metric_text import change, label

MUCH_NOISE = 0.2
"""From this share of chance on, more replications are worth more than more points."""
WIDE = 0.2
"""A share of the variance that is known no better than to this is hardly known."""
_ONE_WAY = 0.9  # of mu_star: effects that do not cancel


def finding(entry: MetricSensitivity) -> str:
    """Return what moves one metric, in sentences.

    Args:
        entry: the metric.
    """
    name = label(entry.metric)
    if not entry.factors:
        return f"{strong(name.capitalize())}: too few values are known to say what moves it."
    moving = [factor for factor in entry.ranked() if factor.effect is Effect.MOVES]
    parts = [f"{strong(name.capitalize())}: {_movers(entry, moving)}", *_others(entry)]
    if entry.noise is not None and entry.noise.share is not None:
        much = ": too much to tell the shares of the rest" if entry.is_refused else ""
        parts.append(f"Chance makes up {percent(entry.noise.share)} of the variance between the points{much}.")
    return " ".join(parts)


def nothing_moves(entry: MetricSensitivity) -> str:
    """Return what to say of a metric that no factor surely moves."""
    if all(factor.effect is Effect.NONE for factor in entry.factors):
        return "no factor changes it"
    return "no factor is told from chance yet"


def _movers(entry: MetricSensitivity, moving: Sequence[FactorIndex]) -> str:
    if not moving:
        return f"{nothing_moves(entry)}."
    first, *rest = moving
    if entry.is_refused:
        return f"{joined([_code(factor) for factor in moving])} {'move' if rest else 'moves'} it; how much is not told."
    over = " on average over its range" if isinstance(first.index, Morris) else " of the variance"
    parts = [f"{_code(first)} moves it most, {_by(entry.metric, first, over)}"]
    parts += [f"{_code(factor)}, {_by(entry.metric, factor)}" for factor in rest]
    return f"{'; then '.join(parts[:2])}{''.join(f'; {part}' for part in parts[2:])}."


def _by(metric: str, factor: FactorIndex, over: str = "") -> str:
    index = factor.index
    if isinstance(index, Morris):
        size = change(metric, index.mu_star)[1:]
        way = {"up": ", upwards", "down": ", downwards", "both ways": ", both ways"}.get(way_of(factor), "")
        return f"by {size}{over} ({_between(metric, index)}){way}"
    return f"with {share_text(index.total)}{over} ({share_text(index.total_low)} to {share_text(index.total_high)})"


def _between(metric: str, index: Morris) -> str:
    return f"{change(metric, index.low)[1:]} to {change(metric, index.high)[1:]}"


def _others(entry: MetricSensitivity) -> Iterator[str]:
    unsure = [_code(factor) for factor in entry.ranked() if factor.effect is Effect.UNSURE]
    nothing = [_code(factor) for factor in entry.factors if factor.effect is Effect.NONE]
    if unsure:
        yield f"Not told from chance: {joined(unsure)}."
    if nothing:
        yield f"Without any effect: {joined(nothing)}."


def share_text(share: float | None) -> str:
    """Return a share of the variance.

    >>> share_text(0.383), share_text(0.0), share_text(None)
    ('38.3 %', '0 %', 'n/a')
    """
    return percent(share)


def way_of(factor: FactorIndex) -> str:
    """Return which way a metric goes from the first to the last value of a factor; empty where that says nothing.

    Args:
        factor: of a Morris study.
    """
    index = factor.index
    if not isinstance(index, Morris) or not factor.has_direction or factor.effect is not Effect.MOVES:
        return ""
    if abs(index.mu) < _ONE_WAY * index.mu_star:
        return "both ways"
    return "up" if index.mu > 0.0 else "down"


def _code(factor: FactorIndex) -> str:
    return f"`{given(factor.name)}`"
