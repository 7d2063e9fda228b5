"""Circuit breakers, worked out by hand; unless said otherwise one agent with one slot, which fails after 10 s."""

from typing import Any

import pytest

import sim
from sim.model.admission.breaker import AgentBreaker
from sim.record.patience_rows import BreakerMoved
from sim.record.rows import AttemptEnded

NONE: dict[str, Any] = {"strategy": "no_retry"}
TWO = {"after_failures": 2, "window": 60, "open_for": 100, "probes": 1}


def world_of(simulate: Any, breaker: Any, tasks: int = 4, agent: Any = (), **more: Any) -> Any:
    agents = [{"name": "a", "reliability": 0, **dict(agent)}]
    workload = {"tasks_per_wave": tasks, **more.pop("workload", {})}
    data = {"fleet": {"agents": agents}, "workload": workload, "retry": NONE, "breaker": breaker}
    return simulate({**data, **more})


def moves(world: Any) -> list[tuple[str, float]]:
    return [(row.state, row.at) for row in world.log.of(BreakerMoved)]


def attempts(world: Any) -> list[tuple[float, float, str | None]]:
    return [(row.started_at, row.ended_at, row.error_class) for row in world.log.of(AttemptEnded)]


def test_enough_failures_open_it_and_a_failed_probe_opens_it_anew(simulate):
    world = world_of(simulate, TWO)
    # Failures at 10 and 20 s open it until 120 s; the probe fails at 130 s: open until 230 s, and so on.
    assert moves(world) == [("open", 20), ("half_open", 120), ("open", 130), ("half_open", 230), ("open", 240)]
    assert [start for start, _, _ in attempts(world)] == [0, 10, 120, 230]


def test_failures_further_apart_than_the_window_do_not_open_it(simulate):
    assert moves(world_of(simulate, {**TWO, "window": 9})) == []
    assert moves(world_of(simulate, {**TWO, "window": 10}))[0] == ("open", 20)  # exactly the window apart


def replayed(tmp_path: Any, outcomes: str, breaker: Any, slots: int = 1, **more: Any) -> Any:
    lines = [f"t{n},a_0,10,{n},{'ok' if letter == '+' else 'failed'}" for n, letter in enumerate(outcomes)]
    (tmp_path / "a.csv").write_text("task,agent,seconds,start,outcome\n" + "\n".join(lines) + "\n")
    return sim.run(
        {
            "name": "breaker",
            "fleet": {"agents": [{"name": "a", "capacity": slots}]},
            "workload": {"kind": "replay", "path": str(tmp_path / "a.csv")},
            "assignment": {"strategy": "round_robin"},
            "retry": NONE,
            "breaker": breaker,
            **more,
        }
    )


def run_moves(run: Any) -> list[tuple[str, float]]:
    assert run.audit() == []
    return [(row.state, row.at) for row in run.log.of(BreakerMoved)]


def test_so_many_probes_at_once_and_so_many_successes_close_it(tmp_path):
    run = replayed(tmp_path, "--++++", {**TWO, "probes": 2}, slots=3)
    # The first two fail at 10 s, beside a third that began before and counts for nothing. Two probes from 110 s on.
    assert run_moves(run) == [("open", 10), ("half_open", 110), ("closed", 120)]
    assert sorted(run.attempts.started_at) == [0, 0, 0, 110, 110, 120]


def test_what_began_before_it_opened_counts_for_nothing_afterwards(tmp_path):
    # Three slots: two fail at 10 s and open it; the third, begun at 0 as well, fails at the same instant after that,
    # and in the next closed period one more failure is one of two.
    run = replayed(tmp_path, "---+-+", TWO, slots=3)
    assert run_moves(run)[:3] == [("open", 10), ("half_open", 110), ("closed", 120)]
    assert len(run_moves(run)) == 3


def test_when_open_fail_attempts_end_at_once_and_are_retried(simulate):
    world = world_of(
        simulate,
        {**TWO, "when_open": "fail"},
        tasks=3,
        retry={"max_retries": 1, "strategy": "linear_backoff", "base": 5},
    )
    # 0 to 10 and 10 to 20 fail; task 2 is refused at 20 s; the retries come at 15, 25 and 25 s, and are refused too.
    refused = [row for row in world.log.of(AttemptEnded) if row.error_class == "breaker_open"]
    assert [(row.task_index, row.started_at) for row in refused] == [(2, 20), (0, 20), (1, 25), (2, 25)]
    assert not any(row.approved for row in refused)
    assert world.manager.agents[0].refused == 3


def test_it_is_asked_before_the_gates(simulate):
    world = world_of(simulate, {**TWO, "when_open": "fail"}, tasks=3)
    assert len(world.log.of(AttemptEnded)) == 3
    assert len([row for row in world.log if type(row).__name__ == "GateDecided"]) == 2


