"""Circuit breakers of limits, worked out by hand; unless said otherwise tasks of 10 s that fail, and a wide agent."""

from typing import Any

import pytest

import sim
from sim.model.admission.breaker import Breaker, LimitBreaker
from sim.record.limit_rows import LimitMet
from sim.record.patience_rows import AttemptWithdrawn, BreakerMoved
from sim.record.rows import AttemptEnded, GateDecided
from sim.scenario import ScenarioError

NONE: dict[str, Any] = {"strategy": "no_retry"}
TWO = {"after_failures": 2, "window": 60, "open_for": 100, "probes": 1}


def guarded(breaker: Any = (), tasks: int = 4, capacity: int = 1, reliability: float = 0, **more: Any) -> Any:
    limit = {"name": "shared", "breaker": {**TWO, **dict(breaker)}, **more.pop("limit", {})}
    agents = [{"name": "a", "capacity": capacity, "reliability": reliability}]
    workload = {"tasks_per_wave": tasks, **more.pop("workload", {})}
    return {"fleet": {"agents": agents}, "workload": workload, "retry": NONE, "limits": [limit], **more}


def moves(world: Any) -> list[tuple[str, float]]:
    return [(row.state, row.at) for row in world.log.of(BreakerMoved) if (row.of, row.name) == ("limit", "shared")]


def starts(world: Any) -> list[tuple[str, float]]:
    rows = sorted(world.log.of(AttemptEnded), key=lambda row: row.start_order)
    return [(row.task_id[-1], row.started_at) for row in rows if row.approved]


def test_enough_failures_open_it_and_a_failed_probe_opens_it_anew(simulate):
    # As of an agent: failures at 10 and 20 s, probes at 120 and 230 s.
    world = simulate(guarded())
    assert moves(world) == [("open", 20), ("half_open", 120), ("open", 130), ("half_open", 230), ("open", 240)]
    assert starts(world) == [("0", 0), ("1", 10), ("2", 120), ("3", 230)]


def test_it_guards_all_that_its_limit_covers_and_nothing_else(simulate):
    # Four agents of one slot, all fail at 10 s. That opens the breaker of the first two, whose other tasks wait until
    # 110 s; the last two know no breaker, and go on.
    fleet = {"agents": [{"name": "x", "count": 2, "reliability": 0}, {"name": "y", "count": 2, "reliability": 0}]}
    data = {**guarded(tasks=8, limit={"agents": ["x_*"]}), "fleet": fleet, "assignment": {"strategy": "round_robin"}}
    assert starts(simulate(data))[4:] == [("6", 10), ("7", 10), ("4", 110), ("5", 220)]


def test_while_it_is_open_the_slot_takes_what_it_does_not_cover(simulate):
    # One slot. The large ones fail and open it at 10 s; the small one behind them goes first, from 10 to 20 s.
    types = {"large": {"share": 1}, "small": {"share": 1}}
    data = guarded({"after_failures": 1}, 6, limit={"types": ["large"]}, workload={"types": types}, seed=21)
    world = simulate(data)
    # Types: large, large, small, small, small, large.
    assert starts(world) == [("0", 0), ("2", 10), ("3", 20), ("4", 30), ("1", 110), ("5", 220)]
    assert [(row.task_id[-1], row.at, row.then) for row in world.log.of(LimitMet)][:2] == [
        ("1", 10, "sent_back"), ("5", 40, "sent_back"),
    ]  # fmt: skip


def test_when_open_fail_attempts_end_at_once_after_the_gates(simulate):
    world = simulate(guarded({"when_open": "fail"}))
    refused = [row for row in world.log.of(AttemptEnded) if row.error_class == "breaker_open"]
    assert [(row.task_id[-1], row.started_at, row.ended_at, row.approved) for row in refused] == [
        ("2", 20, 20, False), ("3", 20, 20, False),
    ]  # fmt: skip
    assert len(world.log.of(GateDecided)) == 4
    assert [(row.task_id[-1], row.then) for row in world.log.of(LimitMet)] == [("2", "open"), ("3", "open")]
    assert world.log.of(AttemptEnded)[-1].backoff is None
    tasks = [row.reason for row in world.log if type(row).__name__ == "TaskEnded" and row.task_id.endswith("3")]
    assert tasks == ["failed after 1 attempt; the last: limit shared: breaker_open"]
    assert world.manager.agents[0].refused == 2


