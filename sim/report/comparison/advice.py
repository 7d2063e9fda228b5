"""What to do about a comparison, a sentence an alternative: change, weigh up, stay, or look longer."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.document.quantity import count, joined
from sim.document.text import given, strong
from sim.measures.comparison.families import families
from sim.measures.comparison.paired import PairedDifference
from sim.measures.comparison.result import BEST, Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import CATALOGUE
from sim.report.comparison.completeness import why_missing, why_open
from sim.report.comparison.metric_text import change, label
from sim.report.comparison.undecided import rounded_up

_MOST_NAMED = 3
_MOST_WEIGHED = 12
"""Alternatives whose price is told in a sentence of its own; of more the table has it."""


@dataclass(frozen=True)
class _Standing:
    """One alternative against the baseline over all metrics: the metrics by verdict, in the catalogue's order.

    Args:
        name: of the alternative.
        better: metrics in which it is better.
        worse: metrics in which it is worse.
        undecided: metrics in which neither is known.
        doubtful: metrics in which it is not better, and not shown to be worse by no more than what matters either.
        gains: whether it is better in what decides: in the primary metric, or without one in some metric, so surely
            that it is no accident of having looked at all of them.
    """

    name: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    undecided: tuple[str, ...]
    doubtful: tuple[str, ...]
    gains: bool


Quote = Callable[[str], str]


def as_code(name: str) -> str:
    """Return the name of an alternative as code.

    >>> as_code("round_robin").count("`")
    2
    """
    return f"`{given(name)}`"


def advice(comparison: Comparison, quote: Quote = as_code) -> list[str]:
    """Return what the verdicts of all metrics say together, a paragraph a choice; none where each has its own baseline.

    An alternative is worth changing to when it is better than the baseline in the primary metric and in every other one
    shown to be worse by no more than what matters. Without a primary metric it must be better in at least one, at an
    error that is shared by all questions that were asked (the mean and the percentiles of one time are one question).
    What is better and not shown to be no worse is to be weighed up, with its price, unless another one is shown to beat
    it. The order of the metrics changes nothing: but for the primary one all of them count alike.

    Args:
        comparison: what was found.
        quote: how a name stands in the text.

    Source: superiority in one endpoint and non-inferiority in the others: Bloch, Lai, Tubert-Bitter, "One-sided tests
        in clinical trials with multiple endpoints", Biometrics 57, 2001; that "no worse" in each needs no adjustment:
        Berger, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24, 1982.
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
    names = [name for name in comparison.alternatives if name != comparison.baseline]
    standings = [_standing(comparison, measured, name) for name in names]
    gaining = _ranked(comparison, [standing for standing in standings if standing.gains])
    worth = [standing for standing in gaining if standing.name in comparison.front] or gaining[:1]
    if not worth:
        return [_stay(comparison, measured, standings, quote)]
    return _choices(comparison, worth, [standing for standing in gaining if standing not in worth], quote)


def _measured(comparison: Comparison) -> list[MetricComparison]:
    order = list(CATALOGUE)
    with_values = [entry for entry in comparison.metrics if entry.counts]
    return sorted(with_values, key=lambda entry: order.index(entry.metric))


def _standing(comparison: Comparison, entries: Sequence[MetricComparison], name: str) -> _Standing:
    found = {entry.metric: entry.differences[name] for entry in entries}
    better, worse, undecided = (
        tuple(metric for metric, pair in found.items() if pair.verdict is wanted)
        for wanted in (Verdict.BETTER, Verdict.WORSE, Verdict.UNDECIDED)
    )
    doubtful = tuple(metric for metric in found if metric not in (*better, *worse) and not found[metric].no_worse)
    return _Standing(name, better, worse, undecided, doubtful, any(_decides(comparison, found, m) for m in better))


def _decides(comparison: Comparison, found: Mapping[str, PairedDifference], metric: str) -> bool:
    """Return whether being better in a metric is a reason to change."""
    if comparison.primary is not None:
        return metric == comparison.primary
    p = found[metric].p_value
    return p is not None and p <= (1.0 - comparison.confidence) / families(found)


def _ranked(comparison: Comparison, gaining: Sequence[_Standing]) -> list[_Standing]:
    """Return those without a price first, then those that are better in most, then those most often the best."""

    def chances(name: str) -> float:
        return math.fsum(entry.probability_of_best[name] or 0.0 for entry in comparison.metrics)

    return sorted(gaining, key=lambda s: (_has_price(s), -len(s.better), -chances(s.name)))


def _has_price(standing: _Standing) -> bool:
    return bool(standing.worse or standing.doubtful)


def _choices(
    comparison: Comparison, worth: Sequence[_Standing], beaten: Sequence[_Standing], quote: Quote
) -> list[str]:
    first, *others = worth
    alike = [] if _has_price(first) else [s for s in others if not _has_price(s) and s.better == first.better]
    others = [each for each in others if each not in alike]
    said = [_weigh_up(comparison, first, quote) if _has_price(first) else _change(comparison, first, alike, quote)]
    said += [_weigh_up(comparison, each, quote) for each in others[:_MOST_WEIGHED]]
    if len(others) > _MOST_WEIGHED:
        names = joined([quote(each.name) for each in others[_MOST_WEIGHED:]])
        said.append(f"{strong('Weigh up')} as well: {names}; differences.parquet has what each costs.")
    if beaten:
        said[-1] += f" Not worth it, since another one is shown to beat {_it(beaten)}: {_names(beaten, quote)}."
    return said


