"""Graham's anomalies: a list schedule gets worse with more machines, shorter times, or fewer constraints.

Source: Graham, "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics 17(2), 1969.
"""

from typing import Any

import pytest

import sim

TIMES = (3, 2, 2, 2, 4, 4, 4, 4, 9)
PARENTS = {9: (1,), 5: (4,), 6: (4,), 7: (4,), 8: (4,)}


def run_of(tmp_path, machines=3, shorter=0, without=(), order="list"):
    lines = ["task_id,seconds,depends_on"]
    for number, seconds in enumerate(TIMES, start=1):
        parents = [f"T{parent}" for parent in PARENTS.get(number, ()) if (parent, number) not in without]
        lines.append(f"T{number},{seconds - shorter},{'; '.join(parents)}")
    (tmp_path / "graham.csv").write_text("\n".join(lines) + "\n")
    run = sim.run(
        {
            "name": "graham",
            "fleet": {"agents": [{"name": "machine", "count": machines}]},
            "workload": {"kind": "table", "path": str(tmp_path / "graham.csv")},
            "assignment": {"strategy": "shared_queue", "order": order},
        }
    )
    assert run.audit() == []
    return run


CASES: dict[str, tuple[dict[str, Any], float]] = {
    "three machines": ({}, 12.0),
    "a machine more": ({"machines": 4}, 15.0),
    "every task a second shorter": ({"shorter": 1}, 13.0),
    "two constraints fewer": ({"without": ((4, 5), (4, 6))}, 16.0),
}


@pytest.mark.parametrize("case", CASES)
def test_the_published_makespans_come_out(tmp_path, case):
    changes, makespan = CASES[case]
    assert run_of(tmp_path, **changes).metrics["makespan"] == makespan


def test_the_schedule_is_the_published_one(tmp_path):
    # M1: T1 0-3, T9 3-12; M2: T2 0-2, T4 2-4, T5 4-8, T7 8-12; M3: T3 0-2, idle, T6 4-8, T8 8-12.
    starts = run_of(tmp_path).tasks.set_index("task_id")["started_at"].to_dict()
    assert starts == {"T1": 0, "T2": 0, "T3": 0, "T4": 2, "T9": 3, "T5": 4, "T6": 4, "T7": 8, "T8": 8}


def test_a_model_that_ignores_the_edges_shows_other_numbers(tmp_path):
    # The negative control. Without edges the list is T1 0-3, T2 0-2, T3 0-2, T4 2-4, T5 2-6, T6 3-7, T7 4-8, T8 6-10,
    # T9 7-16.
    every_edge = [(parent, number) for number, parents in PARENTS.items() for parent in parents]
    assert run_of(tmp_path, without=every_edge).metrics["makespan"] == 16.0