def test_its_own_refusals_count_and_a_refused_probe_opens_it_anew(simulate):
    # One request every 200 s, which the first takes. The others are refused at 0; two refusals open it, and the fourth
    # was asked in the same moment. Retries come 50 s later, when it is open, and 110 s: half open, refused, open.
    retry = {"delays": [50, 60, 1000], "max_retries": 3}
    limit = {"requests_per_min": 0.3, "burst": 1}
    world = simulate(guarded({"when_open": "fail"}, 4, 4, reliability=1, limit=limit, retry=retry))
    assert moves(world)[:3] == [("open", 0), ("half_open", 100), ("open", 110)]
    classes = [(row.started_at, row.error_class) for row in world.log.of(AttemptEnded) if row.task_id[-1] != "0"][:9]
    assert classes[:3] == [(0, "rate_limited")] * 3
    assert classes[3:6] == [(50, "breaker_open")] * 3
    assert sorted(classes[6:]) == [(110, "breaker_open")] * 2 + [(110, "rate_limited")]


def test_another_limit_that_refuses_does_not_count(simulate):
    data = guarded({"after_failures": 1}, 3, 3, reliability=1)
    data["limits"].insert(0, {"name": "other", "requests_per_min": 6, "burst": 10})
    assert moves(simulate(data)) == []
    data["limits"].reverse()  # asked first, it lets them pass, and takes nothing: the other rules
    assert moves(simulate(data)) == []


def test_who_waits_at_it_with_a_slot_goes_back_when_it_opens(simulate):
    # A pool of two, four slots: two fail at 10 s, and the two that waited since 0 give their slots back until 110 s.
    limit = {"concurrent": 2, "when_short": "wait"}
    world = simulate(guarded(capacity=4, limit=limit))
    assert [(row.task_id[-1], row.since, row.at, row.then) for row in world.log.of(LimitMet)][:4] == [
        ("2", 0, 10, "moved"), ("2", 10, 10, "sent_back"), ("3", 0, 10, "moved"), ("3", 10, 10, "sent_back"),
    ]  # fmt: skip
    assert starts(world) == [("0", 0), ("1", 0), ("2", 110), ("3", 220)]


def test_so_many_probes_at_once_and_so_many_successes_close_it(tmp_path):
    lines = [f"t{n},a_0,10,{n},{'ok' if letter == '+' else 'failed'}" for n, letter in enumerate("--++++")]
    (tmp_path / "a.csv").write_text("task,agent,seconds,start,outcome\n" + "\n".join(lines) + "\n")
    run = sim.run(
        {
            "name": "probes",
            "fleet": {"agents": [{"name": "a", "capacity": 3}]},
            "workload": {"kind": "replay", "path": str(tmp_path / "a.csv")},
            "assignment": {"strategy": "round_robin"},
            "retry": NONE,
            "limits": [{"name": "shared", "breaker": {**TWO, "probes": 2}}],
        }
    )
    # The first two fail at 10 s, beside a third that began before and counts for nothing. Two probes from 110 s on.
    assert moves(run) == [("open", 10), ("half_open", 110), ("closed", 120)]
    assert sorted(run.attempts.started_at) == [0, 0, 0, 110, 110, 120]
    assert run.audit() == []
    table = run.breakers
    assert list(table["state"]) == ["open", "half_open", "closed"]
    assert list(table["from"]) == [10, 110, 120]
    assert list(table["to"])[:2] == [110, 120]
    assert table["to"].isna().iloc[2]


