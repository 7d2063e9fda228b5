"""Runs that differ as wholes: one draw a replication, and nothing else moves."""

import math

import numpy as np
import pytest

import sim
from sim.luck.keyed import Luck, Purpose, uniforms
from sim.scenario import ScenarioError
from sim.scenario.spec.run_effect_spec import RunShift
from sim.workload.run_effect import run_shift
from sim.workload.source import load_tasks

SEED = 5


def scenario(**workload):
    return sim.parse_scenario(
        {
            "name": "wholes",
            "seed": SEED,
            "fleet": {"agents": [{"name": "agent", "count": 3}]},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": [20, 20],
                "duration": {"kind": "exponential", "mean": 30},
                "predicted_success": 0.7,
                **workload,
            },
            "retry": {"strategy": "no_retry"},
        }
    )


def tasks_of(replication=0, **workload):
    return load_tasks(scenario(**workload), Luck(SEED, replication), ("agent_0", "agent_1", "agent_2")).tasks


def test_a_run_is_slow_as_a_whole_and_everything_else_stays():
    plain = sim.run(scenario())
    slow = sim.run(scenario(run_effect={"duration": 0.3}))
    z = run_shift(RunShift(sd=0.3), float(uniforms(SEED, 0, Purpose.RUN_DURATION, 0, 0, 1)[0]))
    assert slow.audit() == []
    served = slow.attempts["served"].to_numpy() / plain.attempts["served"].to_numpy()
    assert served == pytest.approx(math.exp(z))
    ends = [run.tasks["ended_at"].max() for run in (slow, plain)]
    assert ends[0] / ends[1] == pytest.approx(math.exp(z))
    assert (tasks_of(run_effect={"duration": 0.3}).expected_s == tasks_of().expected_s).all()
    assert (slow.attempts["succeeded"] == plain.attempts["succeeded"]).all()


def test_a_run_succeeds_more_often_as_a_whole():
    chances = tasks_of(run_effect={"success": 0.5}).true_success[:, 0]
    shift = run_shift(RunShift(sd=0.5), float(uniforms(SEED, 0, Purpose.RUN_SUCCESS, 0, 0, 1)[0]))
    odds = 0.7 / 0.3 * math.exp(shift)
    assert chances == pytest.approx(odds / (1.0 + odds))
    assert shift != 0.0


def test_runs_lie_apart_as_was_asked():
    n = 1500
    u = np.array([uniforms(SEED, run, Purpose.RUN_DURATION, 0, 0, 1)[0] for run in range(n)])
    normal = np.array([run_shift(RunShift(sd=0.2), one) for one in u])
    heavy = np.array([run_shift(RunShift(sd=0.2, freedom=3), one) for one in u])
    # Four standard errors of a standard deviation, 1 / sqrt(2 n): a false alarm in 16,000.
    assert normal.std() == pytest.approx(0.2, rel=4.0 / math.sqrt(2.0 * n))
    # Student's t with three degrees of freedom exceeds 3.1824 on either side in 5 of 100.
    outside = (np.abs(heavy) > 0.2 * 3.1824463).mean()
    assert abs(outside - 0.05) < 4.0 * math.sqrt(0.05 * 0.95 / n)
    assert (np.abs(normal) > 0.2 * 3.1824463).mean() < 0.01  # the negative control


def test_times_and_chances_of_a_run_know_nothing_of_each_other():
    u, v = (
        np.array([uniforms(SEED, run, purpose, 0, 0, 1)[0] for run in range(1500)])
        for purpose in (Purpose.RUN_DURATION, Purpose.RUN_SUCCESS)
    )
    assert abs(np.corrcoef(u, v)[0, 1]) < 4.0 / math.sqrt(1500)


def test_a_factor_may_have_any_distribution():
    tasks = tasks_of(run_effect={"duration": {"kind": "empirical", "values": [2.0]}})
    assert (tasks.true_s == 2.0 * tasks.expected_s).all()


def test_an_effect_of_nothing_changes_no_bit():
    plain, none = tasks_of(), tasks_of(run_effect={"duration": 0, "success": 0})
    assert (plain.true_s == none.true_s).all()
    assert (plain.true_success == none.true_success).all()


@pytest.mark.parametrize(
    ("effect", "told"),
    [
        ({"duration": -0.1}, "workload.run_effect.duration"),
        ({"duration": {"kind": "shift", "sd": 0.1, "freedom": 0.5}}, "workload.run_effect.duration.freedom"),
        ({"success": {"kind": "lognormal", "mean": 1, "cv": 1}}, "workload.run_effect.success"),
        ({"sucess": 0.1}, "did you mean 'success'?"),
        (0.1, "workload.run_effect"),
    ],
)
def test_what_is_no_effect_is_told(effect, told):
    with pytest.raises(ScenarioError) as raised:
        scenario(run_effect=effect)
    assert told in str(raised.value)


def test_the_widest_effect_still_ends():
    run = sim.run(scenario(run_effect={"duration": {"kind": "shift", "sd": 10, "freedom": 1}, "success": 10}))
    assert run.audit() == []


def test_a_record_happened_and_has_none(tmp_path):
    (tmp_path / "a.csv").write_text("task,agent,start,seconds\na,agent_0,0,5\n")
    with pytest.raises(ScenarioError, match="run_effect"):
        sim.parse_scenario(
            {
                "name": "record",
                "fleet": {"agents": [{"name": "agent"}]},
                "workload": {"kind": "replay", "path": str(tmp_path / "a.csv"), "run_effect": {"duration": 0.1}},
            }
        )
