"""Delays before retries: lists of them, and how they are scattered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.luck.keyed import Luck, Purpose
from sim.policies.jitter import jittered_s
from sim.policies.retry import backoff_s
from sim.scenario import RetrySpec, ScenarioError
from sim.scenario.load import parse_scenario

SCENARIO = {
    "name": "scattered",
    "seed": 11,
    "fleet": {"agents": [{"name": "agent", "count": 4}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 40, "duration": "10s", "predicted_success": 0.4},
    "retry": {"max_retries": 5, "base": "4s"},
}


def scattered(**retry):
    return {**SCENARIO, "retry": {"max_retries": 5, "base": "4s", **retry}}


shares = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)


@given(st.sampled_from(["full", "equal"]), st.floats(0.0, 1e6), shares)
def test_jitter_stays_within_the_delay(kind, delay, u):
    low = 0.0 if kind == "full" else delay / 2.0
    assert low <= jittered_s(RetrySpec(jitter=kind), delay, u) <= delay


@given(shares, st.floats(0.0, 500.0), st.floats(0.0, 30.0))
def test_decorrelated_jitter_lies_between_base_and_three_times_the_last(u, previous, base):
    spec = RetrySpec(jitter="decorrelated", base=base, max_delay=100.0)
    delay = jittered_s(spec, 1.0, u, max(previous, base))
    assert min(base, 100.0) <= delay + 1e-9
    assert delay <= min(100.0, max(base, 3.0 * max(previous, base)))


def test_delays_come_one_after_another_and_the_last_repeats():
    spec = RetrySpec(delays=("1s", "5s", "1min"), max_delay="40s")
    assert [backoff_s(spec, retry) for retry in (1, 2, 3, 4, 9)] == [1.0, 5.0, 40.0, 40.0, 40.0]


@pytest.mark.parametrize(
    ("retry", "told"),
    [
        ({"jitter": "fall"}, "did you mean 'full'?"),
        ({"delays": []}, "retry.delays"),
        ({"delays": ["-1s"]}, "retry.delays.0"),
        ({"delays": ["1s"], "base": "2s"}, "retry.base: does nothing beside `delays`"),
        ({"delays": ["1s"], "factor": 3}, "retry.factor: does nothing beside `delays`"),
        ({"delays": ["1s"], "strategy": "no_retry"}, "are never waited for"),
        ({"jitter": "decorrelated", "base": "1s"}, "retry.max_delay: is missing"),
        ({"jitter": "decorrelated", "max_delay": "1s"}, "retry.base: is missing"),
    ],
)
def test_keys_that_do_not_fit_are_told(retry, told):
    with pytest.raises(ScenarioError) as caught:
        parse_scenario({**SCENARIO, "retry": retry})
    assert told in str(caught.value)


@pytest.mark.parametrize("kind", ["full", "equal", "decorrelated"])
def test_each_retry_waits_as_its_own_draw_says(kind):
    more = {"max_delay": "60s"} if kind == "decorrelated" else {}
    run = sim.run(scattered(jitter=kind, **more))
    spec, luck = run.scenario.retry, Luck(seed=11)
    waited = run.attempts[run.attempts.backoff.notna()]
    assert len(waited) > 20
    last: dict[str, float] = {}
    for row in waited.sort_values(["task_id", "attempt"]).to_dict("records"):
        task, attempt = str(row["task_id"]), int(row["attempt"])
        u = luck.uniform(Purpose.JITTER, int(row["wave"]), attempt, int(task.split("_")[-1]))
        expected = jittered_s(spec, backoff_s(spec, attempt + 1), u, last.get(task))
        assert row["backoff"] == expected
        last[task] = expected


def test_without_jitter_nothing_is_drawn_and_nothing_moves():
    plain, named = sim.run(SCENARIO), sim.run(scattered(jitter="none"))
    assert plain.attempts.equals(named.attempts)
    # Other luck is where it was: the same first attempts, with jitter or without.
    jittered = sim.run(scattered(jitter="full"))
    first = [run.attempts[run.attempts.attempt == 0].set_index("task_id").served for run in (plain, jittered)]
    assert first[0].sort_index().equals(first[1].sort_index())
