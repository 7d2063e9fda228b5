"""One decision made otherwise: the run is that of a policy which makes that choice, and no luck moves."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

import sim
from sim.policies.catalogue import strategies
from sim.policies.strategy import Kind
from sim.study.explaining.counterfactual import explained
from sim.study.explaining.repeating import NotRepeatable, checked, repeated
from sim.study.explaining.scripted import Decision

WORLD: dict = {
    "name": "world",
    "seed": 11,
    "fleet": {"agents": [{"name": "slow", "count": 2}, {"name": "fast", "speed": 2.0}]},
    "workload": {
        "kind": "synthetic",
        "tasks_per_wave": 18,
        "waves": 2,
        "predicted_success": 0.7,
        "duration": {"kind": "exponential", "mean": 60},
        "arrivals": {"kind": "poisson", "rate": 0.05},
    },
    "retry": {"max_retries": 2, "base": "3s"},
}
IDS = ["slow_0", "slow_1", "fast_0"]


def run_with(strategy, **more):
    return sim.run({**WORLD, "assignment": {"strategy": strategy}, **more})


def decision_of(result, task_id, number=0):
    found = explained(result, task_id, number)
    assert found is not None
    return found


def by_hand(strategy, task, number, agent):
    """The run of a policy that is written here: as the strategy, and otherwise the n-th time it gives the task."""
    base: Any = strategies()[strategy]
    asked = count()

    def pick(view, memory, u):
        choice, left = base.pick(view, memory, u)
        return (agent if view.task[0] == task and next(asked) == number else choice), left

    def plan(view, memory, u):
        chosen, ranks, left = base.plan(view, memory, u)
        return [agent if one == task else a for one, a in zip(view.task, chosen, strict=True)], ranks, left

    own = replace(base, pick=pick) if base.kind is Kind.IMMEDIATE else replace(base, plan=plan)
    return sim.run({**WORLD, "assignment": {"strategy": strategy}}, strategy=own)


@pytest.mark.parametrize("strategy", ["load_balanced", "round_robin", "power_of_d", "min_min", "heft"])
@pytest.mark.parametrize("task", [2, 25])
def test_it_is_the_run_of_a_policy_that_makes_that_other_choice(strategy, task):
    run = run_with(strategy)
    found = decision_of(run._result, run.tasks["task_id"][task])
    assert len(found.others) == 2
    for other in found.others:
        agent = IDS.index(other.agent_id)
        scripted = by_hand(strategy, task, 0, agent)
        again = repeated(run._result, Decision(task, 0, agent))
        assert dict(again.columns) == dict(scripted.columns)
        assert other.ended_s == scripted.columns["tasks"]["ended_at"][task]
        assert other.metrics["makespan"] == scripted.metrics["makespan"]


def test_what_the_strategy_saw_is_what_it_chose_from():
    run = run_with("load_balanced")
    found = decision_of(run._result, run.tasks["task_id"][9])
    row = run.assignments[run.assignments["task_id"] == run.tasks["task_id"][9]].iloc[0]
    assert found.chosen == row["agent_id"]
    seen = next(one for one in found.seen if one.agent_id == found.chosen)
    assert seen.expected_s == row["expected"]
    assert seen.estimate == row["estimate"]
    able = [one for one in found.seen if one.usable and one.free_slots > one.queued]
    assert seen.load_s == min(one.load_s for one in able or found.seen)


def test_nothing_else_of_the_luck_moves():
    equal = {"fleet": {"agents": [{"name": "agent", "count": 3}]}}
    run = run_with("round_robin", **equal)
    first = run.assignments.iloc[4]
    instead = (int(first["agent_id"][-1]) + 1) % 3
    again = repeated(run._result, Decision(4, 0, instead))
    assert again.assignments.iloc[4]["agent_id"] != first["agent_id"]

    def luck(one):
        rows = one.attempts
        return {
            (task, number): (round(length, 9), succeeded)
            for task, number, length, succeeded in zip(
                rows["task_id"], rows["attempt"], rows["served"], rows["succeeded"], strict=True
            )
        }

    # Agents are equal and none breaks down: every attempt is as long and ends as it did, wherever it is made.
    assert luck(again) == luck(run)
    assert list(again.columns["tasks"]["released_at"][:18]) == list(run.columns["tasks"]["released_at"][:18])


def test_a_decision_that_is_only_looked_at_changes_nothing():
    run = run_with("thompson")
    decision = Decision(3)
    assert dict(checked(run._result, repeated(run._result, decision)).columns) == dict(run.columns)
    assert decision.seen is not None


def test_in_a_central_queue_the_task_can_be_the_next():
    run = run_with("shared_queue", workload={k: v for k, v in WORLD["workload"].items() if k != "arrivals"})
    last = run.tasks.iloc[17]
    found = decision_of(run._result, last["task_id"])
    assert found.chosen is None
    (other,) = found.others
    assert other.ended_s < last["ended_at"]


def test_a_later_giving_can_be_made_otherwise():
    broken = {"fleet": {**WORLD["fleet"], "breakdowns": {"mtbf": "2min", "mttr": "1min", "failover": "reassign"}}}
    run = run_with("load_balanced", **broken)
    given = run.assignments["task_id"].value_counts()
    task = given[given > 1].index[0]
    first, second = decision_of(run._result, task), decision_of(run._result, task, number=1)
    rows = run.assignments[run.assignments["task_id"] == task]
    assert [first.chosen, second.chosen] == rows["agent_id"].tolist()[:2]


def test_a_folder_of_another_run_is_not_explained():
    run = run_with("load_balanced")
    tables = {name: dict(columns) for name, columns in run.columns.items()}
    tables["tasks"]["ended_at"] = [at + 1.0 for at in tables["tasks"]["ended_at"]]
    with pytest.raises(NotRepeatable, match="column ended_at of tasks"):
        explained(replace(run._result, tables=tables), "task_1_0")


def test_objects_of_python_cannot_be_run_again():
    own = replace(strategies()["round_robin"], name="own")
    run = sim.run(WORLD, strategy=own)
    with pytest.raises(NotRepeatable, match="no folder holds"):
        explained(run._result, "task_1_0")
