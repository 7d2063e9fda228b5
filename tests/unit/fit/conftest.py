"""Draws and records for the tests of fits."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.fit.draws import keyed_draws
from sim.fit.service_times import Draws


@pytest.fixture
def draws() -> Draws:
    return keyed_draws(1)("test")


@pytest.fixture
def luck() -> Callable[[int], np.random.Generator]:
    return np.random.default_rng
