"""`compare` holds the truth as often as it says, on the simulator's own runs of systems whose truth is known.

It may hold it more often, where an interval reaches further on the side of a long tail; never less often.

Quick: a share of 150 comparisons has a standard error of 1.8 points, and the bounds are four of them away: if all is
well, a seed in 500 fails. Nightly: 2,000 comparisons and bounds of three standard errors, p99 in 400 comparisons. The
seed is fixed, and was chosen before the first run.
"""

import numpy as np
import pytest

from sim.work.runs import metric_arrays
from tests.theory.comparison_cases import STANDARD, Share
from tests.theory.known_systems import SYSTEMS, KnownSystem, breakdowns, mean_wait_from_empty, parallel, retries
from tests.theory.simulated_coverage import Line, comparisons, lines, runs_of
from tests.theory.simulated_selection import DELTA_S, selections
from tests.theory.simulated_tables import measured, rows

QUICK, FEW = 150, 12  # comparisons; replications of each


@pytest.fixture(scope="module")
def quick():
    system = retries()
    return system, comparisons(system, QUICK, FEW)


def kept(found: list[Line], what: str) -> list[float]:
    return [line.kept.value() for line in found if line.what == what]


def of_success(line: Line) -> bool:
    return line.of.startswith("success_rate")


def test_quick_intervals_and_verdicts(quick):
    found = lines(*quick)
    assert min(kept(found, "mean")) >= 0.88
    assert max(kept([line for line in found if not of_success(line)], "mean")) <= 0.995
    # Of a success rate it is the wider one of two intervals: with twelve runs of eight independent tasks, drawn without
    # any simulator, it holds in 96.9 to 98.6 %. Of 150 not one may miss; of the 600 of the four alternatives some do.
    shares = [line.kept for line in found if line.what == "mean" and of_success(line)]
    assert Share(sum(share.hits for share in shares), sum(share.of for share in shares)).value() <= 0.995
    assert min(kept(found, "differences together")) >= 0.88
    assert max(kept(found, "a wrong verdict")) <= 0.12


def test_a_truth_wrong_by_a_fifth_is_not_held(quick):
    system, found = quick
    found = lines(system, found, factor=1.2)
    assert max(kept(found, "mean")) < 0.88
    assert max(kept(found, "differences together")) < 0.88


def test_quick_quantiles():
    system = parallel()
    found = lines(system, comparisons(system, 30, 60))
    # 24 of 30 or more: fewer in one seed of 3,000.
    assert min(line.kept.value() for line in found if line.what in ("p5", "p50", "p95")) >= 0.8
    assert not kept(found, "p99")  # 60 replications are too few, and it says so


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.key)
def test_the_formulas_are_those_of_the_model(system: KnownSystem):
    """Each mean is within four standard errors of its formula, but in one seed of 1,700, and not of half as much."""
    replications = 200
    plan, store = runs_of(system, replications)
    for metric, truths in system.means.items():
        values = metric_arrays(plan, replications, store, [metric])[metric]
        allowed = 4.0 * values.std(axis=1, ddof=1) / replications**0.5
        away = abs(values.mean(axis=1) - truths)
        assert (away <= allowed).all(), metric
        assert (abs(values.mean(axis=1) - 0.5 * np.asarray(truths)) > allowed).all(), metric


def test_the_chain_of_the_short_queue():
    # The first task waits for nobody; the second with chance rate / (rate + 1) for a second on average.
    assert mean_wait_from_empty(0.5, 1) == 0.0
    assert mean_wait_from_empty(0.5, 2) == pytest.approx((0.0 + 1.0 / 3.0) / 2.0)
    # In the long run rho / (1 - rho).
    assert 100 * mean_wait_from_empty(0.5, 100) - 60 * mean_wait_from_empty(0.5, 60) == pytest.approx(40.0, rel=1e-4)


def test_the_table_has_a_row_for_each_answer():
    assert [row.split("|")[2].strip() for row in rows(breakdowns(), 3)] == [
        "mean: makespan", "differences together: makespan", "a wrong verdict: makespan",
    ]  # fmt: skip


@pytest.mark.nightly
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.key)
def test_precise_intervals_and_verdicts(system: KnownSystem):
    for replications, line in measured(system, STANDARD):
        share, error = line.kept.value(), line.kept.error()
        if line.what == "mean":
            # On the side of a long tail it reaches further than Student's t, so it may hold more often than promised:
            # with numbers of these distributions, drawn without any simulator, in 95.3 to 96.9 % (t: 94.3 to 95.4).
            # Of a success rate it is the wider one of two intervals besides, see tests/theory/test_rare_failures.py:
            # 95.9 to 97.8 %. The bounds are three standard errors or more above.
            assert 0.935 <= share <= (0.99 if of_success(line) else 0.985), line
        elif line.what == "differences together":
            assert share >= 0.935, line
        elif line.what == "a wrong verdict":
            assert share <= 0.065, line
        else:
            assert share == pytest.approx(line.promised, abs=3.0 * max(error, 0.005)), (replications, line)


def test_quick_selection():
    """Wrong in at most 5 %: six or more of 20 are wrong in one seed of 3,000."""
    found = selections(20)
    assert found.correct.hits >= 15
    assert found.runs >= 3 * 10  # a first stage of ten of each of three: they are counted where they are stored


def test_selection_promises_nothing_below_its_delta():
    # Told to look for differences three times as large as the truth, it stops early and is often wrong: a share that a
    # procedure right in 95 % would have in one seed of 300.
    assert selections(40, delta=3.0 * DELTA_S).correct.value() < 0.85


@pytest.mark.nightly
def test_precise_selection():
    """A share of 500 has a standard error of a point."""
    assert selections(500).correct.value() >= 0.95 - 0.01
