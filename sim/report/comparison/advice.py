"""What to do about a comparison, a sentence an alternative: change, weigh up, stay, or look longer."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sim.document.quantity import count, joined
from sim.document.text import given, strong
from sim.measures.comparison.result import BEST, Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import CATALOGUE
from sim.report.comparison.completeness import why_missing, why_open
from sim.report.comparison.metric_text import change, label

_MOST_NAMED = 3
_MOST_WEIGHED = 12
"""Alternatives whose price is told in a sentence of its own; of more the table has it."""


@dataclass(frozen=True)
class _Standing:
    """One alternative against the baseline over all metrics: the metrics by verdict, in the catalogue's order."""

    name: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    undecided: tuple[str, ...]


Quote = Callable[[str], str]


def as_code(name: str) -> str:
    """Return the name of an alternative as code.

    >>> as_code("round_robin").count("`")
    2
    """
    return f"`{given(name)}`"


def advice(comparison: Comparison, quote: Quote = as_code) -> list[str]:
    """Return what the verdicts of all metrics say together, a paragraph a choice; none where each has its own baseline.

    An alternative is worth changing to when it is better than the baseline in at least one metric and worse in none;
    one that is better here and worse there is to be weighed up. Each such alternative is named with its price, unless
    another one is shown to beat it. The order of the metrics changes nothing: all of them count alike.

    Args:
        comparison: what was found.
        quote: how a name stands in the text.
    """
    if comparison.baseline == BEST or len(comparison.alternatives) < 2:
        return []
    measured = _measured(comparison)
    if not measured and (told := [entry.incomparable for entry in comparison.metrics if entry.incomparable]):
        return [f"{strong('Stay')}, as far as this goes: nothing that was compared can be better ({joined(told)})."]
    if not measured:
        why = next((f": {why}" for entry in comparison.metrics if (why := why_missing(entry))), "")
        nothing = f"no run has a value of anything that was compared{why}, so more of them cannot tell"
        return [f"{strong('Not decided yet')}: {nothing}."]
    standings = [_standing(measured, name) for name in comparison.alternatives if name != comparison.baseline]
    gaining = _ranked(comparison, [standing for standing in standings if standing.better])
    worth = [standing for standing in gaining if standing.name in comparison.front] or gaining[:1]
    if not worth:
        return [_stay(comparison, measured, standings, quote)]
    return _choices(comparison, worth, [standing for standing in gaining if standing not in worth], quote)


def _measured(comparison: Comparison) -> list[MetricComparison]:
    order = list(CATALOGUE)
    with_values = [entry for entry in comparison.metrics if entry.counts]
    return sorted(with_values, key=lambda entry: order.index(entry.metric))


def _standing(entries: Sequence[MetricComparison], name: str) -> _Standing:
    found = {entry.metric: entry.differences[name].verdict for entry in entries}
    better, worse, undecided = (
        tuple(metric for metric, verdict in found.items() if verdict is wanted)
        for wanted in (Verdict.BETTER, Verdict.WORSE, Verdict.UNDECIDED)
    )
    return _Standing(name, better, worse, undecided)


def _ranked(comparison: Comparison, gaining: Sequence[_Standing]) -> list[_Standing]:
    """Return those without a price first, then those that are better in most, then those most often the best."""

    def chances(name: str) -> float:
        return math.fsum(entry.probability_of_best[name] or 0.0 for entry in comparison.metrics)

    return sorted(gaining, key=lambda s: (bool(s.worse), -len(s.better), -chances(s.name)))


def _choices(
    comparison: Comparison, worth: Sequence[_Standing], beaten: Sequence[_Standing], quote: Quote
) -> list[str]:
    first, *others = worth
    alike = [] if first.worse else [each for each in others if not each.worse and each.better == first.better]
    others = [each for each in others if each not in alike]
    said = [_change(comparison, first, alike, quote) if not first.worse else _weigh_up(comparison, first, quote)]
    said += [_weigh_up(comparison, each, quote) for each in others[:_MOST_WEIGHED]]
    if len(others) > _MOST_WEIGHED:
        names = joined([quote(each.name) for each in others[_MOST_WEIGHED:]])
        said.append(f"{strong('Weigh up')} as well: {names}; differences.parquet has what each costs.")
    if beaten:
        said[-1] += f" Not worth it, since another one is shown to beat {_it(beaten)}: {_names(beaten, quote)}."
    return said


def _change(comparison: Comparison, best: _Standing, alike: Sequence[_Standing], quote: Quote) -> str:
    also = f" So {_are(alike)} {joined([quote(each.name) for each in alike])}." if alike else ""
    return (
        f"{strong('Change to ' + quote(best.name))}: it is better than {quote(comparison.baseline)} in "
        f"{_changes(comparison, best.name, best.better)}, and worse in nothing that was compared"
        f"{_open(best.undecided)}.{also}"
    )


def _weigh_up(comparison: Comparison, mixed: _Standing, quote: Quote) -> str:
    price = f"but worse in {_changes(comparison, mixed.name, mixed.worse)}" if mixed.worse else "and worse in nothing"
    return (
        f"{strong('Weigh up')}: {quote(mixed.name)} is better than {quote(comparison.baseline)} in "
        f"{_changes(comparison, mixed.name, mixed.better)}, {price}{_open(mixed.undecided)}."
    )


def _stay(
    comparison: Comparison, entries: Sequence[MetricComparison], standings: Sequence[_Standing], quote: Quote
) -> str:
    base = quote(comparison.baseline)
    open_metrics = _in_order(entries, (metric for standing in standings for metric in standing.undecided))
    if open_metrics:
        runs = count(comparison.replications, "replication")
        why = why_open([entry for entry in entries if entry.metric in open_metrics])
        what = joined([label(metric) for metric in open_metrics])
        hope = "more replications may" if why is None else f"no number of them would, since {why}"
        return (
            f"{strong('Not decided yet')}: no alternative is shown to be better than {base}, and {runs} cannot tell in "
            f"{what}; {hope}."
        )
    worse = [standing for standing in standings if standing.worse]
    if worse:
        are_worse = f"{_names(worse, quote)} {_are(worse)} worse"
        return f"{strong('Stay with ' + base)}: nothing is better in any metric, and {are_worse}."
    return f"{strong('Choose by other reasons')}: no alternative makes a practical difference from {base}."


def _in_order(entries: Sequence[MetricComparison], metrics: Iterable[str]) -> list[str]:
    wanted = set(metrics)
    return [entry.metric for entry in entries if entry.metric in wanted]


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


def _it(standings: Sequence[_Standing]) -> str:
    return "it" if len(standings) == 1 else "them"
