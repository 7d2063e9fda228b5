import math

import numpy as np
import pytest

from sim.luck import Luck, Purpose
from sim.scenario import AgentSpec, FleetSpec, Scenario, SyntheticWorkload
from sim.workload.source import load_tasks
from sim.workload.truth import attempt_chance_of_task_chance

LN_3 = math.log(3.0)


class NormalLuck(Luck):
    """Noise of one standard deviation upwards for the first task of a wave, none for the second."""

    def uniforms(self, purpose, wave, k, n):
        assert purpose == Purpose.TRUTH_NOISE
        assert k == 0
        return np.array([0.8413447460685429, 0.5])[:n]


def truth_of(predicted, luck=None, sizes=(1,), **sections):
    scenario = Scenario(
        name="truth",
        fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
        workload=SyntheticWorkload(tasks_per_wave=sizes, predicted_success=predicted),
        **sections,
    )
    return load_tasks(scenario, luck or Luck(seed=0), ("agent_0",)).tasks.true_success[:, 0].tolist()


def test_without_terms_the_truth_is_the_prediction_to_the_bit():
    assert truth_of(0.7251) == [0.7251]


def test_a_bias_multiplies_the_odds():
    # Odds 1 : 1, times e^(ln 3) = 3, are 3 : 1.
    assert truth_of(0.5, truth={"bias": LN_3}) == pytest.approx([0.75])
    assert truth_of(0.75, truth={"bias": -LN_3}) == pytest.approx([0.5])


def test_drift_grows_with_the_wave_and_spares_the_first():
    # Odds 1, 3, 9: chances 1/2, 3/4, 9/10.
    truth = truth_of(0.5, sizes=(1, 1, 1), truth={"drift": LN_3})
    assert truth == pytest.approx([0.5, 0.75, 0.9])
    assert truth[0] == 0.5


def test_drift_counts_waves_by_their_number():
    # Wave 2 is empty; wave 3 still lies two waves after the first.
    assert truth_of(0.5, sizes=(0, 0, 1), truth={"drift": LN_3}) == pytest.approx([0.9])


def test_noise_moves_each_task_by_its_own_normal():
    # One standard deviation of ln 3 upwards makes odds 3 : 1; none leaves 1 : 1.
    truth = truth_of(0.5, NormalLuck(0), sizes=(2, 1), truth={"noise": LN_3})
    assert truth == pytest.approx([0.75, 0.5, 0.75])


def test_terms_add_up():
    # ln 3 of bias, ln 3 of drift in wave 2 and ln 3 of noise: odds 27 : 1.
    truth = truth_of(0.5, NormalLuck(0), sizes=(0, 1), truth={"bias": LN_3, "drift": LN_3, "noise": LN_3})
    assert truth == pytest.approx([27 / 28])


@pytest.mark.parametrize("sure", [0.0, 1.0])
@pytest.mark.parametrize("bias", [-100.0, 0.5, 100.0])
def test_what_is_certain_stays_certain(sure, bias):
    assert truth_of(sure, truth={"bias": bias, "noise": 1.0, "drift": -1.0}) == [sure]


def test_extreme_terms_stay_within_0_and_1():
    low, high = truth_of(0.5, truth={"bias": -100.0}) + truth_of(0.5, truth={"bias": 100.0})
    assert 0.0 <= low < 1e-40
    assert 1.0 - 1e-15 < high <= 1.0


def test_a_chance_of_the_task_becomes_the_chance_of_one_attempt():
    # Four attempts at 1/2 all fail with chance 1/16: the task succeeds with 15/16.
    assert truth_of(15 / 16, predictions={"meaning": "task"}) == pytest.approx([0.5])
    assert truth_of(15 / 16, predictions={"meaning": "attempt"}) == [15 / 16]


def test_the_truth_is_moved_before_it_becomes_the_chance_of_an_attempt():
    # Odds 5 : 1 times 3 are 15 : 1, which is 15/16 for the task and 1/2 for each of four attempts.
    truth = truth_of(5 / 6, truth={"bias": LN_3}, predictions={"meaning": "task"})
    assert truth == pytest.approx([0.5])


def test_without_retries_task_and_attempt_are_the_same():
    task = {"predictions": {"meaning": "task"}}
    assert truth_of(0.3, **task, retry={"strategy": "no_retry", "max_retries": 3}) == [0.3]
    assert truth_of(0.3, **task, retry={"max_retries": 0}) == [0.3]


@pytest.mark.parametrize("max_retries", [1, 3, 1000])
def test_the_chance_of_an_attempt_gives_back_that_of_the_task(max_retries):
    chances = np.array([0.0, 1e-9, 0.1, 0.5, 0.9, 0.999999, 1.0])
    attempt = attempt_chance_of_task_chance(chances, max_retries)
    assert 1.0 - (1.0 - attempt) ** (1 + max_retries) == pytest.approx(chances, rel=1e-6)
    assert attempt[[0, -1]].tolist() == [0.0, 1.0]
