"""Rows come out of their columns equal to what was put in, value by value and type by type."""

import math
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.observe.wave_index import WaveIndex
from sim.record import log as log_module
from sim.record.log import RunLog
from sim.record.packed_rows import PackedRows, pack
from sim.record.rows import AttemptEnded, OutageBegan, Sampled, TaskEnded, WaveEnded

FLOATS = st.floats(allow_nan=False)
INTS = st.integers(-(2**70), 2**70) | st.integers(-300, 300)
TEXTS = st.sampled_from(["LOW", "HIGH", ""]) | st.text(max_size=3)
NONE = st.none()
SCALARS = [FLOATS, INTS, st.booleans(), TEXTS, NONE, FLOATS | NONE, INTS | NONE, st.booleans() | NONE, TEXTS | NONE]
ANYTHING = FLOATS | INTS | st.booleans() | TEXTS | NONE | st.just(math.nan)


def columns() -> st.SearchStrategy[list[Any]]:
    scalars = st.one_of([st.lists(values, min_size=1) for values in [*SCALARS, ANYTHING]])
    rectangles = st.integers(0, 4).flatmap(
        lambda width: st.one_of([st.lists(st.tuples(*[values] * width), min_size=1) for values in SCALARS])
    )
    ragged = st.lists(st.lists(INTS, max_size=3).map(tuple), min_size=1)
    return scalars | rectangles | ragged


@given(columns())
def test_a_column_comes_out_as_it_went_in(column):
    assert exactly(pack(column)()) == exactly(column)


def exactly(values: Any) -> Any:
    """The values with their types, so that True is not 1, 1 not 1.0, 0.0 not -0.0, and NaN equals NaN."""
    if isinstance(values, list | tuple):
        return type(values).__name__, [exactly(value) for value in values]
    return type(values).__name__, repr(values)


def test_a_nan_that_is_no_none_stays_one():
    (value, none) = pack([math.nan, None])()
    assert none is None
    assert math.isnan(value)


def test_the_order_of_kinds_is_kept():
    rows = [OutageBegan(0, "agent_0", float(n), n) if n % 3 else WaveEnded(n, 0.0, 1.0, n, (1.0,)) for n in range(20)]
    packed = PackedRows(rows)
    assert list(packed) == rows
    assert len(packed) == 20
    assert packed.of(WaveEnded) == [row for row in rows if isinstance(row, WaveEnded)]
    assert packed.of(TaskEnded) == []
    assert packed.has_wave(WaveEnded, 18)
    assert not packed.has_wave(WaveEnded, 17)


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return {
        "name": "packed",
        "seed": 5,
        "fleet": {"agents": [{"name": "agent", "count": 3}], "breakdowns": {"mtbf": "10min", "mttr": "1min"}},
        "workload": {"kind": "synthetic", "waves": 4, "tasks_per_wave": 25, "predicted_success": 0.7},
        "gates": {"transient_refusal_rate": 0.1},
        "feedback": {"learning": True},
    }


@pytest.mark.parametrize("loose", [1, 7, 100])
def test_a_run_whose_rows_are_packed_is_the_same_run(data, loose, monkeypatch):
    plain = sim.run(sim.parse_scenario(data))
    assert not plain.log.is_packed
    monkeypatch.setattr(log_module, "LOOSE", loose)
    packed = sim.run(sim.parse_scenario(data))
    assert packed.log.is_packed
    assert list(packed.log) == list(plain.log)
    assert packed.result == plain.result
    assert packed.signals.equals(plain.signals)
    assert packed.report() == plain.report()
    assert packed.audit() == []


def test_what_is_read_in_parts_is_the_whole(data):
    rows = list(sim.run(sim.parse_scenario(data)).log)
    log = RunLog(("agent_0", "agent_1", "agent_2"), loose=10)
    for row in rows:
        log.add(row)
    assert len(log) == len(rows)
    for number in (0, 1, 9, 10, 11, 25, len(rows) - 1, len(rows)):
        assert list(log.since(number)) == rows[number:]
    for kind in (AttemptEnded, Sampled, TaskEnded):
        assert log.of(kind) == [row for row in rows if type(row) is kind]
        assert log.of_wave(kind, 3) == [row for row in rows if type(row) is kind and row.wave == 3]


@pytest.mark.parametrize("loose", [10, 10_000])
def test_a_wave_is_found_while_the_log_grows(data, loose):
    rows = list(sim.run(sim.parse_scenario(data)).log)
    log = RunLog(("agent_0", "agent_1", "agent_2"), loose=loose)
    for number, row in enumerate(rows, start=1):
        log.add(row)
        if isinstance(row, TaskEnded):
            so_far = [each for each in rows[:number] if isinstance(each, TaskEnded) and each.wave == row.wave]
            assert log.of_wave(TaskEnded, row.wave) == so_far
    assert log.of_wave(TaskEnded, 99) == []


def test_a_wave_whose_rows_were_dropped_is_read_again(data):
    rows = list(sim.run(sim.parse_scenario(data)).log)
    plain, packed = RunLog(("agent_0",)), RunLog(("agent_0",), loose=10)
    for row in rows:
        plain.add(row)
        packed.add(row)
    kept, dropped = WaveIndex(plain), WaveIndex(packed)
    assert [kept.wave(wave) for wave in range(1, 5)] == [dropped.wave(wave) for wave in range(1, 5)]
    assert kept.anomalies() == dropped.anomalies()


def test_who_asks_for_every_wave_sorts_the_log_once(data, monkeypatch):
    log = sim.run(sim.parse_scenario(data)).log
    sort = Mock(wraps=log_module._by_wave)
    monkeypatch.setattr(log_module, "_by_wave", sort)
    for wave in range(1, 5):
        assert log.of_wave(TaskEnded, wave)
    assert sort.call_count == 1
