"""What is believed of a task, by hand: with ln 4 as the logit of 0.8 everything comes out in fractions of e."""

import math

import pytest

from sim.policies.belief import Belief, features, logit

# Intercept and both heuristics together come to nothing: then the odds of 0.8 are 4 ** slope = 16.
BELIEF = Belief(intercept=0.5, slope=2.0, h1_weight=0.25, h2_weight=-0.75, threshold=0.8, agent_factors=(1.0, 0.5, 3.0))


def chance(log_odds: float) -> float:
    return math.exp(log_odds) / (1.0 + math.exp(log_odds))


@pytest.mark.parametrize(
    ("predicted", "risk", "log_odds"),
    [
        (0.8, "LOW", math.log(16.0)),  # 0.5 + 2 ln 4 + 0.25 - 0.75: exactly at the threshold H1 speaks
        (0.8, "HIGH", 0.75 + math.log(16.0)),  # H2 says nothing
        (0.5, "LOW", 0.5 - 0.75),  # below the threshold H1 says nothing
        (0.5, "UNKNOWN", 0.5),
        (0.2, "MEDIUM", 0.5 - math.log(16.0)),
    ],
)
def test_a_prediction_is_corrected_by_the_line_and_the_heuristics_that_speak(predicted, risk, log_odds):
    assert BELIEF.recalibrated(predicted, risk) == pytest.approx(chance(log_odds), rel=1e-12)


def test_the_agents_factor_comes_last_and_nothing_is_more_than_certain():
    # 16/17 for everybody, then as it is, halved, and tripled: more than 1.
    assert BELIEF.estimate([0.8] * 3, "LOW") == pytest.approx([16 / 17, 8 / 17, 1.0])
    assert BELIEF.estimate([0.8, 0.5, 0.2], "HIGH") == pytest.approx(
        [chance(0.75 + math.log(16.0)), 0.5 * chance(0.5), 3.0 * chance(0.5 - math.log(16.0))]
    )


def test_every_agent_has_its_own_prediction():
    with pytest.raises(ValueError, match="zip"):
        BELIEF.estimate([0.8, 0.8], "LOW")


def test_heuristics_speak_or_do_not():
    assert features(0.7, "LOW", threshold=0.7) == (1.0, 1.0)
    assert features(0.7 - 2e-9, "MEDIUM", threshold=0.7) == (0.0, 0.0)
    assert features(1.0, "UNKNOWN", threshold=0.7) == (1.0, 0.0)


def test_certainty_is_a_millionth_short_of_it():
    assert logit(1.0) == pytest.approx(math.log(999_999.0), rel=1e-9)
    assert logit(0.0) == pytest.approx(-math.log(999_999.0), rel=1e-9)
    assert logit(0.8) == pytest.approx(math.log(4.0), rel=1e-12)
