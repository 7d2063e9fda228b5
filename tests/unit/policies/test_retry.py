"""The arithmetic of retries, by hand."""

import pytest

from sim.policies.retry import (
    attempt_chance,
    backoff_s,
    next_backoff_s,
    retries_allowed,
)
from sim.scenario import RetrySpec


def delays(spec: RetrySpec, n: int) -> list[float]:
    return [backoff_s(spec, retry) for retry in range(1, n + 1)]


def test_exponential_delays_double_from_1_s() -> None:
    assert delays(RetrySpec(strategy="exponential_backoff"), 4) == [1.0, 2.0, 4.0, 8.0]


def test_linear_delays_grow_by_2_s() -> None:
    assert delays(RetrySpec(strategy="linear_backoff"), 4) == [2.0, 4.0, 6.0, 8.0]


def test_base_and_factor_are_the_scenarios() -> None:
    # 5, 5 * 3, 5 * 9; and 5, 10, 15, where the factor has no meaning.
    assert delays(RetrySpec(strategy="exponential_backoff", base=5.0, factor=3.0), 3) == [5.0, 15.0, 45.0]
    assert delays(RetrySpec(strategy="linear_backoff", base=5.0, factor=3.0), 3) == [5.0, 10.0, 15.0]


def test_a_base_of_zero_is_not_taken_for_a_missing_one() -> None:
    assert delays(RetrySpec(strategy="exponential_backoff", base=0.0), 3) == [0.0, 0.0, 0.0]
    assert delays(RetrySpec(strategy="linear_backoff", base=0.0), 3) == [0.0, 0.0, 0.0]


def test_no_delay_is_longer_than_max_delay() -> None:
    assert delays(RetrySpec(strategy="exponential_backoff", max_delay=5.0), 4) == [1.0, 2.0, 4.0, 5.0]
    assert delays(RetrySpec(strategy="linear_backoff", max_delay=5.0), 4) == [2.0, 4.0, 5.0, 5.0]
    assert delays(RetrySpec(strategy="linear_backoff", max_delay=0.0), 2) == [0.0, 0.0]


@pytest.mark.parametrize("factor", [1.0, 2.0, 10.0, 1000.0])
def test_the_thousandth_retry_neither_overflows_nor_is_infinite(factor: float) -> None:
    # 1000 ** 999 is beyond any float; the longest delay is 1e10 s, more than 300 years.
    spec = RetrySpec(factor=factor, max_retries=1000)
    assert backoff_s(spec, 1000) == (1.0 if factor == 1.0 else 1e10)
    assert backoff_s(RetrySpec(factor=factor, base=0.0), 1000) == 0.0
    assert backoff_s(RetrySpec(factor=factor, base=1e10, max_delay=7.0), 1000) == 7.0


def test_retries_count_from_1() -> None:
    with pytest.raises(ValueError, match="retry 0 is less than 1"):
        backoff_s(RetrySpec(), 0)


def test_three_retries_and_then_none() -> None:
    exponential = [next_backoff_s(RetrySpec(), failed) for failed in (1, 2, 3, 4)]
    linear = [next_backoff_s(RetrySpec(strategy="linear_backoff"), failed) for failed in (1, 2, 3, 4)]
    assert exponential == [1.0, 2.0, 4.0, None]
    assert linear == [2.0, 4.0, 6.0, None]


def test_no_retry_allows_none_whatever_max_retries_says() -> None:
    spec = RetrySpec(strategy="no_retry", max_retries=3)
    assert retries_allowed(spec) == 0
    assert delays(spec, 2) == [0.0, 0.0]
    assert next_backoff_s(spec, 1) is None
    assert next_backoff_s(RetrySpec(max_retries=0), 1) is None


def test_the_chance_of_an_attempt() -> None:
    # 0.8 * 0.5 = 0.4; each further attempt keeps 3/4 of it: 0.3, 0.225.
    chances = [attempt_chance(0.8, reliability=0.5, retry_penalty=0.25, attempt=k) for k in (0, 1, 2)]
    assert chances == pytest.approx([0.4, 0.3, 0.225], rel=1e-15)
    assert attempt_chance(0.8, reliability=2.0, retry_penalty=0.0, attempt=0) == 1.0
    assert attempt_chance(0.8, reliability=1.0, retry_penalty=1.0, attempt=0) == 0.8
    assert attempt_chance(0.8, reliability=1.0, retry_penalty=1.0, attempt=1) == 0.0
