"""Tasks that differ in difficulty: the beta distribution around a chance, and what agents share of it."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr, ndtri

from sim.luck import Luck, Purpose, uniforms
from sim.scenario import parse_scenario
from sim.workload.source import load_tasks


def loaded(truth, predicted=0.42, tasks=50, agents=({"name": "a"}, {"name": "b", "count": 2}), seed=42, **sections):
    scenario = parse_scenario(
        {
            "name": "difficulty",
            "fleet": {"agents": list(agents)},
            "workload": {"kind": "synthetic", "tasks_per_wave": tasks, "predicted_success": predicted},
            "truth": truth,
            **sections,
        }
    )
    ids = tuple(agent_id for agent_id, _ in scenario.fleet.agents_by_id())
    return load_tasks(scenario, Luck(seed), ids).tasks


def test_a_chance_is_a_beta_quantile_at_the_uniform_of_its_task():
    # r = 0.4: a + b = 0.6 / 0.4 = 1.5, so Beta(0.63, 0.87) for a mean of 0.42.
    tasks = loaded({"dispersion": 0.4})
    expected = stats.beta(0.63, 0.87).ppf(uniforms(42, 0, Purpose.DIFFICULTY, 1, 0, 50))
    assert tasks.true_success[:, 0] == pytest.approx(expected)
    assert tasks.true_success.shape == (50, 1)
    assert tasks.predicted_success.tolist() == [[0.42]] * 50


def test_without_dispersion_the_chance_stays_to_the_bit():
    assert np.array_equal(loaded({"dispersion": 0, "shared": 0.2}).true_success, np.full((50, 1), 0.42))


def test_each_pair_has_its_own_part_where_not_all_is_shared():
    tasks = loaded({"dispersion": 0.4, "shared": 0.36})
    z = ndtri(uniforms(42, 0, Purpose.DIFFICULTY, 1, 0, 50))
    # k = 10,000 * entry + number: agents a_0, b_0, b_1.
    for agent, k in enumerate((0, 10_000, 10_001)):
        own = ndtri(uniforms(42, 0, Purpose.PAIR_DIFFICULTY, 1, k, 50))
        assert tasks.true_success[:, agent] == pytest.approx(stats.beta(0.63, 0.87).ppf(ndtr(0.6 * z + 0.8 * own)))


def test_an_agent_more_shifts_nobody():
    truth = {"dispersion": 0.4, "shared": 0.5}
    more = loaded(truth, agents=({"name": "a", "count": 3}, {"name": "b", "count": 2}))
    few = loaded(truth)
    assert np.array_equal(more.true_success[:, [0, 3, 4]], few.true_success)


def test_what_is_certain_stays_so():
    values = {"kind": "empirical", "values": [0.0, 1.0, 0.5]}
    tasks = loaded({"dispersion": 0.7, "shared": 0.5}, predicted=values)
    certain = (tasks.predicted_success == 0.0) | (tasks.predicted_success == 1.0)
    kept = np.broadcast_to(certain, tasks.true_success.shape)
    assert certain.any()
    assert np.array_equal(tasks.true_success[kept], np.broadcast_to(tasks.predicted_success, kept.shape)[kept])


def test_it_counts_after_the_shifts_on_the_logit():
    # Odds 1 : 1, times e^(ln 3), are a mean of 0.75; r = 0.5 makes it Beta(0.75, 0.25).
    tasks = loaded({"bias": float(np.log(3.0)), "dispersion": 0.5}, predicted=0.5)
    expected = stats.beta(0.75, 0.25).ppf(uniforms(42, 0, Purpose.DIFFICULTY, 1, 0, 50))
    assert tasks.true_success[:, 0] == pytest.approx(expected)


@pytest.mark.parametrize("dispersion", [1e-9, 0.05, 0.4, 0.9, 0.999999])
@pytest.mark.parametrize("predicted", [1e-6, 0.3, 0.999])
def test_every_dispersion_gives_chances(dispersion, predicted):
    chances = loaded({"dispersion": dispersion, "shared": 0.5}, predicted=predicted).true_success
    assert np.all((chances >= 0.0) & (chances <= 1.0))


def test_many_tasks_have_the_moments():
    # Mean m and variance r m (1 - m); the mean of n lies within five standard errors.
    n, m, r = 20_000, 0.3, 0.25
    chances = loaded({"dispersion": r, "shared": 0.5}, predicted=m, tasks=n).true_success
    sd = (r * m * (1 - m)) ** 0.5
    assert abs(chances[:, 1].mean() - m) < 5 * sd / n**0.5
    assert chances[:, 1].std() == pytest.approx(sd, rel=0.03)
    # What two agents share is the correlation of the normals behind their chances.
    z = ndtri(stats.beta(m * (1 - r) / r, (1 - m) * (1 - r) / r).cdf(chances[:, :2]))
    assert np.corrcoef(z.T)[0, 1] == pytest.approx(0.5, abs=5 * 0.75 / n**0.5)
