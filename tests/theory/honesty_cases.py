"""Studies from where fleets live, and how often a comparison is wrong about them: rare, skewed, missing values.

Each returns the share of studies in which something that was printed is wrong; in all of them less is better. The
controls are a comparison that reads equal runs as proof, believes Student's t, takes what matters from the very data
that it judges, or passes over what is missing.
"""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from sim.measures.comparison.paired import paired_differences
from sim.measures.comparison.sample import Array
from sim.measures.comparison.verdict import Verdict, verdict_of
from tests.theory.comparison_cases import Share, by_student, correlated, draws, is_wrong

Judge = Callable[[Array, Array, float], Verdict]
"""(baseline, alternative, delta) -> a verdict."""
TIMES = (0.0, math.inf)


def judged(baseline: Array, alternative: Array, delta: float) -> Verdict:
    """The verdict of a comparison, where what matters is a number that is known."""
    found = paired_differences(baseline, alternative[:, None], higher_is_better=False, delta=delta, within=TIMES)
    return found[0].verdict


def judged_by_share(baseline: Array, alternative: Array, share: float) -> Verdict:
    """The verdict of a comparison, where what matters is a share of the baseline's mean."""
    (found,) = paired_differences(
        baseline,
        alternative[:, None],
        higher_is_better=False,
        delta=share * float(np.nanmean(baseline)),
        share=share,
        within=TIMES,
    )
    return found.verdict


def believed(baseline: Array, alternative: Array, delta: float) -> Verdict:
    """The verdict of one who believes Student's t, and passes over what is missing."""
    difference = alternative - baseline
    _, low, high, _ = by_student(difference[~np.isnan(difference)])
    assert low is not None
    assert high is not None
    return verdict_of(low, high, delta, higher_is_better=False)


def believed_by_share(baseline: Array, alternative: Array, share: float) -> Verdict:
    """The verdict of one who takes what matters from the data, and then for known."""
    return believed(baseline, alternative, share * float(np.nanmean(baseline)))


def rarely_longer(chance: float, amount: float, n: int, macro: int, judge: Judge = judged) -> Share:
    """Runs of 300 s, of which the alternative's are longer now and then: by twice what matters on average."""
    mean = chance * amount
    longer = amount * (draws(200, macro, n) < chance)
    verdicts = [judge(np.full(n, 300.0), 300.0 + row, 0.5 * mean) for row in longer]
    return Share(sum(is_wrong(verdict, -mean, 0.5 * mean) for verdict in verdicts), macro)


def skewed_against_steady(cv: float, n: int, alternatives: int, macro: int, judge: Judge | None = None) -> Share:
    """Alternatives with a long tail and the very mean of a baseline that never varies: any direction is wrong."""
    scale = math.sqrt(math.log1p(cv**2))
    table = np.exp(scale * ndtri(draws(210, macro, n, alternatives)) - scale**2 / 2.0)
    steady, wrong = np.ones(n), 0
    for rows in table:
        if judge is None:
            found = paired_differences(steady, rows, higher_is_better=False, delta=0.0, within=TIMES)
            verdicts = [each.verdict for each in found]
        else:
            verdicts = [judge(steady, column, 0.0) for column in rows.T]
        wrong += any(is_wrong(verdict, 0.0, 0.0) for verdict in verdicts)
    return Share(wrong, macro)


def just_over_what_matters(share: float, cv: float, n: int, macro: int, judge: Judge = judged_by_share) -> Share:
    """An alternative that is longer by just more than what matters, always: no practical difference is wrong."""
    baseline = 100.0 * (1.0 + cv * ndtri(draws(220, macro, n)))
    longer = 100.0 * share * (1.0 + 1e-6)
    noise = 0.02 * ndtri(draws(221, macro, n))
    pairs = zip(baseline, baseline + longer + noise, strict=True)
    verdicts = [judge(one, other, share) for one, other in pairs]
    return Share(sum(verdict is Verdict.NO_PRACTICAL_DIFFERENCE for verdict in verdicts), macro)


def missing_when_bad(share: float, n: int, macro: int, judge: Judge = judged) -> Share:
    """An alternative that is like the baseline, but whose worst runs have no value: better is wrong."""
    table = 100.0 + 10.0 * correlated(230, 0.5, macro, n, 2)
    hidden = np.where(table[..., 1] > np.quantile(table[..., 1], 1.0 - share), np.nan, table[..., 1])
    verdicts = [judge(one, other, 1.0) for one, other in zip(table[..., 0], hidden, strict=True)]
    return Share(sum(is_wrong(verdict, 0.0, 1.0) for verdict in verdicts), macro)
