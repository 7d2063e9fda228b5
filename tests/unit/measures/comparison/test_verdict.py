import math

import pytest

from sim.measures.comparison.verdict import Verdict, verdict_of


def verdict(low: float, high: float, delta: float = 0.0, higher_is_better: bool = True) -> Verdict:
    return verdict_of(low, high, delta, higher_is_better=higher_is_better)


@pytest.mark.parametrize(
    ("low", "high", "delta", "word"),
    [
        (0.1, 5.0, 1.0, Verdict.BETTER),
        (0.0, 5.0, 1.0, Verdict.UNDECIDED),  # 0 itself is not excluded
        (-0.1, 5.0, 1.0, Verdict.UNDECIDED),
        (-5.0, -0.1, 1.0, Verdict.WORSE),
        (-5.0, 0.0, 1.0, Verdict.UNDECIDED),
        (0.2, 0.6, 0.6, Verdict.NO_PRACTICAL_DIFFERENCE),  # surely better, but by less than matters
        (0.2, 0.6, 0.59, Verdict.BETTER),
        (-0.3, 0.2, 0.3, Verdict.NO_PRACTICAL_DIFFERENCE),
        (0.0, 0.0, 0.0, Verdict.NO_PRACTICAL_DIFFERENCE),
        (0.1, math.inf, 1.0, Verdict.BETTER),
        (-math.inf, math.inf, 1.0, Verdict.UNDECIDED),
    ],
)
def test_the_interval_decides(low, high, delta, word):
    assert verdict(low, high, delta) is word
    mirrored = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}.get(word, word)
    assert verdict(-high, -low, delta) is mirrored
    assert verdict(low, high, delta, higher_is_better=False) is mirrored


def test_no_limit_is_negative():
    for delta in (-1.0, math.nan):
        with pytest.raises(ValueError, match="delta"):
            verdict(0.0, 1.0, delta)


def test_words():
    # The words of the output format.
    assert [str(v) for v in Verdict] == ["better", "worse", "no practical difference", "undecided"]
