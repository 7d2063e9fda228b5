"""From the values of a design to words: what is left out, what does nothing, what is too little to say."""

import json

import numpy as np
import pytest

from sim.luck import Purpose, uniforms
from sim.measures.sensitivity.assessment import (
    RESAMPLES,
    Effect,
    FactorIndex,
    MetricSensitivity,
    Sensitivity,
    assess,
    index_rows,
)
from sim.measures.sensitivity.morris import Morris, morris
from sim.measures.sensitivity.noise import Noise, noise_share
from sim.measures.sensitivity.shared_noise import with_shared_noise
from sim.measures.sensitivity.sobol import Sobol, sobol
from sim.measures.sensitivity.trajectories import elementary_effects, trajectories
from sim.measures.statistics.resampling import resample_counts

NAMES, ORDER = ("big", "small", "idle"), (True, True, True)


def made(method, table, walks):
    """Values of (replications, 12, 5) as those of a design of three factors, and its trajectories if it has them."""
    return (table[:, :, :4], walks) if method == "morris" else (np.moveaxis(table, 1, 2), None)


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


def test_sobol_tells_a_sure_effect_from_one_that_cancels_and_from_none() -> None:
    # Two replications of two factors and an idle one, four points of A, B and each cross.
    a, b = np.array([0.0, 1.0, 2.0, 3.0]), np.array([5.0, 3.0, 8.0, 4.0])
    sure, cancels = a + b / 2.0, np.ones(4)
    found = assess(
        "makespan",
        ("sure", "cancels", "idle"),
        (True, False, True),
        np.array([[a, b, sure, a + cancels, a], [a, b, sure, a - cancels, a]]),
        None,
        seed=1,
    )
    assert [(factor.name, factor.effect, factor.p_value, factor.has_direction) for factor in found.factors] == [
        ("sure", Effect.MOVES, 0.0, True),
        ("cancels", Effect.UNSURE, 1.0, False),
        ("idle", Effect.NONE, 1.0, True),
    ]


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_metric_that_is_always_0_is_moved_by_nothing(method, walks) -> None:
    values, walks = made(method, np.zeros((5, 12, 5)), walks)
    found = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    assert [factor.effect for factor in found.factors] == [Effect.NONE] * 3
    assert found.noise == (0.0, 0.0, None)


def test_a_trajectory_with_a_missing_value_is_left_out(values, walks) -> None:
    kept = assess("makespan", NAMES, ORDER, values[:, 1:], type(walks)(*(part[1:] for part in walks)), seed=1)
    values[3, 0, 2] = np.nan
    found = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    assert (found.rows, found.left_out) == (11, 1)
    assert found.factors == kept.factors


def test_with_too_few_values_nothing_is_said(values, walks) -> None:
    values[0, 1:] = np.nan
    found = assess("makespan", NAMES, ORDER, values, walks, seed=1)
    assert found == MetricSensitivity("makespan", None, rows=1, left_out=11, factors=())


def test_of_one_replication_nothing_is_said(values, walks) -> None:
    found = assess("makespan", NAMES, ORDER, values[:1], walks, seed=1)
    assert found == MetricSensitivity("makespan", None, rows=12, left_out=0, factors=())


def test_sobol_leaves_out_rows(luck) -> None:
    table = luck.standard_normal((3, 4, 16))
    table[1, 2, 5] = np.nan
    found = assess("makespan", ("a", "b"), (True, True), table, None, seed=1)
    assert (found.rows, found.left_out) == (15, 1)


@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_the_intervals_are_of_the_studys_own_draws(values, walks, luck, confidence) -> None:
    counts = resample_counts(
        uniforms(7, 0, Purpose.BOOTSTRAP, wave=0, k=0, n=RESAMPLES * 12).reshape(RESAMPLES, 12), 12
    )
    table = np.arange(12.0) * np.arange(1.0, 6.0)[:, None] % 7.0 + 0.1 * luck.standard_normal((3, 5, 12))
    for found, noise, expected in [
        (
            assess("makespan", NAMES, ORDER, values, walks, 7, confidence),
            noise_share(values.reshape(8, 48)),
            morris(elementary_effects(values, walks), counts, confidence),
        ),
        (
            assess("makespan", NAMES, ORDER, table, None, 7, confidence),
            noise_share(np.concatenate([table[:, 0], table[:, 1]], axis=1)),  # A and B, without the crosses
            with_shared_noise(sobol(table, counts, confidence), table, confidence),
        ),
    ]:
        assert tuple(factor.index for factor in found.factors) == expected
        assert found.noise == noise
    other = assess("makespan", NAMES, ORDER, values, walks, 8, confidence)
    assert other.factors != assess("makespan", NAMES, ORDER, values, walks, 7, confidence).factors


def test_shares_of_what_is_mostly_chance_are_refused_and_ranked_as_they_are(luck) -> None:
    # Two factors: a slope of 1 over twelve points beside errors of 6 in each of four replications.
    table = np.arange(12.0) % 5.0 + 6.0 * luck.standard_normal((4, 4, 12))
    found = assess("makespan", ("a", "b"), (True, True), table, None, 1)
    assert found.noise is not None
    assert found.noise.share is not None
    assert found.noise.share > 1.0 / 3.0
    assert found.is_refused
    indices = [each.index for each in found.factors if isinstance(each.index, Sobol)]
    assert [(index.first, index.total, index.total_low) for index in indices] == [(None,) * 3] * 2
    raw = [index.total_raw or 0.0 for index in indices]
    assert [each.size for each in found.factors] == raw
    assert found.ranked()[0].size == max(raw)
    assert not assess(
        "makespan", ("a", "b"), (True, True), np.sqrt(0.01) * table + 10.0 * (np.arange(12) % 5), None, 1
    ).is_refused


@pytest.mark.parametrize(("replications", "p"), [(5, 0.0), (6, 2 / 2**6), (10, 2 / 2**10)])
def test_from_six_replications_on_signs_are_flipped(replications, p) -> None:
    # Every replication says the same: no spread for Dempster's test, and one pattern of signs of 2 ** (K - 1).
    a, b = np.array([0.0, 1.0, 2.0, 3.0]), np.array([5.0, 3.0, 8.0, 4.0])
    found = assess("makespan", ("a",), (True,), np.stack([np.stack([a, b, a + b])] * replications), None, 1)
    assert found.factors[0].p_value == p


@pytest.mark.parametrize("method", ["morris", "sobol"])
@pytest.mark.parametrize("alike", [True, False])
def test_rounding_is_no_effect(alike, method, walks) -> None:
    # Equal sums in another order differ by a rounding error, in all replications alike or each in its own way.
    rounded = np.asarray(1e6 + 1e-9 * np.arange(5 * 12 * 5).reshape(5, 12, 5) % 3e-10, dtype=np.float64)
    values, walks = made(method, rounded[:1].repeat(5, axis=0) if alike else rounded, walks)
    assert values.std() > 0.0
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
    index = Morris(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
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
    row = {"factor": "big", **numbers, "p_value": 0.08, "effect": "moves it"}
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
