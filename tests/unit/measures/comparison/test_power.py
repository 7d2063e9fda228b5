"""How many replications would tell: held against how often so many do."""

import math

import numpy as np
import pytest

from sim.measures.comparison.bounds import Estimate
from sim.measures.comparison.paired import paired_differences
from sim.measures.comparison.power import replications_needed
from sim.measures.comparison.verdict import Verdict


def decided(effect: float, delta: float, n: int, studies: int = 2000) -> float:
    luck = np.random.Generator(np.random.Philox(n))
    table = effect + luck.standard_normal((studies, n))
    answers = [paired_differences(np.zeros(n), row[:, None], higher_is_better=True, delta=delta)[0] for row in table]
    return float(np.mean([answer.verdict is not Verdict.UNDECIDED for answer in answers]))


@pytest.mark.parametrize(("effect", "delta"), [(0.4, 0.0), (0.0, 0.5), (0.1, 0.6)])
def test_so_many_replications_tell_in_four_of_five_studies(effect, delta):
    needed = replications_needed(Estimate(effect, 1.0 / math.sqrt(30), 30), delta, 0.025)
    assert needed is not None
    # Four standard errors of 2,000 studies; the bound reaches a little beyond t where chance makes a tail. Where both
    # verdicts are near, either will do, and it is oftener one of them.
    told = decided(effect, delta, needed)
    assert 0.8 - 0.036 - 0.02 <= told <= (0.856 if 0.0 in (effect, delta) else 0.98)


def test_a_long_tail_takes_more():
    plain = replications_needed(Estimate(1.0, 0.6, 30), 0.0, 0.025)
    towards = replications_needed(Estimate(1.0, 0.6, 30, skewness=-2.0), 0.0, 0.025)
    away = replications_needed(Estimate(1.0, 0.6, 30, skewness=2.0), 0.0, 0.025)
    assert plain is not None
    assert towards is not None
    assert away == plain < towards


def test_what_no_number_tells():
    assert replications_needed(Estimate(0.0, 1.0, 30), 0.0, 0.025) is None
    assert replications_needed(Estimate(1e-9, 1.0, 30), 0.0, 0.025) is None  # more than ten million
    assert replications_needed(Estimate(0.0, 0.0, 30), 1.0, 0.025) is None  # others could be any amount away
    assert replications_needed(Estimate(0.0, 0.0, 30, least=-1.0, most=1.0), 0.0, 0.025) is None


def test_equal_values_of_a_share_tell_once_others_are_rare_enough():
    # Both ends within 0.05: 0.025 ** (1 / n) >= 0.95 from 72 on.
    assert replications_needed(Estimate(0.0, 0.0, 30, least=-1.0, most=1.0), 0.05, 0.025) == 72
    # All 0.5 better: no worse than 0 once 1.5 * (1 - 0.025 ** (1 / n)) < 0.5.
    assert replications_needed(Estimate(0.5, 0.0, 5, least=-1.0, most=1.0), 0.0, 0.025) == 10
