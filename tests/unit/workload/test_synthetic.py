from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.luck import Luck, Purpose, uniforms
from sim.scenario import AgentSpec, FleetSpec, Scenario, SyntheticWorkload
from sim.workload.source import load_tasks
from sim.workload.task_table import TaskTable


class GivenLuck(Luck):
    """Luck that deals the given uniforms, the same for every purpose and wave."""

    def __init__(self, *given_uniforms: float) -> None:
        super().__init__(seed=0)
        self._given = np.array(given_uniforms)

    def uniforms(self, purpose, wave, k, n):
        return self._given[:n]


def tasks_of(luck: Luck | None = None, **workload: Any) -> TaskTable:
    scenario = Scenario(
        name="made-up",
        fleet=FleetSpec(agents=[AgentSpec(name="agent", count=2)]),
        workload=SyntheticWorkload(**workload),
    )
    return load_tasks(scenario, luck or Luck(seed=42), ("agent_0", "agent_1")).tasks


STREAM = {"kind": "poisson", "rate": 0.5}
RICH: dict[str, Any] = {
    "size": {"kind": "gamma", "mean": 30, "cv": 0.4},
    "duration": {"kind": "lognormal", "cv": 0.4},
    "predicted_success": {"kind": "beta", "mean": 0.8, "sd": 0.1},
    "confidence": {"kind": "uniform", "low": 0.4, "high": 1.0},
    "priority": {1: 0.2, 2: 0.5, 3: 0.3},
    "risk": {"LOW": 0.8, "HIGH": 0.2},
    "arrivals": {"kind": "poisson", "rate": 0.5},
}


def test_ids_waves_and_positions():
    tasks = tasks_of(tasks_per_wave=[2, 0, 1])
    assert tasks.task_id == ("task_1_0", "task_1_1", "task_3_0")
    assert tasks.wave == (1, 1, 3)
    assert tasks.position == (0, 1, 0)


def test_what_is_not_said_has_the_documented_defaults():
    tasks = tasks_of(tasks_per_wave=2)
    assert tasks.priority == (2, 2)
    assert tasks.risk == ("LOW", "LOW")
    assert tasks.confidence == (None, None)
    assert tasks.approved == (False, False)
    assert tasks.release_offset_s == (0.0, 0.0)
    assert tasks.predicted_success.tolist() == [[0.85], [0.85]]
    assert tasks.expected_s.tolist() == [[30.0], [30.0]]
    assert dict(tasks.schedule) == {}


def test_the_mean_of_the_duration_is_expected_of_every_task():
    # A triangle from 10 over 20 to 60 s has the mean 90 / 3 = 30 s.
    triangle = {"kind": "triangular", "low": 10, "mode": 20, "high": 60}
    assert tasks_of(tasks_per_wave=2, duration=triangle).expected_s.tolist() == [[30.0], [30.0]]


def test_a_size_is_drawn_once_a_task_and_known_to_the_planner():
    # Uniform between 10 and 30 s: a quarter of the way is 15 s, half of it 20 s.
    tasks = tasks_of(GivenLuck(0.25, 0.5), tasks_per_wave=2, size={"kind": "uniform", "low": 10, "high": 30})
    assert tasks.true_s.tolist() == tasks.expected_s.tolist() == [[15.0], [20.0]]


def test_priorities_follow_the_cumulated_weights_in_the_order_written():
    # Weights 0.2, 0.5, 0.3 cumulate to 0.2, 0.7, 1.0; a uniform on a limit belongs to what follows it.
    luck = GivenLuck(0.1, 0.19, 0.2, 0.69, 0.7, 0.99)
    assert tasks_of(luck, tasks_per_wave=6, priority={1: 0.2, 2: 0.5, 3: 0.3}).priority == (1, 1, 2, 2, 3, 3)
    # The other way round, priority 3 holds the first 0.3, and 2 the half up to 0.8.
    assert tasks_of(luck, tasks_per_wave=6, priority={3: 0.3, 2: 0.5, 1: 0.2}).priority == (3, 3, 3, 2, 2, 1)


def test_weights_are_relative():
    # 8 : 2 is 0.8 : 0.2.
    assert tasks_of(GivenLuck(0.79, 0.81), tasks_per_wave=2, risk={"LOW": 8, "HIGH": 2}).risk == (
        "LOW",
        "HIGH",
    )


def test_a_weight_of_zero_is_never_chosen():
    luck = GivenLuck(1e-16, 0.5, 1.0 - 1e-16)
    weights = {"UNKNOWN": 0, "LOW": 0.1, "MEDIUM": 0.2, "HIGH": 0}
    assert set(tasks_of(luck, tasks_per_wave=3, risk=weights).risk) <= {"LOW", "MEDIUM"}


def test_arrivals_are_sums_of_exponential_gaps():
    # Half a task a second: gaps of 2 s in the mean. At u a gap is -2 ln(1 - u): 2 s at 1 - 1/e, 4 s at
    # 1 - 1/e^2.
    luck = GivenLuck(1 - np.exp(-1.0), 1 - np.exp(-2.0), 1 - np.exp(-1.0))
    tasks = tasks_of(luck, waves=2, tasks_per_wave=3, arrivals={"kind": "poisson", "rate": 0.5})
    assert tasks.release_offset_s == pytest.approx((2.0, 6.0, 8.0, 2.0, 6.0, 8.0))


