"""Outages of groups worked out by hand: tasks of 10 s that always succeed, a back-off of 1 s after a failure."""

import json

import pytest

import sim
from sim.luck import Luck, Purpose, quantile_at
from sim.record.rows import AttemptEnded, Injected, OutageBegan, OutageEnded
from sim.scenario import Exponential, ScenarioError


def fleet(*outages, agents=1, **more):
    return {"fleet": {"agents": [{"name": "agent", "count": agents}], "outages": list(outages), **more}}


def planned(at, seconds, agents=("agent_*",), **more):
    return {"agents": list(agents), "at": at, "for": seconds, **more}


def outages(world):
    return [
        (began.agent, began.at, ended.at)
        for began in world.log.of(OutageBegan)
        for ended in world.log.of(OutageEnded)
        if (ended.agent, ended.began_at) == (began.agent, began.at)
    ]


def attempts(world):
    return [(row.agent, row.started_at, row.ended_at, row.error_class) for row in world.log.of(AttemptEnded)]


def test_a_planned_outage_strikes_every_member_at_once(simulate):
    world = simulate({**fleet(planned(5, 20), agents=2), "workload": {"tasks_per_wave": 2}})
    assert outages(world) == [(0, 5, 25), (1, 5, 25)]
    # Struck after 5 s; the back-offs are over at 6, and the agents are down until 25.
    assert attempts(world) == [
        (0, 0, 5, "agent_down"), (1, 0, 5, "agent_down"), (0, 25, 35, None), (1, 25, 35, None),
    ]  # fmt: skip
    assert world.log.of(Injected) == [Injected("outage", ("agent_0", "agent_1"), 5.0, 25.0)]


def test_every_counts_from_start_to_start_and_each_is_told(simulate):
    world = simulate({**fleet(planned(5, 1, every=20, on_breakdown="resume")), "workload": {"tasks_per_wave": 5}})
    assert outages(world) == [(0, 5, 6), (0, 25, 26), (0, 45, 46)]  # 50 s of work and three outages of 1 s
    assert [(row.at, row.until) for row in world.log.of(Injected)] == [(5, 6), (25, 26), (45, 46)]


@pytest.mark.parametrize("touching", [15, 20, 25])
def test_what_touches_or_overlaps_is_one_down_time(simulate, touching):
    world = simulate({**fleet(planned(5, 20), planned(touching, 10)), "workload": {"tasks_per_wave": 1}})
    assert outages(world) == [(0, 5, max(25, touching + 10))]
    assert len(world.log.of(Injected)) == 2


def test_what_comes_a_moment_later_is_an_outage_of_its_own(simulate):
    world = simulate({**fleet(planned(5, 20), planned(26, 4)), "workload": {"tasks_per_wave": 1}})
    assert outages(world) == [(0, 5, 25), (0, 26, 30)]


@pytest.mark.parametrize(
    ("first", "ends"),
    [("fail", [(0, 5, "agent_down"), (35, 45, None)]), ("resume", [(0, 40, None)]), ("restart", [(0, 45, None)])],
)
def test_the_source_that_began_the_down_time_rules(simulate, first, ends):
    other = "fail" if first == "resume" else "resume"
    data = fleet(planned(5, 20, on_breakdown=first), planned(15, 20, on_breakdown=other))
    world = simulate({**data, "workload": {"tasks_per_wave": 1}})
    assert [row[1:] for row in attempts(world)] == ends


def test_of_sources_that_begin_in_one_instant_breakdowns_rule_then_the_first_entry(simulate):
    constant = {"mtbf": {"kind": "constant", "value": 5}, "mttr": {"kind": "constant", "value": 1000}}
    both = fleet(planned(5, 20), breakdowns={**constant, "on_breakdown": "resume"})
    world = simulate({**both, "workload": {"tasks_per_wave": 1}, "horizon": 500})
    assert attempts(world) == [(0, 0, 500, "run_ended")]  # it waits for the repair, and does not fail
    two = fleet(planned(5, 20, on_breakdown="restart"), planned(5, 20))
    assert attempts(simulate({**two, "workload": {"tasks_per_wave": 1}})) == [(0, 0, 35, None)]


def test_failover_is_that_of_the_source_too(simulate):
    # Four tasks on two agents: agent_0 goes down at 5; its queued task waits, or goes to agent_1.
    for failover, last_end in (("wait", 120), ("reassign", 40)):
        data = fleet(planned(5, 95, agents=["agent_0"], failover=failover), agents=2)
        world = simulate({**data, "workload": {"tasks_per_wave": 4}})
        assert max(row.ended_at for row in world.log.of(AttemptEnded)) == last_end


