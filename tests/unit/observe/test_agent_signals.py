"""What a wave says of each agent, and of how the agents worked together."""

import pytest

from sim.record.rows import AnomalyOpened, OutageBegan, OutageEnded


def test_agent_performance(loop_on, small_wave, signals_of):
    loop = loop_on(small_wave())
    first, second = signals_of(loop, 1, "agent_performance")
    # agent_0: two tasks of expected 10 s took 10 and 20 s: pace 10 / 15; responses end at 10 and 30 s.
    assert first["success_rate"] == 1.0
    assert first["performance_score"] == pytest.approx(2 / 3)
    assert first["avg_latency"] == 20.0
    assert first["retries"] == 1
    assert first["trend"] is None
    # agent_1: one task failed, one was refused; only the first was served, in the expected time.
    assert (second["tasks"], second["success_rate"], second["performance_score"]) == (2, 0.0, 0.0)


def test_an_agent_without_tasks_has_no_score(story, loop_on, signals_of):
    told = story(agents=2)
    told.task(0, True)
    told.end()
    idle = signals_of(loop_on(told), 1, "agent_performance")[1]
    assert (idle["tasks"], idle["success_rate"], idle["performance_score"], idle["avg_latency"]) == (
        0,
        None,
        None,
        None,
    )


def test_a_trend_looks_back_over_the_waves(story, loop_on, signals_of):
    told = story(agents=1)
    for wave, successes in enumerate((2, 6, 10, 14, 18), start=1):
        if wave > 1:
            told.next()
        for n in range(20):
            told.task(0, n < successes)
        told.end()
    loop = loop_on(told)
    trends = [signals_of(loop, wave, "agent_performance")[0]["trend"] for wave in range(1, 6)]
    assert trends == [None, None, None, None, "improving"]


def test_coordination_issues_name_the_anomalies_that_touch_the_agent(story, loop_on, signals_of):
    told = story(agents=2)
    told.task(0, True)
    told.log.add(AnomalyOpened("anomaly_001", "agent_failure", "HIGH", 1, ("agent_1",), (), 10.0, "{}", "Look at it."))
    told.end()
    loop = loop_on(told)
    assert [own["coordination_issues"] for own in signals_of(loop, 1, "agent_performance")] == [[], ["anomaly_001"]]
    (fleet,) = signals_of(loop, 1, "multi_agent_coordination")
    assert (fleet["agent_id"], fleet["coordination_issues"]) == (None, ["anomaly_001"])


def test_interference_is_waiting_beside_an_idle_agent(story, loop_on, signals_of):
    told = story(agents=2)
    # agent_0 serves three tasks of 10 s: the second waits 10 s, the third 20 s. agent_1 is busy until 10 s.
    for _ in range(3):
        told.task(0, True)
    told.task(1, True)
    told.end()
    (fleet,) = signals_of(loop_on(told), 1, "multi_agent_coordination")
    # Of 30 s of waiting, the 10 s from 10 to 20 s were beside an idle agent.
    assert (fleet["waited_s"], fleet["interference_s"]) == (30.0, 10.0)
    assert fleet["load_balance"] == pytest.approx(1 / 3)
    assert fleet["advice"] == "try load_balanced or shared_queue: 33% of the waiting was beside an idle agent"


def test_an_agent_that_is_down_does_not_idle(story, loop_on, signals_of):
    told = story(agents=2)
    told.log.add(OutageBegan(1, "agent_1", 2.0, 0))
    for _ in range(3):
        told.task(0, True)
    told.log.add(OutageEnded(1, "agent_1", 2.0, 15.0))
    told.end()
    (fleet,) = signals_of(loop_on(told), 1, "multi_agent_coordination")
    # Two wait from 0 to 10 s, one from 10 to 20 s; agent_1 idles from 0 to 2 and from 15 s on: 2 * 2 + 5.
    assert fleet["interference_s"] == 9.0
