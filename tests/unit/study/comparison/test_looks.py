"""A study that is extended after its results were shown is judged the more strictly, in whatever way it is resumed."""

import pytest

import sim
from sim.measures.comparison.looks import spent
from sim.measures.comparison.paired import paired_differences
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.terms import Budget, Terms
from sim.work.looks import earlier_looks, remember_look
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers
from tests.theory.comparison_cases import STANDARD, draws

PAIR = {
    "name": "pair",
    "fleet": {"agents": [{"name": "slow"}, {"name": "fast", "speed": 3.0}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 6, "predicted_success": 0.8,
                 "duration": {"kind": "exponential", "mean": 20.0}},
}  # fmt: skip


@pytest.fixture
def ask(tmp_path):
    def asked(replications, **terms):
        plan = plan_comparison(sim.parse_scenario(PAIR), strategies=["round_robin", "load_balanced"])
        budget = terms.pop("budget", Budget(replications))
        found = compare(
            plan, RunStore(tmp_path / "runs"), SerialWorkers(), Terms(("makespan",), budget=budget, **terms)
        )
        return found

    return asked


def test_each_extension_halves_the_error(ask):
    first, second, third = ask(6), ask(9), ask(12)
    assert [found.comparison.looks for found in (first, second, third)] == [(), (6,), (6, 9)]
    assert not any("looked at" in note for note in first.stop.notes)
    assert (
        "This study was looked at after 6 and 9 replications, and extended to 12 replications." in third.stop.notes[0]
    )
    assert "here 1.3 %" in third.stop.notes[0]
    # The same again, or fewer, is no further look.
    assert ask(12).comparison == third.comparison
    assert ask(6).comparison == first.comparison


def test_a_study_in_one_go_keeps_its_interval(ask, tmp_path):
    once = ask(12).comparison.metric("makespan").differences["load_balanced"]
    RunStore(tmp_path / "runs").clear()
    ask(6)
    extended = ask(12).comparison.metric("makespan").differences["load_balanced"]
    assert extended.difference == once.difference
    assert None not in (extended.low, extended.high, once.low, once.high)
    assert extended.high - extended.low > once.high - once.low


def test_a_study_that_ends_by_a_choice_says_what_its_tables_are_worth(ask):
    found = ask(None, budget=Budget(select_best="makespan"), deltas={"makespan": 30.0})
    assert "is selected as best" in found.stop.notes[0]
    assert "describe these runs" in found.stop.notes[1]
    assert found.comparison.runs


def test_looks_are_kept_beside_the_runs_and_go_with_them(tmp_path):
    store = RunStore(tmp_path)
    assert earlier_looks(store, ["a"], 10) == ()
    remember_look(store, ["a", "b"], 10)
    remember_look(store, ["b"], 20)
    assert [earlier_looks(RunStore(tmp_path), keys, 30) for keys in (["a"], ["b"], ["a", "b"], ["c"])] == [
        (10,), (10, 20), (10, 20), (),
    ]  # fmt: skip
    assert earlier_looks(store, ["b"], 20) == (10,)
    assert RunStore(tmp_path).notes == []
    store.clear()
    assert earlier_looks(store, ["b"], 30) == ()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', '{"version": 9, "looks": {}}',
                                     '{"version": 1, "looks": {"a": ["x"]}}'])  # fmt: skip
def test_looks_that_cannot_be_read_are_none(tmp_path, content):
    (tmp_path / "looks.json").write_text(content)
    assert earlier_looks(RunStore(tmp_path), ["a"], 30) == ()


def _doubled_until_decided(judge, most: int, macro: int) -> float:
    """The share of studies of nothing that end with a direction: looked at after 10, 20, 40, .. replications."""
    from scipy.special import ndtri

    wrong = 0
    for row in ndtri(draws(300, macro, most)):
        looks, n = 0, 10
        while n <= most:
            low, high = judge(row[:n], looks)
            if low > 0.0 or high < 0.0:
                wrong += looks > 0
                break
            looks, n = looks + 1, 2 * n
    return wrong / macro


def test_doubled_until_something_shows_it_is_wrong_no_more_often_than_promised():
    def judge(values, looks):
        (found,) = paired_differences(
            0.0 * values, values[:, None], higher_is_better=True, delta=0.0, confidence=spent(0.95, looks)
        )
        return found.low, found.high

    # Studies that were extended, six times at most; a study that was not has the error of its one look.
    assert _doubled_until_decided(judge, 640, STANDARD // 2) <= 0.05 + 3.0 * (0.05 * 0.95 / (STANDARD // 2)) ** 0.5


@pytest.mark.nightly  # the control takes as long as the test
def test_without_that_it_would_be_in_one_of_eight():
    def judge(values, _):
        (found,) = paired_differences(0.0 * values, values[:, None], higher_is_better=True, delta=0.0)
        return found.low, found.high

    assert _doubled_until_decided(judge, 640, STANDARD // 2) > 0.1
