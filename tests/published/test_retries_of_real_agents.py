"""Do retries help as they help real agents? Recorded attempts of five agents against simulated ones."""

from pathlib import Path

import numpy as np
import pytest

from tests.published.real_retries import (
    RECORDED,
    SHARED,
    all_of,
    fitted,
    interval,
    of_others,
    of_the_same,
    one_of_agents,
    pooled,
    ratio_interval,
    rows,
    simulated,
    simulated_second,
    tau_bench,
    terminal_bench,
    true_chances,
    within,
)

pytestmark = pytest.mark.skipif(not RECORDED, reason="the recorded attempts lie outside of the project")


def test_tau_bench_has_the_published_numbers():
    solved = tau_bench()
    assert [round(all_of(solved, k).mean(), 3) for k in (1, 2, 3, 4)] == [0.42, 0.273, 0.22, 0.2]
    assert [round(within(solved, k).mean(), 3) for k in (1, 2, 3, 4)] == [0.42, 0.567, 0.66, 0.72]
    assert fitted(solved)[1] == pytest.approx(0.40, abs=0.01)


def test_retries_help_as_they_helped_the_agent_of_tau_bench():
    solved = tau_bench()
    mean, dispersion = fitted(solved)
    recorded = [interval(within(solved, k)) for k in (1, 2, 3, 4)]
    for (low, high), share in zip(recorded, simulated(mean, dispersion, 4), strict=True):
        assert low < share < high
    independent = simulated(mean, 0.0, 4)
    assert independent[2] > recorded[2][1]
    assert independent[3] > recorded[3][1]


def test_all_of_several_attempts_succeed_as_often_as_in_tau_bench():
    solved = tau_bench()
    mean, dispersion = fitted(solved)
    chances = true_chances(mean, dispersion, shared=1.0, agents=1)[:, 0]
    for k in (1, 2, 3, 4):
        low, high = interval(all_of(solved, k))
        assert low < np.mean(chances**k) < high
        assert k < 3 or mean**k < low  # independent ones


@pytest.mark.parametrize("agent", ["chaterm", "droid", "goose", "openhands"])
def test_retries_help_as_they_helped_the_agents_of_terminal_bench(agent):
    solved = terminal_bench()[agent]
    mean, dispersion = fitted(solved)
    assert 0.65 < dispersion < 0.85
    recorded = [interval(within(solved, k)) for k in (1, 2, 3, 4, 5)]
    for (low, high), share in zip(recorded, simulated(mean, dispersion, 5), strict=True):
        assert low < share < high
    for (_, high), share in list(zip(recorded, simulated(mean, 0.0, 5), strict=True))[1:]:
        assert share > high  # independent retries, from the second attempt on


def test_another_agents_second_try_helps_as_it_helped_in_terminal_bench():
    solved = terminal_bench()
    mean, dispersion = pooled(solved)
    other, same = of_others(solved), of_the_same(solved)
    published = [round(float(t[:, 0].mean() / t[:, 1].mean()), 3) for t in (same, other)]
    assert published == [0.111, 0.203]
    low, high = ratio_interval(other)
    assert low < simulated_second(mean, dispersion, SHARED) < high
    # All difficulty the task's own: another agent's try is worth no more than one's own; none of it: as a fresh one.
    assert simulated_second(mean, dispersion, 1.0) < low
    assert simulated_second(mean, dispersion, 0.0) > high


def test_the_part_that_agents_share_is_fitted_to_pairs_of_agents():
    solved = terminal_bench()
    mean, dispersion = pooled(solved)
    both = np.mean([np.mean(solved[a].mean(axis=1) * solved[b].mean(axis=1)) for a in solved for b in solved if a != b])
    found = {q: float(np.mean(np.prod(true_chances(mean, dispersion, q), axis=1))) for q in (0.7, SHARED, 0.9)}
    assert found[0.7] < both < found[0.9]
    assert found[SHARED] == pytest.approx(both, abs=0.005)


@pytest.mark.parametrize("agents", [3, 4])
def test_one_of_several_agents_solves_a_task_as_often_as_in_terminal_bench(agents):
    # Fitted to pairs, so this is a test of three and four.
    solved = terminal_bench()
    mean, dispersion = pooled(solved)
    low, high = interval(one_of_agents(solved, agents))
    shares = {
        q: float(np.mean(1.0 - np.prod(1.0 - true_chances(mean, dispersion, q, agents), axis=1))) for q in (0, SHARED)
    }
    assert low < shares[SHARED] < high
    assert not low < shares[0] < high


def test_the_page_shows_what_is_simulated():
    page = (Path(__file__).parents[2] / "docs" / "background" / "validation.md").read_text(encoding="utf-8")
    for row in rows():
        assert row in page.splitlines()