def _change(comparison: Comparison, best: _Standing, alike: Sequence[_Standing], quote: Quote) -> str:
    also = f" So {_are(alike)} {joined([quote(each.name) for each in alike])}." if alike else ""
    alone = len(_measured(comparison)) == 1
    rest = "nothing else was compared" if alone else "shown to be no worse in anything else that was compared"
    return (
        f"{strong('Change to ' + quote(best.name))}: it is better than {quote(comparison.baseline)} in "
        f"{_changes(comparison, best.name, best.better)}, and {rest}.{also}"
    )


def _weigh_up(comparison: Comparison, mixed: _Standing, quote: Quote) -> str:
    price = f", but worse in {_changes(comparison, mixed.name, mixed.worse)}" if mixed.worse else ""
    doubt = ""
    if mixed.doubtful:
        doubt = f"{' and' if price else ', but'} not shown to be no worse in {_labels(mixed.doubtful)}"
        pairs = [comparison.metric(metric).differences[mixed.name] for metric in mixed.doubtful]
        needed = [pair.needed for pair in pairs if pair.needed is not None]
        if len(needed) == len(pairs):
            doubt += f" (which about {count(rounded_up(max(needed)), 'replication')} would tell)"
    return (
        f"{strong('Weigh up')}: {quote(mixed.name)} is better than {quote(comparison.baseline)} in "
        f"{_changes(comparison, mixed.name, mixed.better)}"
        f"{price}{doubt}{'' if _has_price(mixed) else ', and no worse in the others'}."
    )


def _stay(
    comparison: Comparison, entries: Sequence[MetricComparison], standings: Sequence[_Standing], quote: Quote
) -> str:
    base = quote(comparison.baseline)
    by_chance = [standing for standing in standings if standing.better]
    if by_chance:
        return _not_enough(comparison, by_chance, quote)
    open_metrics = _in_order(entries, (metric for standing in standings for metric in standing.undecided))
    if open_metrics:
        runs = count(comparison.replications, "replication")
        open_entries = [entry for entry in entries if entry.metric in open_metrics]
        what = _labels(open_metrics)
        return (
            f"{strong('Not decided yet')}: no alternative is shown to be better than {base}, and {runs} cannot tell in "
            f"{what}; {_hope(open_entries)}."
        )
    worse = [standing for standing in standings if standing.worse]
    if worse:
        are_worse = f"{_names(worse, quote)} {_are(worse)} worse"
        return f"{strong('Stay with ' + base)}: nothing is better in any metric, and {are_worse}."
    return f"{strong('Choose by other reasons')}: no alternative makes a practical difference from {base}."


def _not_enough(comparison: Comparison, by_chance: Sequence[_Standing], quote: Quote) -> str:
    """Return that what is better is so in a metric that does not decide, or no more surely than one of many may be."""
    base = quote(comparison.baseline)
    first = by_chance[0]
    gain = f"{quote(first.name)} is better than {base} in {_changes(comparison, first.name, first.better)}"
    others = f" ({count(len(by_chance) - 1, 'other')} likewise)" if len(by_chance) > 1 else ""
    if comparison.primary is not None:
        why = f"in {label(comparison.primary)}, which decides, nothing is shown to be better"
    else:
        why = (
            f"of {len(_measured(comparison))} metrics one may look so by chance; more replications may tell, or a "
            "metric that decides, named with --primary"
        )
    return f"{strong('Not decided yet')}: {gain}{others}, but {why}."


def _hope(entries: Sequence[MetricComparison]) -> str:
    why = why_open(entries)
    if why is not None:
        return f"no number of them would, since {why}"
    needed = [pair.needed for entry in entries for pair in entry.differences.values() if pair.needed is not None]
    if not needed:
        return "more replications may"
    return f"about {count(rounded_up(min(needed)), 'replication')} may tell the first of them"


def _in_order(entries: Sequence[MetricComparison], metrics: Iterable[str]) -> list[str]:
    wanted = set(metrics)
    return [entry.metric for entry in entries if entry.metric in wanted]


def _changes(comparison: Comparison, name: str, metrics: Sequence[str]) -> str:
    return joined(
        [f"{label(m)} ({change(m, comparison.metric(m).differences[name].difference)})" for m in metrics]
    )  # fmt: skip


def _labels(metrics: Sequence[str]) -> str:
    return joined([label(metric) for metric in metrics])


def _names(standings: Sequence[_Standing], quote: Quote) -> str:
    names = [quote(standing.name) for standing in standings[:_MOST_NAMED]]
    more = len(standings) - len(names)
    return joined([*names, count(more, "other")] if more else names)


def _are(standings: Sequence[_Standing]) -> str:
    return "is" if len(standings) == 1 else "are"


def _it(standings: Sequence[_Standing]) -> str:
    return "it" if len(standings) == 1 else "them"
