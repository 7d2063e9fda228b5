"""What must hold between two runs that differ in their dependencies only, whatever the world: metamorphic relations.

Source of the method: Chen, Kuo, Liu, Tse, Towey, Poon, Zhou, "Metamorphic testing: a review of challenges and
opportunities", ACM Computing Surveys 51(1), 2018.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.record.rows import AttemptEnded, TaskEnded

STRATEGIES = ["load_balanced", "round_robin", "shared_queue", "priority_based", "min_min"]
Spec = dict[str, Any]
WORLDS = st.fixed_dictionaries(
    {
        "strategy": st.sampled_from(STRATEGIES),
        "seed": st.integers(0, 10_000),
        "agents": st.integers(1, 4),
        "tasks": st.integers(1, 25),
        "success": st.sampled_from([0.5, 0.9, 1.0]),
        "rate": st.sampled_from([None, 0.3]),
    }
)
GRAPHS: list[Spec] = [
    {"kind": "chain", "length": 3}, {"kind": "fork_join", "width": 2, "stages": 2},
    {"kind": "layered", "layers": 1, "edge_probability": 0.5},
]  # fmt: skip


def run_of(world: Spec, scale: float = 1.0, **workload: Any) -> sim.Run:
    work = {
        "kind": "synthetic",
        "tasks_per_wave": world["tasks"],
        "duration": {"kind": "exponential", "mean": 16 * scale},
        "predicted_success": world["success"],
        **({"arrivals": {"kind": "poisson", "rate": world["rate"] / scale}} if world["rate"] else {}),
        **workload,
    }
    run = sim.run(
        {
            "name": "relations",
            "seed": world["seed"],
            "horizon": 1e6 * scale,
            "fleet": {"agents": [{"name": "agent", "count": world["agents"]}]},
            "workload": work,
            "assignment": {"strategy": world["strategy"]},
            "retry": {"max_retries": 2, "base": 1 * scale},
            "monitor": {"interval": 1e5 * scale},
        }
    )
    assert run.audit() == []
    return run


def rows_of(run: sim.Run) -> list[Any]:
    return [row for row in run.log if isinstance(row, AttemptEnded | TaskEnded)]


@given(WORLDS)
@settings(max_examples=25, deadline=None)
def test_a_graph_without_edges_changes_nothing(world):
    plain = rows_of(run_of(world))
    assert rows_of(run_of(world, graph={"kind": "chain", "length": 1}, hand_off=50)) == plain
    assert rows_of(run_of(world, graph={"kind": "layered", "layers": 1, "edge_probability": 1.0})) == plain


@given(WORLDS, st.sampled_from(GRAPHS))
@settings(max_examples=25, deadline=None)
def test_a_hand_off_of_no_time_changes_nothing(world, graph):
    assert [row[:20] for row in rows_of(run_of(world, graph=graph, hand_off=0))] == [
        row[:20] for row in rows_of(run_of(world, graph=graph))
    ]


@given(WORLDS, st.sampled_from(GRAPHS), st.sampled_from([0.25, 2.0, 8.0]))
@settings(max_examples=25, deadline=None)
def test_times_scaled_by_a_power_of_two_scale_what_happens_exactly(world, graph, scale):
    one = run_of(world, graph=graph, hand_off=4)
    other = run_of(world, scale, graph=graph, hand_off=4 * scale)
    for row, scaled in zip(rows_of(one), rows_of(other), strict=True):
        assert row.task_id == scaled.task_id
        assert scaled.ended_at == row.ended_at * scale
        if isinstance(row, TaskEnded):
            assert scaled.ready_at == (None if row.ready_at is None else row.ready_at * scale)


@given(WORLDS.filter(lambda world: world["success"] == 1.0), st.sampled_from(GRAPHS))
@settings(max_examples=25, deadline=None)
def test_on_one_agent_no_graph_makes_the_work_more(world, graph):
    # One agent never waits for a result of its own, and a graph holds no work back for longer than it takes.
    alone = {**world, "agents": 1, "rate": None, "strategy": "load_balanced"}
    free, bound = run_of(alone), run_of(alone, graph=graph, hand_off=100)
    assert bound.metrics["makespan"] == pytest.approx(free.metrics["makespan"], rel=1e-12)


@given(WORLDS)
@settings(max_examples=15, deadline=None)
def test_a_chain_of_all_tasks_takes_their_sum_wherever_they_run(world):
    sure = {**world, "success": 1.0, "rate": None}
    run = run_of(sure, graph={"kind": "chain", "length": 1000})
    assert run.metrics["makespan"] == pytest.approx(run.attempts["served"].sum(), rel=1e-12)