def test_what_goes_down_at_0_is_down_before_the_first_plan(simulate):
    data = fleet(planned(0, 100, agents=["agent_0"], failover="reassign"), agents=2)
    world = simulate({**data, "workload": {"tasks_per_wave": 4}, "assignment": {"strategy": "min_min"}})
    assert attempts(world) == [(1, 0, 10, None), (1, 10, 20, None), (1, 20, 30, None), (1, 30, 40, None)]


def test_an_attempt_that_ends_as_the_outage_begins_has_ended(simulate):
    world = simulate({**fleet(planned(10, 5)), "workload": {"tasks_per_wave": 2}})
    assert attempts(world) == [(0, 0, 10, None), (0, 15, 25, None)]


@pytest.mark.parametrize("initial", ["up", "stationary"])
def test_a_drawn_outage_has_addresses_of_its_own_and_strikes_all_at_once(initial):
    entry = {"agents": ["agent_*"], "mtbf": 50, "mttr": 10, "initial": initial, "on_breakdown": "resume"}
    data = {
        "name": "group", "seed": 5, "workload": {"kind": "synthetic", "tasks_per_wave": 60, "duration": 10},
        **fleet(planned(1e6, 1), entry, agents=2),
    }  # fmt: skip
    run = sim.run(data)
    told = [(row.at, row.until) for row in run.log.of(Injected)]
    luck, now, expected = Luck(5), 0.0, []

    def draw(purpose, k, mean):
        return quantile_at(Exponential(mean=mean), luck.uniform(purpose, 0, k, 1))  # the second entry of the file

    first = 0
    if initial == "stationary":  # an exponential's residual time is as the whole
        down = luck.uniform(Purpose.GROUP_INITIAL_STATE, 0, 0, 1) >= 50 / 60
        start = 0.0 if down else draw(Purpose.GROUP_INITIAL_STATE, 1, 50)
        now = draw(Purpose.GROUP_INITIAL_STATE, 1, 10) if down else start + draw(Purpose.GROUP_REPAIR, 0, 10)
        expected, first = [(start, now)], 0 if down else 1
    for k in range(first, first + 8):
        start = now + draw(Purpose.GROUP_UP_TIME, k, 50)
        now = start + draw(Purpose.GROUP_REPAIR, k, 10)
        expected.append((start, now))
    assert [pytest.approx(span) for span in expected[:4]] == told[:4]
    by_agent = [
        run.outages[run.outages.agent_id == agent][["started_at", "ended_at"]].to_numpy().tolist()
        for agent in ("agent_0", "agent_1")
    ]
    assert by_agent[0] == by_agent[1]
    assert run.audit() == []


def trace(folder, text):
    (folder / "down.csv").write_text(text, encoding="utf-8")
    return sim.parse_scenario(
        {
            "name": "traced",
            "fleet": {"agents": [{"name": "agent", "count": 2}], "outages": [{"file": "down.csv"}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 4, "duration": 10, "predicted_success": 1},
        },
        origin=folder,
    )


def test_a_trace_is_played_and_is_an_input_of_the_run(tmp_path):
    scenario = trace(tmp_path, "agent,start,end\nagent_1,3,8\nagent_0,30,31\nagent_1,7,12\nagent_1,200,\n")
    run = sim.run(scenario)
    table = run.outages[["agent_id", "started_at", "ended_at"]].to_numpy().tolist()
    assert table == [["agent_1", 3.0, 12.0], ["agent_0", 30.0, 31.0]]  # the run is over at 32
    assert [json.loads(agents) for agents in run.injected.agents] == [["agent_1"], ["agent_0"]]
    assert run.injected[["from", "to"]].to_numpy().tolist() == [[3.0, 12.0], [30.0, 31.0]]
    run.write(tmp_path / "result", plots=False)
    manifest = json.loads((tmp_path / "result" / "manifest.json").read_text())
    assert "down.csv" in json.dumps(manifest)


def test_another_trace_is_another_run_for_the_store(tmp_path):
    from sim.work.run_keys import DataFiles

    scenario = trace(tmp_path, "agent,start,end\nagent_1,3,8\n")
    before = DataFiles().inputs(scenario)
    (tmp_path / "down.csv").write_text("agent,start,end\nagent_1,3,9\n", encoding="utf-8")
    assert before != DataFiles().inputs(scenario)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agent,start,end\nagent_7,3,8\n", "line.*|'agent_7' is not in the fleet"),
        ("agent,start,end\nagent_1,8,3\n", "before the start"),
        ("agent,start\nagent_1,8\n", "no column of down.csv is end"),
        ("agent,start,end\nagent_1,soon,3\n", "soon"),
        ("", "down.csv"),
    ],
)
def test_what_is_wrong_in_a_trace_is_told(tmp_path, text, expected):
    with pytest.raises(ScenarioError, match=expected):
        sim.run(trace(tmp_path, text))
