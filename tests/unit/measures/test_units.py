"""Seconds or minutes: a formula's times stretch with its time unit, and what has no unit stays as it is."""

import numpy as np
import pytest

from sim.measures.theory import queueing, reliability

# name -> the mean time (or number) for a clock that counts k units a second, at times that are no round numbers
TIMES = {
    "M/M/1": lambda k: queueing.mmc_mean_wait_s(0.6 / k, 1.25 * k),
    "M/M/3": lambda k: queueing.mmc_mean_wait_s(1.7 / k, 1.25 * k, 3),
    "M/G/1": lambda k: queueing.mg1_mean_wait_s(0.6 / k, 1.25 * k, 1.5),
    "priorities": lambda k: queueing.priority_mean_waits_s([0.1 / k, 0.3 / k, 0.2 / k], 1.25 * k, 1.5),
    "round robin": lambda k: queueing.round_robin_mean_response_s(1.3 / k, 1.25 * k, 2),
    "retries": lambda k: queueing.retry_queue_mean_response_s(0.3 / k, 1.25 * k, 0.6, [2.0 * k, 4.0 * k]),
}
NUMBERS = {
    "breakdowns": lambda k: queueing.mm1_breakdowns_mean_in_system(0.3 / k, 0.8 / k, 50.0 * k, 7.0 * k),
    "machines down": lambda k: reliability.mean_machines_down(10, 2, 0.25 / k, 0.9 / k),
    "availability": lambda k: reliability.availability(50.0 * k, 7.0 * k),
}


@pytest.mark.parametrize("name", TIMES)
def test_times_stretch(name: str) -> None:
    assert np.asarray(TIMES[name](60.0)) == pytest.approx(60.0 * np.asarray(TIMES[name](1.0)))


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_do_not(name: str) -> None:
    assert NUMBERS[name](60.0) == pytest.approx(NUMBERS[name](1.0))


@pytest.mark.parametrize(
    "formula",
    [
        # Loads of 1.04 and more, though fewer tasks come in a second than there are servers.
        lambda: queueing.mmc_mean_wait_s(0.65, 1.6),
        lambda: queueing.mg1_mean_wait_s(0.65, 1.6, 1.0),
        lambda: queueing.priority_mean_waits_s([0.3, 0.35], 1.6, 1.0),
        lambda: queueing.round_robin_mean_response_s(1.3, 1.6, 2),
        lambda: queueing.retry_queue_mean_response_s(0.5, 1.6, 0.7, [1.0]),
    ],
)
def test_a_load_is_a_rate_times_a_time(formula) -> None:
    with pytest.raises(ValueError, match="no steady state"):
        formula()


def test_one_server_by_hand() -> None:
    # Load 0.6 * 1.25 = 0.75: rho s / (1 - rho) = 0.75 * 1.25 / 0.25, whichever formula it comes from; half for M/D/1.
    assert queueing.mmc_mean_wait_s(0.6, 1.25) == pytest.approx(3.75)
    assert queueing.mmc_mean_wait_s(0.6, 1.25, servers=1) == pytest.approx(3.75)
    assert queueing.mg1_mean_wait_s(0.6, 1.25, 1.0) == pytest.approx(3.75)
    assert queueing.mg1_mean_wait_s(0.6, 1.25, 0.0) == pytest.approx(1.875)
    assert queueing.priority_mean_waits_s([0.6], 1.25, 1.0) == pytest.approx((3.75,))
    # Dealt in turn to one server: the same queue, service included. Without retries: the same again.
    assert queueing.round_robin_mean_response_s(0.6, 1.25, 1) == pytest.approx(5.0)
    assert queueing.retry_queue_mean_response_s(0.6, 1.25, 0.5, []) == pytest.approx(5.0)
    # A server that is up for 1e9 s at a time: load / (1 - load) = 3 tasks.
    assert queueing.mm1_breakdowns_mean_in_system(0.6, 0.8, 1e9, 1.0) == pytest.approx(3.0)
