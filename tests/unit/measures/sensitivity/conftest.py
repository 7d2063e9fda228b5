"""Functions whose indices are known."""

import numpy as np
import pytest

ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)
"""With a = 7, b = 0.1: Ishigami, Homma, 1990; Saltelli et al., "Global Sensitivity Analysis", 2008, section 4.6."""


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * u - 1.0)
    return np.asarray(np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0]))


@pytest.fixture
def luck() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(11))
