"""Rows are made from tuples in the order of their fields: each has as many values as fields, of the right kinds."""

from typing import Any

import pytest

from sim.record.rows import Assigned, AttemptEnded, GateDecided, Sampled, TaskEnded


@pytest.mark.parametrize("kind", [Assigned, GateDecided, AttemptEnded, TaskEnded, Sampled])
def test_every_row_has_every_field_with_a_value_of_its_type(simulate, kind):
    world = simulate(
        {
            "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": 50, "mttr": 10}},
            "workload": {"tasks_per_wave": 20, "predicted_success": 0.6, "confidence": 0.9},
            "monitor": {"interval": 5},
        }
    )
    rows = world.log.of(kind)
    assert rows
    kinds: dict[str, Any] = {"int": int, "float": (int, float), "str": str, "bool": bool}
    for row in rows:
        assert len(row) == len(kind._fields)
        for name, declared in kind.__annotations__.items():
            text = declared if isinstance(declared, str) else getattr(declared, "__name__", str(declared))
            value = getattr(row, name)
            if text in kinds:
                assert isinstance(value, kinds[text]), (name, value)
                assert text == "bool" or not isinstance(value, bool), (name, value)
