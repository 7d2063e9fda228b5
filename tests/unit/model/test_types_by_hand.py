"""Tasks of several types on agents that accept some of them, each at its own pace, worked out by hand."""

from typing import Any

import pytest

import sim
from sim.record.rows import AttemptEnded
from sim.scenario import parse_scenario

TYPES = {"code": {"share": 1}, "docs": {"share": 1}}
ALWAYS = {"predicted_success": 1.0}
CODER_AND_WRITER: list[dict[str, Any]] = [
    {"name": "coder", "accepts": ["code"]},
    {"name": "writer", "accepts": ["docs"]},
]


def run(agents: list[dict[str, Any]], *, strategy: str = "load_balanced", tasks: int = 8, **sections: Any) -> sim.Run:
    workload, fleet = sections.pop("workload", {}), sections.pop("fleet", {})
    scenario = parse_scenario(
        {
            "name": "types",
            "seed": 3,
            "fleet": {"agents": agents, **fleet},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": tasks,
                "duration": 10,
                "types": TYPES,
                **ALWAYS,
                **workload,
            },
            "assignment": {"strategy": strategy},
            **sections,
        }
    )
    result = sim.run(scenario)
    assert result.audit() == []
    return result


STRATEGIES = ["load_balanced", "round_robin", "shared_queue", "priority_based", "confidence_based", "min_min", "random"]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_agents_get_only_what_they_accept(strategy):
    done = run(
        [{"name": "coder", "accepts": ["code"]}, {"name": "writer", "accepts": ["docs"]}], strategy=strategy
    ).tasks
    assert set(done["status"]) == {"completed"}
    assert dict(zip(done["agent_id"], done["type"], strict=True)) == {"coder_0": "code", "writer_0": "docs"}


def test_a_free_slot_passes_over_what_its_agent_does_not_accept():
    # One after another in one queue: the coder takes the first three tasks of code, whatever stands before them.
    result = run(
        [{"name": "coder", "accepts": ["code"]}, {"name": "writer", "accepts": ["docs"]}], strategy="shared_queue"
    )
    for _, of_type in result.tasks.groupby("type"):
        assert of_type["ended_at"].tolist() == [10.0 * (1 + place) for place in range(len(of_type))]


def test_the_slot_that_has_idled_longest_takes_the_first_task_that_its_agent_accepts():
    # Both idle since 0, so the lower agent is first: it takes the first of docs; the other the first of what is left.
    result = run([{"name": "writer", "accepts": ["docs"]}, {"name": "other"}], strategy="shared_queue", tasks=30)
    types = list(result.tasks["type"])
    docs = types.index("docs")
    left = next(place for place in range(30) if place != docs)
    at_once = result.tasks[result.tasks["started_at"] == 0.0]["agent_id"].to_dict()
    assert at_once == {docs: "writer_0", left: "other_0"}


def test_a_pace_is_a_factor_on_the_speed_for_its_type():
    # 10 s at speed 2: 5 s, and with the pace 4 for code 1.25 s.
    tasks = run([{"name": "agent", "speed": 2, "pace": {"code": 4}}]).tasks
    for name, seconds in (("code", 1.25), ("docs", 5.0)):
        of_type = tasks[tasks["type"] == name]
        assert set(of_type["served"]) == set(of_type["expected"]) == {seconds}


def test_a_type_has_a_duration_of_its_own():
    types = {"code": {"share": 1, "duration": 100}, "docs": {"share": 1}}
    tasks = run([{"name": "agent", "count": 2}], workload={"types": types}).tasks
    assert dict(zip(tasks["type"], tasks["served"], strict=True)) == {"code": 100.0, "docs": 10.0}


def test_attempts_of_a_type_scatter_by_its_own_shape():
    # The same uniforms, once for all tasks and once for those of one type.
    shape = {"kind": "exponential", "mean": 10}
    types = {"code": {"share": 1, "duration": shape}, "docs": {"share": 1}}
    some = run([{"name": "agent"}], tasks=600, workload={"types": types, "predicted_success": 0.5})
    every = run([{"name": "agent"}], tasks=600, workload={"duration": shape, "predicted_success": 0.5})
    lengths = {(row.task_id, row.attempt): row.served for row in every.log.of(AttemptEnded)}
    type_of = dict(zip(some.tasks["task_id"], some.tasks["type"], strict=True))
    for row in some.log.of(AttemptEnded):
        assert row.served == (lengths[row.task_id, row.attempt] if type_of[row.task_id] == "code" else 10.0)


