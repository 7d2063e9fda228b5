"""Differences known to a stated precision: what is run, when it ends, and that it is as precise as it says."""

import numpy as np
import pytest

import sim
from sim.measures.comparison import precision
from sim.measures.comparison.paired import PairedDifference, paired_differences
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.precise import Precise, pairs_with
from sim.study.comparison.python_terms import budget_of
from sim.study.comparison.terms import DIFFERENCES, Budget, Terms
from sim.work.store import RunStore
from sim.work.workers import open_workers


def half_width(pair: PairedDifference) -> float:
    assert pair.low is not None
    assert pair.high is not None
    assert pair.difference is not None
    return max(pair.high - pair.difference, pair.difference - pair.low)


def asked(scenario, folder, metrics=("makespan",), baseline=None, **budget):
    plan = plan_comparison(scenario, strategies=["round_robin", "load_balanced", "shared_queue"])
    terms = Terms(metrics, baseline, Budget(precision_of=DIFFERENCES, **budget))
    with open_workers("serial") as workers:
        return compare(plan, RunStore(folder / "runs"), workers, terms)


@pytest.fixture
def scenario():
    return sim.parse_scenario(
        {
            "name": "uneven",
            "fleet": {"agents": [{"name": "fast", "count": 2}, {"name": "slow", "speed": 0.25}]},
            "workload": {
                "kind": "synthetic", "tasks_per_wave": 12, "duration": {"kind": "lognormal", "mean": 30, "cv": 0.4},
            },
        }
    )  # fmt: skip


def test_every_difference_is_as_precise_as_it_is_called(scenario, tmp_path):
    found = asked(scenario, tmp_path, precision=0.1, most=400)
    (note,) = found.stop.notes
    assert "give the differences in makespan to within 10 % of the mean of round_robin at 95 %" in note
    assert found.stop.replications >= 20
    entry = found.comparison.metric("makespan")
    unit = 0.1 * (entry.means["round_robin"].mean or 0.0)
    for pair in entry.differences.values():
        assert half_width(pair) <= unit * 1.05  # the digits of the level


def test_the_half_width_is_that_of_the_pairs():
    luck = np.random.Generator(np.random.Philox(4))
    table = luck.exponential(1.0, (40, 3)) + np.array([5.0, 5.5, 6.0])
    rule = Precise(("makespan",), 0.1, 0.95, pairs_with(0, 3), "a").rule
    assert (rule.minimum, rule.confidence) == (20, 0.975)
    state = precision.begin(2, are_differences=True)
    for row in table:
        state, decision = precision.advance(rule, state, row[1:] - row[0], [5.0, 10.0])
    pairs = paired_differences(table[:, 0], table[:, 1:], higher_is_better=False, delta=0.1)
    for pair, share, unit in zip(pairs, decision.relative_half_widths, (5.0, 10.0), strict=True):
        assert (share or 0.0) * unit == pytest.approx(half_width(pair), rel=1e-6)


def test_shares_of_tasks_vary_as_much_as_their_tasks():
    rule = Precise(("success_rate",), 0.01, 0.95, pairs_with(0, 2), "a").rule
    state = precision.begin(1, [20.0], are_differences=True)
    for _ in range(50):
        state, decision = precision.advance(rule, state, [0.0], [1.0])
    # The same end of 1,000 tasks; 50 runs that are alike say less: 1 - 0.025 ** (1 / 50).
    assert decision.relative_half_widths[0] == pytest.approx(1.0 - 0.025 ** (1.0 / 50.0))


def test_it_ends_where_no_number_of_runs_would_do(scenario, tmp_path):
    found = asked(scenario.with_({"horizon": "100s"}), tmp_path, precision=0.05)
    assert found.stop.replications == 25
    assert "cannot become precise: the end of the run cuts off tasks of" in found.stop.notes[0]


def test_against_the_best_every_pair_counts(scenario, tmp_path):
    assert pairs_with(None, 4) == ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))
    found = asked(scenario, tmp_path, precision=0.5, most=60, baseline="best")
    assert "of the mean of the better one" in found.stop.notes[0]


def test_a_precision_of_what_there_is_none_is_refused():
    with pytest.raises(ValueError, match="but not how precise"):
        budget_of(None, None, None, "differences")
    with pytest.raises(ValueError, match="expected means or differences"):
        budget_of(None, 0.1, None, "medians")


@pytest.mark.parametrize("kind", ["normal", "exponential"])
def test_a_difference_at_the_stop_is_as_precise_as_asked(kind):
    """400 studies: where 95 % are promised, fewer than 91.5 % come by chance once in a thousand."""
    rule = Precise(("makespan",), 0.25, 0.95, pairs_with(0, 2), "a").rule
    luck = np.random.Generator(np.random.Philox(8))
    studies, right = 400, 0
    state, ended = precision.begin(studies, are_differences=True), np.zeros(studies, dtype=bool)
    since = np.zeros(studies)
    for _ in range(400):
        draw = luck.standard_normal((2, studies)) if kind == "normal" else luck.exponential(1.0, (2, studies)) - 1.0
        shared = luck.standard_normal(studies)
        x, y = 3.0 + 0.7 * (draw + shared)
        state, decision = precision.advance(rule, state, x - y, np.full(studies, 3.0))
        since = np.where(decision.met, np.where(since > 0.0, since, state.replications), 0.0)
        over = (since > 0.0) & (state.replications - since >= rule.look_ahead) & ~ended
        right += int((np.abs(state.means[over]) <= 0.25 * 3.0).sum())
        ended |= over
        if ended.all():
            break
    assert ended.all()
    assert right / studies > 0.915