def test_time_outs_count_where_they_happen(simulate):
    slow = {"reliability": 1}
    world = world_of(simulate, TWO, tasks=2, agent=slow, retry={**NONE, "timeout": 4})
    assert moves(world)[0] == ("open", 8)
    # In the queue too: all three time out at 4 s, one in service and two that wait.
    world = world_of(simulate, TWO, tasks=3, agent=slow, retry={**NONE, "timeout": 4, "timeout_from": "queued"})
    assert moves(world)[0] == ("open", 4)


def test_breakdowns_and_refusals_do_not_count(simulate):
    assert moves(world_of(simulate, {**TWO, "after_failures": 1}, workload={"risk": {"HIGH": 1}})) == []
    down = {"mtbf": {"kind": "constant", "value": 5}, "mttr": {"kind": "constant", "value": 5}}
    agents = {"agents": [{"name": "a"}], "breakdowns": down}
    world = world_of(simulate, {**TWO, "after_failures": 1}, fleet=agents)
    assert {row.error_class for row in world.log.of(AttemptEnded)} == {"agent_down"}
    assert moves(world) == []


def test_a_probe_that_breaks_down_gives_its_place_back(tmp_path):
    down = {"mtbf": {"kind": "constant", "value": 115}, "mttr": {"kind": "constant", "value": 20}}
    fleet = {"agents": [{"name": "a"}], "breakdowns": down}
    run = replayed(tmp_path, "--++", TWO, fleet=fleet)
    # Open at 20 s, half open at 120 s, while the agent is down (115 to 135 s). No failure is due to that.
    assert run_moves(run) == [("open", 20), ("half_open", 120), ("closed", 145)]


def test_a_pull_system_passes_over_an_agent_whose_breaker_is_open(simulate):
    agents = [{"name": "bad", "reliability": 0}, {"name": "good"}]
    data = {"fleet": {"agents": agents}, "assignment": {"strategy": "shared_queue"}}
    world = world_of(simulate, {**TWO, "after_failures": 1}, tasks=6, **data)
    assert [row.agent_id for row in world.log.of(AttemptEnded)].count("bad_0") == 1


def test_orphans_know_no_breaker(simulate):
    retry = {**NONE, "timeout": 4, "timeout_from": "queued", "orphans": "serve"}
    workload = {"tasks_per_wave": [2, 1, 1, 1]}  # a wave lasts 4 s, and the run until 16 s
    world = world_of(simulate, TWO, agent={"reliability": 1}, workload=workload, retry=retry)
    served = {row.slot_at for row in world.log if type(row).__name__ == "OrphanServed"}
    assert moves(world)[0] == ("open", 4)
    assert served == {0, 10}  # the second begins in its turn, though the breaker is open


def test_the_run_waits_for_an_open_breaker(simulate):
    # The agent idles with work in its queue while its breaker is open, and the run goes on until all have been served.
    world = world_of(simulate, {**TWO, "after_failures": 1, "open_for": 1000}, tasks=3, workload={"arrivals": None})
    assert world.ended_early is None
    assert [start for start, _, _ in attempts(world)] == [0, 1010, 2020]


BUSY: dict[str, Any] = {
    "name": "busy",
    "seed": 3,
    "fleet": {
        "agents": [{"name": "a", "count": 3, "capacity": 2, "reliability": 0.6}],
        "breakdowns": {"mtbf": 200, "mttr": 20},
    },
    "workload": {
        "kind": "synthetic", "tasks_per_wave": 200, "duration": {"kind": "exponential", "mean": 10},
        "arrivals": {"kind": "poisson", "rate": 0.4},
    },
    "retry": {"base": 1, "timeout": 25},
    "breaker": {"after_failures": 3, "window": "30s", "open_for": "20s", "probes": 2},
}  # fmt: skip


def ignorant(self: AgentBreaker, agent: Any) -> bool:
    return True


@pytest.mark.parametrize("when_open", ["wait", "fail"])
def test_the_laws_hold_and_a_model_without_breakers_would_be_caught(monkeypatch, when_open):
    data = {**BUSY, "breaker": {**BUSY["breaker"], "when_open": when_open}}
    run = sim.run(data)
    assert run.audit() == []
    assert len(run.log.of(BreakerMoved)) > 20
    if when_open == "wait":
        monkeypatch.setattr(AgentBreaker, "lets_take", ignorant)
    else:
        monkeypatch.setattr(AgentBreaker, "refuses", lambda self, attempt: False)
    assert any("whose breaker is open" in sentence for sentence in sim.run(data).audit())
