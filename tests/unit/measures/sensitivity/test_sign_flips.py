"""Whole replications with their signs turned: exact patterns by hand, size and power on luck that is shared."""

from itertools import product

import numpy as np
import pytest

from sim.measures.sensitivity.sign_flips import PATTERNS, flip_p_values

NONE = np.empty(0)


def by_hand(differences: list[np.ndarray]) -> list[float]:
    """The step-down maximum over all 2 ** K patterns, written out."""
    signs = np.array(list(product((1.0, -1.0), repeat=len(differences[0]))))
    table = []
    for each in differences:
        means = [(pattern @ each / len(each)) for pattern in signs]
        table.append([(mean**2).sum() for mean in means] / np.mean([(mean**2).sum() for mean in means]))
    plain = {place: row[0] for place, row in enumerate(table)}  # the first pattern flips nothing
    p, least = [0.0] * len(table), 0.0
    left = sorted(plain, key=lambda place: -plain[place])
    while left:
        first = left[0]
        largest = np.max([table[place] for place in left], axis=0)
        least = max(least, float(np.mean(largest >= plain[first] - 1e-9)))
        p[first] = least
        left = left[1:]
    return p


def test_all_patterns_and_the_largest_of_those_that_are_left(luck) -> None:
    shared = luck.standard_normal((7, 1))
    tables = [shift + shared + luck.standard_normal((7, 4)) for shift in (0.0, 1.5, 0.4)]
    assert flip_p_values(tables, NONE) == pytest.approx(by_hand(tables))


def test_a_factor_without_any_difference_has_p_1_and_hinders_nobody() -> None:
    rise = np.array([[2.0], [3.0], [1.0], [2.5], [1.5], [2.0]])
    assert flip_p_values([np.zeros((6, 2)), rise], NONE) == (1.0, 2 / 2**6)


def test_of_many_replications_some_patterns_are_drawn(luck) -> None:
    table = 0.5 + luck.standard_normal((20, 3))
    u = luck.random(PATTERNS * 20)
    (p,) = flip_p_values([table], u)
    # Of all patterns the share is that of 200,000 drawn ones, +- 5 standard errors of 2,048.
    signs = np.sign(luck.random((200_000, 20)) - 0.5)
    sizes = ((signs @ table) ** 2).sum(axis=1)
    exact = (sizes >= (table.sum(axis=0) ** 2).sum()).mean()
    assert p == pytest.approx(exact, abs=5 * np.sqrt(exact / PATTERNS) + 1 / PATTERNS)
    assert flip_p_values([table], u) == (p,)


@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
def test_what_does_nothing_is_seldom_said_to_move_and_what_does_is_told(shared) -> None:
    """Three factors that do nothing, 300 studies of ten replications of twenty pairs: 5 % are allowed.

    Above 9.3 % it would be rejected by chance once in a thousand (binomial). Then one that does: an effect of one
    standard error of ten in every pair is found more often than in a third.
    """
    luck = np.random.Generator(np.random.Philox([11, int(10 * shared)]))

    def errors() -> np.ndarray:
        common = luck.standard_normal((10, 1))
        return np.asarray(np.sqrt(shared) * common + np.sqrt(1.0 - shared) * luck.standard_normal((10, 20)))

    idle = sum(min(flip_p_values([errors() for _ in range(3)], NONE)) <= 0.05 for _ in range(300))
    assert idle / 300 <= 0.093
    moved = sum(flip_p_values([errors() + 1.0, errors(), errors()], NONE)[0] <= 0.05 for _ in range(100))
    assert moved > 33
