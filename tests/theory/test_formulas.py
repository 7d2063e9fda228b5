"""The formulas themselves: against published numbers, against each other, and against chains solved numerically."""

import numpy as np
import pytest

from sim.measures.theory.queueing import (
    erlang_c,
    mg1_mean_wait_s,
    mm1_breakdowns_mean_in_system,
    mmc_mean_wait_s,
    priority_mean_waits_s,
    retry_queue_mean_response_s,
    round_robin_mean_response_s,
)
from sim.measures.theory.reliability import attempts_per_task, availability, mean_machines_down, task_success


def mean_of_chain(rates: np.ndarray, value: np.ndarray) -> float:
    """Mean of a value over the stationary distribution of a Markov chain with these transition rates."""
    generator = rates - np.diag(rates.sum(axis=1))
    equations = np.vstack([generator.T[:-1], np.ones(len(rates))])
    probability = np.linalg.solve(equations, np.eye(len(rates))[-1])
    return float(probability @ value)


@pytest.mark.parametrize(
    ("servers", "load", "waits", "wait_s"), [(10, 0.8, 0.409180, 0.204590), (2, 0.9, 0.852632, 4.263158)]
)
def test_erlang_c_has_the_published_values(servers, load, waits, wait_s) -> None:
    assert erlang_c(servers, servers * load) == pytest.approx(waits, abs=5e-7)
    assert mmc_mean_wait_s(servers * load, 1.0, servers) == pytest.approx(wait_s, abs=5e-7)


def test_two_servers_have_the_published_mean_responses() -> None:
    assert round_robin_mean_response_s(1.6, 1.0, 2) == pytest.approx(3.8440, abs=5e-5)
    assert mmc_mean_wait_s(1.6, 1.0, 2) + 1.0 == pytest.approx(2.7778, abs=5e-5)


def test_machine_repair_has_the_published_value() -> None:
    assert mean_machines_down(10, 2, 0.25, 1.0) == pytest.approx(3.165870, abs=5e-7)


def test_machine_repair_with_a_repairer_for_each_machine_is_availability() -> None:
    # No machine waits, so each is down a share of mttr / (mtbf + mttr) = 1/5 of the time: 2 of 10.
    assert mean_machines_down(10, 10, 0.25, 1.0) == pytest.approx(10 * (1 - availability(4.0, 1.0)))


def test_retries_by_enumeration() -> None:
    # q = 0.4: the task succeeds at attempt k with 0.4 * 0.6^(k-1), and makes 4 attempts in all other cases.
    chances = [0.4, 0.24, 0.144]
    assert attempts_per_task(0.4, 3) == pytest.approx(0.4 + 2 * 0.24 + 3 * 0.144 + 4 * (1 - sum(chances)))
    assert task_success(0.4, 3) == pytest.approx(1 - 0.6**4)


def test_special_cases_meet() -> None:
    # M/M/1 three ways: Erlang C with one server waits with probability rho, Pollaczek-Khinchine with cv 1, and one
    # server that deals to itself.
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert mmc_mean_wait_s(0.7, 1.0, 1) == pytest.approx(0.7 / 0.3)
    assert mg1_mean_wait_s(0.7, 1.0, 1.0) == pytest.approx(0.7 / 0.3)
    assert round_robin_mean_response_s(0.7, 1.0, 1) == pytest.approx(1 / 0.3)
    # Priorities share the waiting out differently, and leave its mean over all tasks as it is.
    waits = priority_mean_waits_s([0.4, 0.2, 0.2], 1.0, 1.0)
    assert np.average(waits, weights=[0.4, 0.2, 0.2]) == pytest.approx(mg1_mean_wait_s(0.8, 1.0, 1.0))
    # A server that hardly ever breaks, and tasks that always succeed.
    assert mm1_breakdowns_mean_in_system(0.7, 1.0, 1e12, 1.0) == pytest.approx(0.7 / 0.3)
    assert retry_queue_mean_response_s(0.7, 1.0, 1.0, [5.0]) == pytest.approx(1 / 0.3)


def test_breakdowns_by_a_chain() -> None:
    """States (tasks, up): arrivals 0.5, service 1 while up, failure 1/20, repair 1/5; up to 300 tasks."""
    n = 300
    rates = np.zeros((2 * n, 2 * n))
    for tasks in range(n):
        down, up = 2 * tasks, 2 * tasks + 1
        rates[down, up], rates[up, down] = 1 / 5, 1 / 20
        if tasks + 1 < n:
            rates[down, down + 2] = rates[up, up + 2] = 0.5
        if tasks:
            rates[up, up - 2] = 1.0
    expected = mean_of_chain(rates, np.repeat(np.arange(n), 2))
    assert mm1_breakdowns_mean_in_system(0.5, 1.0, 20.0, 5.0) == pytest.approx(expected, rel=1e-9)


def test_the_retry_queue_by_a_chain() -> None:
    """One retry after a rest; FIFO and random order have the same law here, so states are counts of each kind.

    States (first attempts, second attempts, resting), at most 20 of each: arrivals 0.3, service 1 shared in proportion,
    success 0.7, rest exponential with mean 1 (the rest's distribution does not matter, only its mean).
    """
    n = 20
    index = {(a, b, c): i for i, (a, b, c) in enumerate(np.ndindex(n, n, 6))}
    rates = np.zeros((len(index), len(index)))
    for (a, b, c), i in index.items():
        moves = {(a + 1, b, c): 0.3, (a, b + 1, c - 1): c * 1.0}
        if a + b:
            moves[a - 1, b, c] = 0.7 * a / (a + b)
            moves[a - 1, b, c + 1] = 0.3 * a / (a + b)
            moves[a, b - 1, c] = b / (a + b)
        for target, rate in moves.items():
            if rate and target in index:
                rates[i, index[target]] += rate
    present = np.array([sum(state) for state in index], dtype=float)
    response_s = mean_of_chain(rates, present) / 0.3
    assert retry_queue_mean_response_s(0.3, 1.0, 0.7, [1.0]) == pytest.approx(response_s, rel=1e-4)


@pytest.mark.parametrize(
    "formula",
    [
        lambda: erlang_c(2, 2.0),
        lambda: mg1_mean_wait_s(1.0, 1.0, 1.0),
        lambda: priority_mean_waits_s([0.5, 0.5], 1.0, 1.0),
        lambda: round_robin_mean_response_s(2.0, 1.0, 2),
        lambda: mm1_breakdowns_mean_in_system(0.8, 1.0, 20.0, 5.0),
        lambda: retry_queue_mean_response_s(0.8, 1.0, 0.5, [1.0]),
    ],
)
def test_a_queue_that_grows_without_end_is_an_error(formula) -> None:
    with pytest.raises(ValueError, match="no steady state"):
        formula()
