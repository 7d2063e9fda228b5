"""Designs over ranges: where the points lie, and that the same seed gives the same ones."""

import numpy as np
import pytest

from sim.scenario import ScenarioError
from sim.scenario.varying.axes import parse_vary
from sim.study.design import over_ranges, sampled, unit_points


def test_a_latin_hypercube_has_a_point_in_every_part_of_every_range() -> None:
    unit = unit_points("latin_hypercube", dimensions=3, points=20, seed=4)
    for column in unit.T:
        assert sorted((column * 20).astype(int).tolist()) == list(range(20))


def test_a_sobol_design_is_balanced() -> None:
    # 64 points of a two-dimensional net: one in each of 8 x 8 squares.
    cells = (unit_points("sobol", dimensions=2, points=64, seed=4) * 8).astype(int)
    assert len({tuple(cell) for cell in cells.tolist()}) == 64


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_the_seed_decides(kind) -> None:
    first, again, other = (unit_points(kind, 2, 8, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_whole_numbers_and_steps_get_equal_shares() -> None:
    ranges = [
        parse_vary("retry.max_retries=0..3"),
        parse_vary("retry.base=0..30s step 10s"),
        parse_vary("truth.bias=-1.0..1.0"),
    ]
    # u = 0, 1/4, 1/2, 3/4 are the borders of four equal shares.
    axis = over_ranges(ranges, np.array([[u, u, u] for u in (0.0, 0.24, 0.25, 0.74, 0.75, 0.999)]))
    assert [tuple(value for _, value in level.settings) for level in axis.levels] == [
        (0, 0.0, -1), (0, 0.0, -0.52), (1, 10.0, -0.5), (2, 20.0, 0.48), (3, 30.0, 0.5), (3, 30.0, 0.998),
    ]  # fmt: skip
    assert axis.levels[1].name == "retry.max_retries=0, retry.base=0s, truth.bias=-0.52"


def test_ranges_become_one_axis_in_the_place_of_the_first() -> None:
    axes = [
        parse_vary("assignment.strategy=round_robin,load_balanced"),
        parse_vary("retry.max_retries=0..9"),
        parse_vary("gates.require_approval=true,false"),
        parse_vary("truth.bias=-1.0..1.0"),
    ]
    strategies, spread, approval = sampled(axes, "latin_hypercube", points=10)
    assert (strategies, approval) == (axes[0], axes[2])
    assert spread.keys == ("retry.max_retries", "truth.bias")
    assert {level.settings[0][1] for level in spread.levels} == set(range(10))


def test_points_that_fall_together_are_taken_once() -> None:
    (axis,) = sampled([parse_vary("retry.max_retries=0..3")], "sobol", points=16)
    assert len(axis.levels) == 4
    assert {level.settings[0][1] for level in axis.levels} == {0, 1, 2, 3}


def test_what_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no axis is one"):
        sampled([parse_vary("retry.max_retries=1,2")], "latin_hypercube", points=4)
    with pytest.raises(ScenarioError, match="needs a power of 2, such as 64 or 128"):
        sampled([parse_vary("retry.max_retries=0..9")], "sobol", points=100)