def test_a_task_that_nobody_who_is_up_accepts_waits_while_others_go_on():
    # Both break down at 12 s and are repaired one after the other, the coder at 22 s, the writer at 32 s. All tasks
    # come at 23 s: those of code are given to the coder at once, those of docs when the writer is up again.
    constant = {"kind": "constant", "value": 12}
    fleet = {"breakdowns": {"mtbf": constant, "mttr": {"kind": "constant", "value": 10}, "repairers": 1}}
    stream = {"kind": "profile", "steps": [[0, 0], [23, 1e6]]}
    result = run(CODER_AND_WRITER, fleet=fleet, workload={"arrivals": stream, "duration": 0.1})
    given = result.assignments.set_index("task_id")["assigned_at"]
    for task, name in zip(result.tasks["task_id"], result.tasks["type"], strict=True):
        assert given[task] == pytest.approx(23.0 if name == "code" else 32.0, abs=1e-3)


def test_means_are_over_the_agents_that_accept():
    # Code at pace 4 on the coder only: 10 / 4 s; docs on both, 10 s each. Two slots.
    agents: list[dict[str, Any]] = [{"name": "coder", "pace": {"code": 4}}, {"name": "writer", "accepts": ["docs"]}]
    result = run(agents, workload={"arrivals": {"kind": "renewal", "gap": 10}})
    types = list(result.tasks["type"])
    work = sum(2.5 if name == "code" else 10.0 for name in types)
    assert result.waves["offered_load"].tolist() == pytest.approx([work / (2 * 80)])


def test_without_types_the_column_is_empty():
    result = run([{"name": "agent"}], workload={"types": None})
    assert result.tasks["type"].isna().all()


# What outcomes change


def chances(result: sim.Run) -> list[AttemptEnded]:
    return list(result.log.of(AttemptEnded))


def test_failed_attempts_take_longer_by_their_factor():
    result = run([{"name": "agent"}], workload={"duration_by_outcome": {"failed": 1.5}, "predicted_success": 0.5})
    lengths = {(row.succeeded, row.served) for row in chances(result)}
    assert lengths == {(True, 10.0), (False, 15.0)}
    assert set(result.tasks["expected"]) == {10.0}  # the planner does not know


def test_a_share_of_a_failed_attempt_is_one_of_its_longer_time():
    sections: dict[str, Any] = {"retry": {"failure_point": "uniform"}, "workload": {"predicted_success": 0.5}}
    plain = chances(run([{"name": "agent"}], **sections))
    sections = {
        "retry": {"failure_point": "uniform"},
        "workload": {"predicted_success": 0.5, "duration_by_outcome": {"failed": 2}},
    }
    longer = chances(run([{"name": "agent"}], **sections))
    for one, other in zip(plain, longer, strict=True):
        assert other.served == pytest.approx(one.served if one.succeeded else 2 * one.served)


def test_feedback_moves_the_logit_once_for_each_failure():
    # At 0.5, with ln 3 a failure: 1/2, 3/4, 9/10. Each attempt's outcome is where its own uniform lies against that.
    from sim.luck import Purpose, uniforms

    result = run(
        [{"name": "agent"}], tasks=300, workload={"predicted_success": 0.5, "types": None},
        retry={"feedback": 1.0986122886681098, "max_retries": 5},
    )  # fmt: skip
    rows = chances(result)
    assert max(row.attempt for row in rows) > 2
    for row in rows:
        chance = 3.0**row.attempt / (1.0 + 3.0**row.attempt)
        u = uniforms(3, 0, Purpose.OUTCOME, 1, row.attempt, 300)[row.task_index]
        assert row.succeeded == (u < chance)


def test_refusals_and_breakdowns_teach_nothing():
    # The gates defer every second attempt or so: only own failures count.
    from sim.luck import Purpose, uniforms

    result = run(
        [{"name": "agent"}], tasks=200, workload={"predicted_success": 0.5, "types": None},
        retry={"feedback": -50.0, "max_retries": 6}, gates={"transient_refusal_rate": 0.5},
    )  # fmt: skip
    failures: dict[int, int] = {}
    for row in chances(result):
        if row.approved:
            u = uniforms(3, 0, Purpose.OUTCOME, 1, row.attempt, 200)[row.task_index]
            assert row.succeeded == (u < (0.0 if failures.get(row.task_index) else 0.5))
            failures[row.task_index] = failures.get(row.task_index, 0) + (not row.succeeded)
    assert any(row.attempt > 0 and row.succeeded for row in chances(result))


def test_no_feedback_moves_what_is_certain():
    from sim.policies.retry import after_feedback

    assert (after_feedback(0.0, 1e6), after_feedback(1.0, -1e6)) == (0.0, 1.0)
    assert (after_feedback(0.5, 1e6), after_feedback(0.5, -1e6)) == (1.0, 0.0)
    assert after_feedback(0.3, 0.0) == 0.3
