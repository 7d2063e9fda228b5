"""Studies to draw: made by numpy from a seed, since what is drawn need not come from runs."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import Comparison

# mean, spread that all alternatives share, spread of each, and whether an effect of +1 raises it
METRICS = {
    "health_score": (85.0, 4.0, 2.0, 1.0),
    "success_rate": (0.93, 0.03, 0.01, 1.0),
    "makespan": (3000.0, 300.0, 90.0, -1.0),
    "p95_response": (900.0, 130.0, 60.0, -1.0),
    "wasted_work": (1800.0, 400.0, 50.0, -1.0),
}


class Study(NamedTuple):
    comparison: Comparison
    trajectories: pd.DataFrame
    runs: pd.DataFrame


def study(
    names: Sequence[str],
    settings: dict[str, list[Any]],
    effects: Sequence[float],
    n: int = 12,
    waves: int = 3,
    baseline: str | None = None,
    metrics: Sequence[str] = tuple(METRICS),
    failed: Sequence[tuple[int, int]] = (),
) -> Study:
    luck = np.random.Generator(np.random.Philox(3))
    k, lift = len(names), np.array(effects)
    values = {}
    for metric in metrics:
        mean, shared, own, sign = METRICS[metric]
        table = mean + shared * luck.standard_normal((n, 1)) + own * luck.standard_normal((n, k)) + sign * shared * lift
        for replication, alternative in failed:
            table[replication, alternative] = np.nan
        values[metric] = table
    comparison = compare_values("made", names, values, baseline or names[0], seed=1, failed=len(failed))
    columns = {"point": np.repeat(np.arange(k), n), "name": np.repeat(np.array(names, dtype=object), n)}
    columns |= {key: np.repeat(np.array(levels), n) for key, levels in settings.items()}
    columns |= {"replication": np.tile(np.arange(n), k)}
    columns |= {metric: table.T.ravel() for metric, table in values.items()}
    scores = 80.0 + 4.0 * lift[:, None, None] + 3.0 * luck.standard_normal((k, n, waves))
    rows = [
        (names[i], r, w + 1, float(score)) for (i, r, w), score in np.ndenumerate(np.clip(scores, 0.0, 100.0))
    ]  # fmt: skip
    trajectories = pd.DataFrame(rows, columns=["name", "replication", "wave", "health_score"])
    return Study(comparison, trajectories, pd.DataFrame(columns))


STRATEGIES = [
    "round_robin", "load_balanced", "priority_based", "confidence_based", "predicted_schedule", "shared_queue",
]  # fmt: skip


def two() -> Study:
    return study(STRATEGIES[:2], {"assignment.strategy": STRATEGIES[:2]}, [0.0, 1.0])


def strategies() -> Study:
    """Every verdict, more replications than dots, failed runs."""
    return study(
        STRATEGIES, {"assignment.strategy": STRATEGIES}, [0.0, 0.4, -0.5, 0.0, 1.0, 0.1], n=90, waves=20,
        failed=[(3, 2), (4, 2)],
    )  # fmt: skip


def twenty() -> Study:
    """A grid of two keys, with names longer than their room."""
    cells = [(retries, mtbf) for mtbf in (600.0, 1200.0, 1800.0, 2400.0) for retries in range(5)]
    return study(
        [f"retry.max_retries={r}, fleet.agents.0.breakdowns.mtbf={m / 60:g}min" for r, m in cells],
        {"retry.max_retries": [r for r, _ in cells], "fleet.agents.0.breakdowns.mtbf": [m for _, m in cells]},
        [0.3 * r - 0.08 * r * r + m / 3000.0 for r, m in cells],
    )


def lines() -> Study:
    """A numeric key, and strategies."""
    cells = [(strategy, count) for strategy in STRATEGIES[:3] for count in (2, 4, 8, 16)]
    return study(
        [f"{strategy}, fleet.agents.0.count={count}" for strategy, count in cells],
        {"assignment.strategy": [s for s, _ in cells], "fleet.agents.0.count": [c for _, c in cells]},
        [float(np.log(count)) for _, count in cells],
    )


def one_key() -> Study:
    """One metric, one wave, against the best."""
    counts = list(range(2, 17, 2))
    return study(
        [f"fleet.agents.0.count={count}" for count in counts], {"fleet.agents.0.count": counts},
        [float(np.log(count)) for count in counts], waves=1, baseline="best", metrics=["makespan"],
    )  # fmt: skip


def hundred() -> Study:
    """More points than rows on a page."""
    cells = [(retries, base) for retries in range(10) for base in range(10, 110, 10)]
    return study(
        [f"retry.max_retries={r}, retry.base={b}s" for r, b in cells],
        {"retry.max_retries": [r for r, _ in cells], "retry.base": [float(b) for _, b in cells]},
        [0.5 * r - 0.04 * r * r - 0.002 * b for r, b in cells], metrics=["health_score", "makespan"],
    )  # fmt: skip


def small_grid() -> Study:
    """Every kind of picture, with little in each."""
    cells = [(retries, base) for retries in range(3) for base in (1.0, 2.0, 4.0)]
    return study(
        [f"retry.max_retries={r}, retry.base={b:g}s" for r, b in cells],
        {"retry.max_retries": [r for r, _ in cells], "retry.base": [b for _, b in cells]},
        [r - 0.3 * b for r, b in cells], n=6, waves=2, metrics=["health_score", "makespan"],
    )  # fmt: skip


def scattered() -> Study:
    """Points of a design over two ranges, each with two strategies."""
    a = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75]
    b = [7.0, 1.0, 4.0, 8.0, 2.0, 6.0, 3.0, 5.0]
    cells = [(x, y, strategy) for x, y in zip(a, b, strict=True) for strategy in STRATEGIES[:2]]
    return study(
        [f"truth.noise={x}, retry.base={y}s, {strategy}" for x, y, strategy in cells],
        {"truth.noise": [x for x, _, _ in cells], "retry.base": [y for _, y, _ in cells],
         "assignment.strategy": [strategy for _, _, strategy in cells]},
        [x - 0.2 * y for x, y, _ in cells],
    )  # fmt: skip


def strange_names() -> Study:
    names = ["$x_1$ & <b>", "\u202eevil\n", "a" * 200, "retry=harsh: {max_retries: 9}", "\u4f60\u597d"]
    return study(names, {"policy": names}, [0.0, 1.0, 2.0, 3.0, 4.0])


def single_replication() -> Study:
    return study(STRATEGIES[:3], {"assignment.strategy": STRATEGIES[:3]}, [0.0, 1.0, 2.0], n=1)


def all_failed() -> Study:
    failed = [(replication, alternative) for replication in range(3) for alternative in range(3)]
    return study(STRATEGIES[:3], {"assignment.strategy": STRATEGIES[:3]}, [0.0, 1.0, 2.0], n=3, failed=failed)


CASES: dict[str, Callable[[], Study]] = {
    made.__name__: made
    for made in (
        two, strategies, twenty, lines, one_key, hundred, small_grid, scattered, strange_names,
        single_replication, all_failed,
    )
}  # fmt: skip


@cache
def made_case(name: str) -> Study:
    return CASES[name]()


@pytest.fixture
def case() -> Callable[[str], Study]:
    return made_case


@pytest.fixture
def made() -> Callable[..., Study]:
    return study