def test_time_outs_in_service_count_and_those_in_the_queue_do_not(simulate):
    retry = {**NONE, "timeout": 4, "timeout_from": "queued"}
    world = simulate(guarded({"after_failures": 2}, 3, reliability=1, retry=retry))
    assert {row.error_class for row in world.log.of(AttemptWithdrawn)} == {"timeout"}  # the second and the third
    assert moves(world) == []
    world = simulate(guarded({"after_failures": 1}, 3, reliability=1, retry=retry))
    assert moves(world)[0] == ("open", 4)


def test_a_breakdown_does_not_count_and_gives_a_probe_its_place_back(simulate):
    outages = [{"agents": ["a_0"], "at": 125, "for": 10, "on_breakdown": "fail"}]
    data = guarded(tasks=4)
    data["fleet"]["outages"] = outages
    world = simulate(data)
    # The probe of 120 s falls to the outage at 125 s; the next probe begins at 135 s, and fails at 145 s.
    assert moves(world)[:3] == [("open", 20), ("half_open", 120), ("open", 145)]


def test_the_run_waits_for_an_open_breaker(simulate):
    world = simulate(guarded({"after_failures": 1, "open_for": 1000}, 3))
    assert world.ended_early is None
    assert [at for _, at in starts(world)] == [0, 1010, 2020]


def test_a_limit_may_be_a_breaker_alone_but_not_nothing():
    with pytest.raises(ScenarioError, match="or a `breaker`"):
        sim.parse_scenario({"name": "x", **guarded(), "limits": [{"name": "shared"}]})


BUSY: dict[str, Any] = {
    "name": "busy",
    "seed": 3,
    "fleet": {
        "agents": [{"name": "a", "count": 3, "capacity": 2, "reliability": 0.7}],
        "breakdowns": {"mtbf": 200, "mttr": 20},
    },
    "workload": {
        "kind": "synthetic", "tasks_per_wave": 250, "duration": {"kind": "exponential", "mean": 10},
        "arrivals": {"kind": "poisson", "rate": 0.4}, "predicted_success": 0.9,
    },
    "retry": {"base": 1, "timeout": 25},
    "limits": [
        {"name": "provider", "starts_per_s": 0.5, "burst": 10, "agents": ["a_0", "a_1"],
         "breaker": {"after_failures": 3, "window": "30s", "open_for": "20s", "probes": 2}},
        {"name": "pool", "concurrent": 3, "when_short": "wait"},
    ],
}  # fmt: skip


def busy(when_open: str, when_short: str) -> dict[str, Any]:
    provider, pool = BUSY["limits"]
    breaker = {**provider["breaker"], "when_open": when_open}
    return {**BUSY, "limits": [{**provider, "when_short": when_short, "breaker": breaker}, pool]}


@pytest.mark.parametrize("when_open", ["wait", "fail"])
@pytest.mark.parametrize("when_short", ["fail", "wait", "queue"])
def test_every_law_holds(when_open, when_short):
    run = sim.run(busy(when_open, when_short))
    assert run.audit() == []
    assert len(run.log.of(BreakerMoved)) > 20


def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitBreaker, "admits", property(lambda self: True))


def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitBreaker, "admits", property(lambda self: self.state.value != "open"))


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Breaker, "_count_failure", Breaker._open)


def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Breaker, "_count_failure", lambda self: None)


def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    end = Breaker.end

    def forgive_probes(self: Breaker, attempt: Any, succeeded: bool | None) -> None:
        end(self, attempt, None if self.state.value == "half_open" and not succeeded else succeeded)

    monkeypatch.setattr(Breaker, "end", forgive_probes)


SABOTAGES = {
    deaf: "whose breaker is open", crowded: "more than 2 probes", hasty: "after 1 failures",
    patient: "is closed after 3 failures", lenient: "though a probe failed",
}  # fmt: skip


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_model_that_breaks_a_law_is_caught(monkeypatch, sabotage):
    sabotage(monkeypatch)
    assert any(SABOTAGES[sabotage] in sentence for sentence in sim.run(busy("wait", "fail")).audit())
