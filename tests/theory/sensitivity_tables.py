"""How often the intervals and verdicts of sensitivity studies are right, on functions whose indices are known.

`python -m tests.theory.sensitivity_tables` prints the table of docs/background/sensitivity.md, in some minutes.
"""

import sys
from collections.abc import Iterator

import numpy as np
from scipy.stats import qmc

from sim.measures.sensitivity.morris import morris
from sim.measures.sensitivity.noise import chance_p
from sim.measures.sensitivity.saltelli import saltelli
from sim.measures.sensitivity.shared_noise import with_shared_noise
from sim.measures.sensitivity.sign_flips import flip_p_values
from sim.measures.sensitivity.sobol import sobol
from sim.measures.statistics.resampling import resample_counts

STUDIES = 1000
RESAMPLES = 400
TOTALS = np.array([0.5576, 0.4424, 0.2437])  # of Ishigami's function
FIRSTS = np.array([0.3139, 0.4424, 0.0])


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * u - 1.0)
    return np.asarray(np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0]))


def rows() -> Iterator[tuple[str, str]]:
    luck = np.random.Generator(np.random.Philox(20))
    for trajectories in (10, 20, 50):
        yield f"interval of mu*, effects uniform, {trajectories} trajectories", mu_star_coverage(trajectories, luck)
    for points in (64, 128, 512):
        for noise in (0.0, 0.1):
            firsts, totals = index_coverage(points, noise, luck)
            what = f"{points} points, chance {100 * noise:g} % of the variance"
            yield f"intervals of the first indices of Ishigami's function, {what}", firsts
            yield f"intervals of the total indices of Ishigami's function, {what}", totals
    for replications in (3, 10):
        for shared in (0.0, 0.5, 1.0):
            what = f"{replications} replications, correlation {shared:g}"
            yield (
                f"`moves it` of a factor that does nothing, 20 pairs, {what}",
                false_alarms(replications, shared, luck),
            )


def mu_star_coverage(trajectories: int, luck: np.random.Generator) -> str:
    held = 0
    for _ in range(STUDIES):
        effects = np.repeat(luck.random((1, trajectories, 1)), 2, axis=0)
        (index,) = morris(effects, resample_counts(luck.random((RESAMPLES, trajectories)), trajectories))
        held += index.low <= 0.5 <= index.high
    return f"{100.0 * held / STUDIES:.1f} %"


def index_coverage(points: int, noise: float, luck: np.random.Generator) -> tuple[str, str]:
    """Shares of intervals that hold the known index; each point's own errors, means of 10, are so much of the whole."""
    spread = np.sqrt(10.0 * 13.844 * noise / (1.0 - noise))
    first, total = np.zeros(3), np.zeros(3)
    for seed in range(STUDIES):
        truth = ishigami(saltelli(qmc.Sobol(6, rng=seed).random(points)))
        values = truth + spread * luck.standard_normal((10, *truth.shape))
        found = with_shared_noise(sobol(values, resample_counts(luck.random((RESAMPLES, points)), points)), values)
        first += [
            (i.first_low or 0.0) <= known <= (i.first_high or 0.0) for i, known in zip(found, FIRSTS, strict=True)
        ]
        total += [
            (i.total_low or 0.0) <= known <= (i.total_high or 0.0) for i, known in zip(found, TOTALS, strict=True)
        ]
    return tuple(f"{', '.join(f'{100.0 * share / STUDIES:.1f}' for share in held)} %" for held in (first, total))  # type: ignore[return-value]


def false_alarms(replications: int, shared: float, luck: np.random.Generator) -> str:
    taken = 0
    for _ in range(10 * STUDIES):
        errors = np.sqrt(shared) * luck.standard_normal((replications, 1))
        errors = errors + np.sqrt(1.0 - shared) * luck.standard_normal((replications, 20))
        taken += (chance_p(errors) if replications < 6 else flip_p_values([errors], np.empty(0))[0]) <= 0.05
    return f"{10.0 * taken / STUDIES:.1f} %"


def main() -> None:
    for what, measured in rows():
        sys.stdout.write(f"| {what} | {measured} |\n")


if __name__ == "__main__":
    main()
