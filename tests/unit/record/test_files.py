"""Result files: the same bytes for the same content, whole or not at all."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from sim.record.files import json_text, write_json, write_jsonl, write_parquet, write_text
from sim.record.views import SystemAnomaly


class Colour(StrEnum):
    RED = "red"


class Pair(NamedTuple):
    left: int
    right: int


def test_what_is_not_a_number_is_null():
    assert json_text({"a": float("nan"), "b": np.float64("nan"), "c": [float("nan")]}) == (
        '{"a": null, "b": null, "c": [null]}'
    )


@pytest.mark.parametrize("value", [float("inf"), -float("inf"), np.float32("inf"), [{"deep": float("inf")}]])
def test_what_is_infinite_is_refused(value):
    with pytest.raises(ValueError, match="infinite"):
        json_text(value)


def test_a_stranger_is_refused():
    with pytest.raises(TypeError, match="object has no place in a result file"):
        json_text({"what": object()})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.30000000000000004"),  # the fewest digits that give the same number back
        (1e300, "1e+300"),
        (np.float64(0.1), "0.1"),
        (np.int64(3), "3"),
        (np.array([1, 2]), "[1, 2]"),
        (True, "true"),
        (np.bool_(False), "false"),
        (Colour.RED, '"red"'),
        (Pair(1, 2), "[1, 2]"),
        ({2: "two"}, '{"2": "two"}'),
        ({"b": 1, "a": 2}, '{"b": 1, "a": 2}'),
    ],
)
def test_values(value, text):
    assert json_text(value) == text


def test_a_dataclass_is_an_object_with_its_fields_in_order():
    anomaly = SystemAnomaly("anomaly_001", "drift", "LOW", 1, (), ("t",), "now", None, {"n": 1}, "Look.")
    assert list(json.loads(json_text(anomaly))) == list(SystemAnomaly.__dataclass_fields__)


@pytest.mark.parametrize("text", ["a\nb", "a\u2028b", "a\u0085b", "\ud800", '"', "\\", "\x00", "Zoë 試 🙂", "\x7f"])
def test_any_text_stays_on_one_line_and_comes_back(text, tmp_path):
    path = tmp_path / "a.jsonl"
    write_jsonl(path, [{"task_id": text}])
    content = path.read_bytes().decode("utf-8")
    assert len(content.splitlines()) == 1
    assert json.loads(content) == {"task_id": text}


def test_rows_may_be_a_generator_and_none(tmp_path):
    write_jsonl(tmp_path / "two.jsonl", ({"n": n} for n in range(2)))
    write_jsonl(tmp_path / "none.jsonl", [])
    assert (tmp_path / "two.jsonl").read_bytes() == b'{"n": 0}\n{"n": 1}\n'
    assert (tmp_path / "none.jsonl").read_bytes() == b""


def test_line_ends_are_those_of_the_text(tmp_path):
    write_text(tmp_path / "a" / "b" / "c.md", "one\ntwo\n")
    assert (tmp_path / "a" / "b" / "c.md").read_bytes() == b"one\ntwo\n"


def test_a_failed_write_leaves_the_previous_file_and_no_other(tmp_path):
    path = tmp_path / "a.jsonl"
    write_jsonl(path, [{"n": 1}])
    with pytest.raises(ValueError, match="infinite"):
        write_jsonl(path, [{"n": 2}, {"n": float("inf")}])
    assert path.read_bytes() == b'{"n": 1}\n'
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_as_long_as_names_can_be(tmp_path):
    path = tmp_path / ("n" * 249 + ".json")
    write_json(path, {})
    assert path.read_text() == "{}\n"


def test_a_disk_that_is_full_at_the_end_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_json(tmp_path / "a.json", {})
    assert list(tmp_path.iterdir()) == []


COLUMNS: dict[str, list[Any]] = {
    "wave": [1, 2],
    "rate": [0.5, float("nan")],
    "agent": ["a", None],
    "ok": [True, None],
    "empty": [None, None],
}
TYPES = {"wave": "int64", "rate": "float64", "agent": "string", "ok": "bool", "empty": "float64"}


def test_parquet_keeps_types_and_nulls(tmp_path):
    path = tmp_path / "tables" / "a.parquet"
    write_parquet(path, COLUMNS, TYPES)
    table = pyarrow.parquet.read_table(path)
    assert {field.name: str(field.type) for field in table.schema} == TYPES | {"empty": "double", "rate": "double"}
    assert table.to_pydict() == {**COLUMNS, "rate": [0.5, None]}


def test_parquet_of_a_frame_is_parquet_of_its_columns(tmp_path):
    columns: dict[str, list[Any]] = {"wave": [1, 2], "rate": [0.5, None]}
    write_parquet(tmp_path / "a.parquet", columns)
    write_parquet(tmp_path / "b.parquet", pd.DataFrame(columns, index=["x", "y"]))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_parquet_refuses_what_is_infinite(tmp_path):
    with pytest.raises(ValueError, match="column rate: an infinite number"):
        write_parquet(tmp_path / "a.parquet", {"rate": [float("inf")]})
    assert list(tmp_path.iterdir()) == []


def test_parquet_of_nothing_has_its_columns(tmp_path):
    write_parquet(tmp_path / "a.parquet", {name: [] for name in TYPES}, TYPES)
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").column_names == list(TYPES)


def test_the_same_content_is_the_same_bytes(tmp_path: Path):
    for name in ("a", "b"):
        write_parquet(tmp_path / f"{name}.parquet", COLUMNS, TYPES)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