def test_a_stream_ends_at_its_time():
    # Gaps of 2, 4 and 2 s: tasks come at 2, 6 and 8 s. One that comes exactly at the end still comes.
    luck = GivenLuck(1 - np.exp(-1.0), 1 - np.exp(-2.0), 1 - np.exp(-1.0))
    last = tasks_of(luck, tasks_per_wave=3, arrivals=STREAM).release_offset_s[1]
    for until_s, number in ((1.0, 0), (last - 1e-6, 1), (last, 2), (7.9, 2), (9.0, 3)):
        tasks = tasks_of(luck, tasks_per_wave=3, arrivals=STREAM | {"until": until_s})
        assert len(tasks) == len(tasks.release_offset_s) == len(tasks.predicted_success) == number


@settings(deadline=None, max_examples=30)
@given(until_s=st.floats(0.1, 2000.0), most=st.none() | st.integers(1, 600), waves=st.integers(1, 3))
def test_a_stream_that_ends_has_the_tasks_of_one_that_goes_on_up_to_then(until_s, most, waves):
    endless = tasks_of(tasks_per_wave=1500, waves=waves, arrivals=STREAM)
    ended = tasks_of(tasks_per_wave=most, waves=waves, arrivals=STREAM | {"until": until_s})
    come = [
        row
        for row in zip(endless.wave, endless.position, endless.release_offset_s, strict=True)
        if row[2] <= until_s and (most is None or row[1] < most)
    ]
    assert list(zip(ended.wave, ended.position, ended.release_offset_s, strict=True)) == come


def test_each_column_uses_the_uniforms_of_its_own_purpose():
    uniform = {"kind": "uniform", "low": 0, "high": 1}
    tasks = tasks_of(
        waves=2,
        tasks_per_wave=3,
        predicted_success=uniform,
        confidence=uniform,
        size=uniform,
    )
    for column, purpose in (
        (tasks.predicted_success[:, 0].tolist(), Purpose.PREDICTED_SUCCESS),
        (list(tasks.confidence), Purpose.CONFIDENCE),
        (tasks.expected_s[:, 0].tolist(), Purpose.SIZE),
    ):
        by_wave = [uniforms(42, 0, purpose, wave, 0, 3).tolist() for wave in (1, 2)]
        assert column == by_wave[0] + by_wave[1]


@settings(deadline=None, max_examples=40)
@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    more=st.lists(st.integers(0, 9), min_size=4, max_size=4),
    waves_more=st.integers(0, 2),
    seed=st.integers(0, 2**63 - 1),
)
def test_appending_tasks_and_waves_shifts_nothing(sizes, more, waves_more, seed):
    truth = {"bias": 0.3, "noise": 0.5, "drift": -0.1}

    def rows(wave_sizes):
        scenario = Scenario(
            name="made-up",
            fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
            workload=SyntheticWorkload(tasks_per_wave=wave_sizes, **RICH),
            truth=truth,
            predictions={"duration_error": {"kind": "exponential", "mean": 1.5}},
        )
        tasks = load_tasks(scenario, Luck(seed), ("agent_0",)).tasks
        columns = zip(
            tasks.wave, tasks.position, tasks.priority, tasks.risk, tasks.confidence, tasks.release_offset_s,
            tasks.predicted_success[:, 0].tolist(), tasks.true_success[:, 0].tolist(),
            tasks.expected_s[:, 0].tolist(), tasks.true_s[:, 0].tolist(), strict=True,
        )  # fmt: skip
        return dict(zip(tasks.task_id, columns, strict=True))

    short = rows(sizes)
    long = rows([size + extra for size, extra in zip(sizes, more, strict=False)] + [3] * waves_more)
    assert short.items() <= long.items()


def test_seed_and_replication_change_the_draws():
    def first(luck):
        return tasks_of(luck, tasks_per_wave=1, **RICH).predicted_success[0, 0]

    assert len({first(Luck(1)), first(Luck(2)), first(Luck(1, replication=1))}) == 3


def test_many_tasks_have_the_moments_of_their_distributions():
    # Means of n draws lie within five standard errors: 0.1 / sqrt(n) for the beta, 2 s / sqrt(n) for gaps.
    n = 20_000
    tasks = tasks_of(tasks_per_wave=n, **RICH)
    assert abs(tasks.predicted_success.mean() - 0.8) < 5 * 0.1 / n**0.5
    assert abs(tasks.release_offset_s[-1] / n - 2.0) < 5 * 2.0 / n**0.5
    assert abs(tasks.risk.count("HIGH") / n - 0.2) < 5 * 0.4 / n**0.5


def test_the_tables_cannot_be_written_to():
    tasks = tasks_of(tasks_per_wave=2)
    for table in (tasks.predicted_success, tasks.true_success, tasks.expected_s, tasks.true_s):
        with pytest.raises(ValueError, match="read-only"):
            table[0, 0] = 0.5
