"""From the values of a design to words: what is left out, what does nothing, what is too little to say."""

import json

import numpy as np
import pytest

from sim.measures.sensitivity.assessment import Effect, FactorIndex, MetricSensitivity, Sensitivity, assess, index_rows
from sim.measures.sensitivity.morris import Morris
from sim.measures.sensitivity.noise import Noise
from sim.measures.sensitivity.trajectories import trajectories

NAMES, ORDER = ("big", "small", "idle"), (True, True, True)


@pytest.fixture
def walks(luck):
    return trajectories([4, 4, 4], ORDER, luck.random((12, 9)))


@pytest.fixture
def values(walks, luck):
    truth = walks.levels @ np.array([10.0, 0.02, 0.0])
    noise = 0.2 * luck.standard_normal((8, 12, 4))
    # The third factor changes nothing at all: the same luck before and after its step.
    for walk, step in enumerate(walks.at[:, 2]):
        noise[:, walk, step + 1 :] += (noise[:, walk, step] - noise[:, walk, step + 1])[:, None]
    return truth + noise


def test_what_moves_what_may_be_chance_and_what_does_nothing(values, walks) -> None:
    found = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    assert [factor.effect for factor in found.factors] == [Effect.MOVES, Effect.UNSURE, Effect.NONE]
    assert found.ranked()[0].name == "big"
    assert isinstance(found.factors[0].index, Morris)
    assert found.factors[0].index.mu == pytest.approx(30.0, abs=0.5)  # over the whole range, three levels further


def test_a_trajectory_with_a_missing_value_is_left_out(values, walks) -> None:
    kept = assess("makespan", NAMES, ORDER, values[:, 1:], type(walks)(*(part[1:] for part in walks)), seed=1)
    values[3, 0, 2] = np.nan
    found = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    assert (found.rows, found.left_out) == (11, 1)
    assert found.factors == kept.factors


def test_with_too_few_values_nothing_is_said(values, walks) -> None:
    values[0, 1:] = np.nan
    found = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    assert (found.noise, found.rows, found.left_out, found.factors) == (None, 1, 11, ())


def test_sobol_leaves_out_rows(luck) -> None:
    table = luck.standard_normal((3, 4, 16))
    table[1, 2, 5] = np.nan
    found = assess("makespan", ("a", "b"), (True, True), table, None, seed=1)
    assert (found.rows, found.left_out) == (15, 1)


def test_rounding_is_no_effect(walks) -> None:
    # Equal sums in another order differ by a rounding error.
    values = np.asarray(1e6 + 1e-9 * np.arange(2 * 12 * 4).reshape(2, 12, 4) % 3e-10, dtype=np.float64)
    found = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    assert {factor.effect for factor in found.factors} == {Effect.NONE}


def test_the_content_is_plain_data(values, walks) -> None:
    entry = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    found = Sensitivity("x", "morris", dict.fromkeys(NAMES, "1 to 2"), 48, 8, 0, 0.95, (entry,))
    content = json.loads(json.dumps(found.content(), allow_nan=False))
    assert [row["factor"] for row in content["metrics"]["makespan"]["indices"]] == list(NAMES)
    assert content["metrics"]["makespan"]["noise"]["share"] < 0.01
    assert set(index_rows(entry)[0]) >= {"mu", "mu_star", "low", "high", "sigma", "p_value", "effect", "noise_share"}


def test_each_number_stands_under_its_name() -> None:
    index = Morris(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 0.04)
    entry = MetricSensitivity(
        "makespan", Noise(8.0, 2.0, 0.25), 12, 3, (FactorIndex("big", Effect.MOVES, 0.08, index, True),)
    )
    numbers = {
        "mu": 1.0,
        "mu_star": 2.0,
        "low": 3.0,
        "high": 4.0,
        "sigma": 5.0,
        "mu_star_noise": 6.0,
        "sigma_noise": 7.0,
    }
    row = {"factor": "big", **numbers, "p_value": 0.08, "effect": "moves it"}  # the adjusted p-value beats the raw one
    assert index_rows(entry) == [{"metric": "makespan", **row, "noise_share": 0.25}]
    assert index_rows(MetricSensitivity("makespan", None, 1, 3, entry.factors))[0]["noise_share"] is None
    silent = MetricSensitivity("wasted_work", None, 1, 11, ())
    assert Sensitivity("x", "morris", {"big": "1 to 2"}, 48, 8, 5, 0.9, (entry, silent)).content() == {
        "scenario": "x",
        "method": "morris",
        "factors": {"big": "1 to 2"},
        "points": 48,
        "replications": 8,
        "failed": 5,
        "confidence": 0.9,
        "metrics": {
            "makespan": {
                "noise": {"variance": 8.0, "noise": 2.0, "share": 0.25}, "rows": 12, "left_out": 3, "indices": [row],
            },
            "wasted_work": {"noise": None, "rows": 1, "left_out": 11, "indices": []},
        },
    }  # fmt: skip
