"""What no table of tasks may have."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.workload.task_table import TaskTable, table_problems

ONE = np.array([[0.5]])
SECONDS = np.array([[30.0]])
SOUND = TaskTable(("a",), (1,), (0,), (2,), ("LOW",), (None,), (False,), (0.0,), ONE, ONE, SECONDS, SECONDS)


def test_a_sound_table_has_no_problem():
    assert table_problems(SOUND) == []


@pytest.mark.parametrize("column", ["predicted_success", "true_success", "expected_s", "true_s"])
@pytest.mark.parametrize("value", [-0.1, np.nan, np.inf])
def test_numbers_out_of_range_are_named(column, value):
    wrong: dict[str, Any] = {column: np.array([[value]])}
    (problem,) = table_problems(replace(SOUND, **wrong))
    assert problem.startswith(f"{column} leaves the range")


def test_ids_are_unique():
    twice = replace(SOUND, task_id=("a", "a"))
    assert table_problems(twice) == ["two tasks have the same id"]
