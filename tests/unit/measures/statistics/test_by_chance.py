"""What chance alone shows: cases that can be counted by hand, and the size of waves that people run."""

import numpy as np
import pytest

from sim.measures.statistics.by_chance import accuracy_by_chance, balance_by_chance


def test_accuracy_of_two_even_chances() -> None:
    # 0, 1, 2 successes with 1/4, 1/2, 1/4; the mean observed is off by 1/2, 0, 1/2: by 1/4 on average.
    assert accuracy_by_chance([0.5, 0.5]) == 0.75


def test_accuracy_of_certain_tasks_is_perfect() -> None:
    assert accuracy_by_chance([1.0, 1.0, 0.0]) == 1.0


def test_without_tasks_there_is_no_accuracy() -> None:
    assert accuracy_by_chance([]) is None


def test_equal_times_dealt_evenly_are_balanced() -> None:
    assert balance_by_chance([30.0] * 8, agents=4) == 1.0


def test_one_agent_is_always_balanced_and_nobody_has_no_balance() -> None:
    assert balance_by_chance([10.0, 90.0], agents=1) == 1.0
    assert balance_by_chance([], agents=4) is None
    assert balance_by_chance([0.0, 0.0], agents=4) is None


def test_two_agents_with_a_task_each():
    # c = 10 / 20, one task an agent: s = 0.5; e = Phi^-1(1.625 / 2.25) = 0.589456: (1 - 0.294728) / (1 + 0.294728).
    assert balance_by_chance([10.0, 30.0], agents=2) == pytest.approx(0.544726, abs=1e-6)


def test_tasks_of_less_than_a_second_count_too():
    assert balance_by_chance([0.1] * 6, agents=3) == pytest.approx(1.0)


def test_a_balance_is_never_below_nothing():
    # One long task among nine of no length: c = 3, s = 3 / sqrt(2), far over 1 / e.
    assert balance_by_chance([100.0] + [0.0] * 9, agents=5) == 0.0


def test_fewer_tasks_than_agents_count_as_many_agents_as_tasks() -> None:
    assert balance_by_chance([10.0, 30.0], agents=50) == balance_by_chance([10.0, 30.0], agents=2)


@pytest.mark.parametrize(("tasks", "agents"), [(20, 4), (200, 4), (60, 10)])
def test_the_formula_is_close_to_a_simulation(tasks: int, agents: int) -> None:
    # Lognormal times with cv 0.4, dealt in turn to the agents, 4,000 waves.
    sigma = np.sqrt(np.log(1.0 + 0.4**2))
    draws = np.random.Generator(np.random.Philox(7)).lognormal(0.0, sigma, size=(4000, tasks))
    loads = draws.reshape(4000, tasks // agents, agents).sum(axis=1)
    simulated = float((loads.min(axis=1) / loads.max(axis=1)).mean())
    formula = np.mean([balance_by_chance(wave, agents) for wave in draws[:500]])
    assert formula == pytest.approx(simulated, abs=0.03)
