"""Whatever holds the numbers: what is measured is what the same numbers as floats of double precision would give."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.luck import uniforms
from sim.measures.metrics.calibration import (
    bin_index,
    brier_score,
    calibrated_calibration_error,
    expected_calibration_error,
    reliability_table,
)
from sim.measures.metrics.rates import prediction_error
from sim.measures.statistics.by_chance import accuracy_by_chance, balance_by_chance
from sim.measures.statistics.confidence import bootstrap_confidence, draws_needed
from sim.measures.statistics.poisson_binomial import mean_absolute_deviation, pmf
from sim.measures.statistics.spread import percentile, spread
from sim.measures.statistics.trend import trend

FIRST = uniforms(1, 0, 1, 1, 0, 30)
SECOND = uniforms(1, 0, 1, 1, 1, 30)
OF_ONE: dict[str, Callable[..., Any]] = {
    "accuracy": accuracy_by_chance,
    "balance": lambda x: balance_by_chance(x, 4),
    "bins": lambda x: bin_index(x).tolist(),
    "calibrated": calibrated_calibration_error,
    "deviation": mean_absolute_deviation,
    "pmf": lambda x: pmf(x).tolist(),
    "percentile": lambda x: percentile(x, 37),
    "spread": spread,
}
OF_TWO: dict[str, Callable[..., Any]] = {
    "brier": brier_score,
    "table": reliability_table,
    "ece": expected_calibration_error,
    "error": prediction_error,
    "trend": lambda x, y: trend(np.arange(30), y),
}


def column_of(values, kind):
    return values > 0.4 if kind is bool else (1.7 * values).astype(kind)


def bootstrap(rows):
    u = uniforms(1, 0, 17, 1, 0, draws_needed(30))
    return bootstrap_confidence(rows, lambda totals: totals[..., 0] / totals[..., 1], u, margin=0.05)


@pytest.mark.parametrize("kind", [np.float16, np.float32, bool])
@pytest.mark.parametrize("name", OF_ONE)
def test_one_column(name, kind):
    column = column_of(FIRST, kind)
    assert OF_ONE[name](column) == OF_ONE[name](column.astype(float))


@pytest.mark.parametrize(
    ("one", "other"), [(np.float16, np.float16), (float, np.float16), (np.float16, float), (bool, bool)]
)
@pytest.mark.parametrize("name", OF_TWO)
def test_two_columns(name, one, other):
    x, y = column_of(FIRST, one), column_of(SECOND, other)
    assert OF_TWO[name](x, y) == OF_TWO[name](x.astype(float), y.astype(float))


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_waves(kind):
    waves = np.sort(column_of(FIRST, kind))
    assert trend(waves, SECOND) == trend(waves.astype(float), SECOND)


@pytest.mark.parametrize("kind", [np.float16, np.int8])
def test_rows(kind):
    rows = np.column_stack([100.0 * FIRST, 1.0 + 9.0 * SECOND]).astype(kind)
    assert bootstrap(rows) == bootstrap(rows.astype(float))
