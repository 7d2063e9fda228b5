"""What to do about a comparison, in a sentence: change, stay, weigh up, or look longer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sim.measures.comparison.metric_catalogue import metric_info
from sim.measures.comparison.result import BEST, Comparison
from sim.measures.comparison.verdict import Verdict
from sim.report.comparison.metric_text import change, label
from sim.report.escape import inline
from sim.report.quantity import count, joined

_MOST_NAMED = 3


@dataclass(frozen=True)
class _Standing:
    """One alternative against the baseline over all metrics: the metrics by verdict, in the order asked for."""

    name: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    undecided: tuple[str, ...]


Quote = Callable[[str], str]


def in_markdown(name: str) -> str:
    """Return a name as code in Markdown.

    >>> in_markdown("round_robin")
    '`round_robin`'
    """
    return f"`{inline(name)}`"


def advice(comparison: Comparison, quote: Quote = in_markdown) -> str | None:
    """Return what the verdicts of all metrics say together; None where each metric has a baseline of its own.

    An alternative is worth changing to when it is better than the baseline in at least one metric and worse in none.
    Of several the one that is better in most metrics is named first, of equals the one with the best mean of the first
    metric.

    Args:
        comparison: what was found.
        quote: how a name stands in the text.
    """
    if comparison.baseline == BEST or len(comparison.alternatives) < 2:
        return None
    standings = [_standing(comparison, name) for name in comparison.alternatives if name != comparison.baseline]
    gains = [standing for standing in standings if standing.better and not standing.worse]
    if gains:
        return _change(comparison, _ranked(comparison, gains), quote)
    mixed = [standing for standing in standings if standing.better]
    if mixed:
        return _weigh_up(comparison, mixed, quote)
    return _stay(comparison, standings, quote)


def _standing(comparison: Comparison, name: str) -> _Standing:
    found = {entry.metric: entry.differences[name].verdict for entry in comparison.metrics}
    better, worse, undecided = (
        tuple(metric for metric, verdict in found.items() if verdict is wanted)
        for wanted in (Verdict.BETTER, Verdict.WORSE, Verdict.UNDECIDED)
    )
    return _Standing(name, better, worse, undecided)


def _ranked(comparison: Comparison, gains: Sequence[_Standing]) -> list[_Standing]:
    first = comparison.metrics[0]
    sign = -1.0 if metric_info(first.metric).higher_is_better else 1.0
    return sorted(gains, key=lambda s: (-len(s.better), sign * (first.means[s.name].mean or 0.0)))


def _change(comparison: Comparison, gains: Sequence[_Standing], quote: Quote) -> str:
    best = gains[0]
    equals = [standing for standing in gains[1:] if standing.better == best.better]
    also = f" So {_are(equals)} {_names(equals, quote)}." if equals else ""
    return (
        f"**Change to {quote(best.name)}**: it is better than {quote(comparison.baseline)} in "
        f"{_changes(comparison, best.name, best.better)}, and worse in nothing that was compared"
        f"{_open(best.undecided)}.{also}"
    )


def _weigh_up(comparison: Comparison, mixed: Sequence[_Standing], quote: Quote) -> str:
    best = _ranked(comparison, mixed)[0]
    return (
        f"**Weigh up**: {quote(best.name)} is better than {quote(comparison.baseline)} in "
        f"{_changes(comparison, best.name, best.better)}, but worse in "
        f"{_changes(comparison, best.name, best.worse)}{_open(best.undecided)}."
    )


def _stay(comparison: Comparison, standings: Sequence[_Standing], quote: Quote) -> str:
    base = quote(comparison.baseline)
    open_metrics = _in_order(comparison, (metric for standing in standings for metric in standing.undecided))
    if open_metrics:
        runs = count(comparison.replications, "replication")
        return (
            f"**Not decided yet**: no alternative is shown to be better than {base}, and {runs} cannot tell in "
            f"{joined([label(metric) for metric in open_metrics])}; more replications may."
        )
    worse = [standing for standing in standings if standing.worse]
    if worse:
        return f"**Stay with {base}**: nothing is better in any metric, and {_names(worse, quote)} {_are(worse)} worse."
    return f"**Choose by other reasons**: no alternative makes a practical difference from {base}."


def _in_order(comparison: Comparison, metrics: Iterable[str]) -> list[str]:
    wanted = set(metrics)
    return [entry.metric for entry in comparison.metrics if entry.metric in wanted]


def _changes(comparison: Comparison, name: str, metrics: Sequence[str]) -> str:
    return joined(
        [f"{label(m)} ({change(m, comparison.metric(m).differences[name].difference)})" for m in metrics]
    )  # fmt: skip


def _open(undecided: Sequence[str]) -> str:
    return f" ({joined([label(metric) for metric in undecided])}: undecided)" if undecided else ""


def _names(standings: Sequence[_Standing], quote: Quote) -> str:
    names = [quote(standing.name) for standing in standings[:_MOST_NAMED]]
    more = len(standings) - len(names)
    return joined([*names, count(more, "other")] if more else names)


def _are(standings: Sequence[_Standing]) -> str:
    return "is" if len(standings) == 1 else "are"
