"""Lines of Phase 20 files that are broken, malicious or absurd: each is named by file, line and field."""

import json

import pytest

from sim.luck import Luck
from sim.scenario import AgentSpec, FleetSpec, Phase20Workload, Scenario, ScenarioError
from sim.workload.source import check_workload, load_tasks

GOOD = b'{"task_id": "good", "predicted_success_probability": 0.5}\n'


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def complaints(path: str = "data") -> list[str]:
    scenario = Scenario(
        name="hostile",
        fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
        workload=Phase20Workload(path=path),
    )
    told = [str(problem) for problem in check_workload(scenario)]
    if told:
        with pytest.raises(ScenarioError):
            load_tasks(scenario, Luck(0), ["agent_0"])
    assert all(line.isprintable() for line in told)
    assert all(len(line) < 400 + len(path) for line in told)
    return told


def line(**fields) -> bytes:
    values = {"task_id": "a", "predicted_success_probability": 0.5, **fields}
    return json.dumps(values).encode() + b"\n"


def with_value(key: str, text: str) -> bytes:
    """A line whose field holds just this text, JSON or not."""
    return line(**{key: "HERE"}).replace(b'"HERE"', text.encode("utf-8", "surrogatepass"))


CHANCE = "predicted_success_probability"
FIELDS = {
    # field, what stands there -> what is said
    ("task_id", "null"): "is missing; expected the id of a task",
    ("task_id", '""'): "the text is empty",
    ("task_id", '" \\t "'): "the text is empty",
    ("task_id", "17"): "17 is a number; expected text",
    ("task_id", '["a"]'): "a list is given; expected text",
    ("task_id", '{"a": 1}'): "a mapping is given; expected text",
    ("task_id", '"\\ud800"'): "holds half of a surrogate pair, which is no character",
    ("agent_id", '""'): "the text is empty",
    ("agent_id", "0"): "0 is a number; expected text",
    ("agent_id", "false"): "false is a truth value; expected text",
    (CHANCE, "null"): "is missing; expected the chance of success, 0..1",
    (CHANCE, "NaN"): "nan is not a finite number",
    (CHANCE, "Infinity"): "inf is not a finite number",
    (CHANCE, "-Infinity"): "-inf is not a finite number",
    (CHANCE, "1e999"): "inf is not a finite number",
    (CHANCE, "-0.1"): "-0.1 is not within 0..1",
    (CHANCE, "1.0000001"): "1.0000001 is not within 0..1",
    (CHANCE, "72.5"): "72.5 is not within 0..1",
    (CHANCE, "true"): "true is a truth value; expected a number",
    (CHANCE, '"0.5"'): "'0.5' is text; expected a number",
    (CHANCE, "[0.5]"): "a list is given; expected a number",
    (CHANCE, "9" * 4000): "a number of about 3986 digits is not within 0..1",
    ("predicted_success_rate", "0.6"): "contradicts predicted_success_rate, 0.6; keep one of them",
    ("predicted_execution_time", "-1"): "-1 is not within 0..10000000000 s",
    ("predicted_execution_time", "1e300"): "1e+300 is not within 0..10000000000 s",
    ("predicted_execution_time", "NaN"): "nan is not a finite number",
    ("predicted_execution_time", '"30s"'): "'30s' is text; expected a number",
    ("predicted_execution_time", "true"): "true is a truth value; expected a number",
    ("confidence", "1.5"): "1.5 is not within 0..1",
    ("confidence", '"high"'): "'high' is text; expected a number",
    ("confidence_delta_estimate", "Infinity"): "inf is not a finite number",
    ("confidence_delta_estimate", "7"): "7 is not within -1..1",
    ("risk_level", '"EXTREME"'): "'EXTREME' is not one of LOW, MEDIUM, HIGH, UNKNOWN",
    ("risk_level", '"low"'): "'low' is not one of LOW, MEDIUM, HIGH, UNKNOWN",
    ("risk_assessment", "2"): "2 is a number; expected text",
    ("priority", "0"): "0 is not within 1..3",
    ("priority", "2.5"): "2.5 is not a whole number",
    ("priority", '"HIGH"'): "'HIGH' is text; expected a number",
    ("priority", "true"): "true is a truth value; expected a number",
    ("wave", "0"): "0 is not within 1..1000000",
    ("wave", "-3"): "-3 is not within 1..1000000",
    ("wave", "1e18"): "1e+18 is not within 1..1000000",
    ("wave", "10000000000000000000000"): "10000000000000000000000 is not within 1..1000000",
    ("wave", "1.5"): "1.5 is not a whole number",
    ("something_else", "NaN"): "nan is not a finite number",
}


@pytest.mark.parametrize(("where", "expected"), FIELDS.items(), ids=[f"{k}={v[:20]}" for k, v in FIELDS])
def test_a_field_that_cannot_be_is_named(data, where, expected):
    key, text = where
    (data / "predicted_tasks.jsonl").write_bytes(GOOD + with_value(key, text))
    blamed = CHANCE if key == "predicted_success_rate" else key
    (told,) = complaints()
    assert told.startswith(f"data/predicted_tasks.jsonl:2: {blamed}: ")
    assert told.endswith(expected)


LINES = {
    b"\xff\xfe\x00": "not UTF-8, from byte 1 of the line on",
    b'{"task_id": "caf\xe9"}': "not UTF-8, from byte 17 of the line on",
    b"hello": "not JSON: Expecting value, at column 1",
    b"{'task_id': 'a'}": "not JSON: Expecting property name enclosed in double quotes, at column 2",
    b'{"task_id": "a"} {"task_id": "b"}': "not JSON: Extra data, at column 18",
    b'{"task_id": "a\x00b"}': "not JSON: Invalid control character at, at column 15",
    b"[]": 'not a JSON object; expected one, such as {"task_id": "a", ...}',
    b"null": 'not a JSON object; expected one, such as {"task_id": "a", ...}',
    b"3": 'not a JSON object; expected one, such as {"task_id": "a", ...}',
    b'"text"': 'not a JSON object; expected one, such as {"task_id": "a", ...}',
    b"NaN": 'not a JSON object; expected one, such as {"task_id": "a", ...}',
    b'{"task_id": "a", "task_id": "b"}': "task_id: stands twice in one object",
    b'{"task_id": "a", "more": {"x": 1, "x": 2}}': "x: stands twice in one object",
    b'{"' + b"k" * 500 + b'": 1, "' + b"k" * 500 + b'": 2}': "k" * 100 + ": stands twice in one object",
    b'{"a\\n": 1, "a\\n": 1}': "a\\n: stands twice in one object",
    b"[" * 300_000: "not readable: lists or objects are nested too deeply",
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000: "not readable: lists or objects are nested too deeply",
    b'{"task_id": "a", "wave": ' + b"9" * 100_000 + b"}": "not readable: a number has thousands of digits",
    b'{"task_id": "' + b"a" * 1_000_000 + b'"}': "the line has 1000016 bytes; at most 1000000 are read",
    b"\x1b[31m": "not JSON: Expecting value, at column 1",
}


@pytest.mark.parametrize(("content", "expected"), LINES.items(), ids=[repr(key[:20]) for key in LINES])
@pytest.mark.parametrize("name", ["predicted_tasks.jsonl", "predicted_schedule.jsonl"])
def test_a_line_that_is_no_object_is_named(data, name, content, expected):
    (data / "predicted_tasks.jsonl").write_bytes(GOOD)
    hostile = (GOOD if name == "predicted_tasks.jsonl" else b"\n") + content + b"\n"
    (data / name).write_bytes(hostile)
    (told,) = complaints()
    assert told == f"data/{name}:2: {expected}"


@pytest.mark.parametrize("cut", [1, 20, 50])
def test_a_last_line_that_is_cut_off_is_called_that(data, cut):
    (data / "predicted_tasks.jsonl").write_bytes(GOOD + line()[: -1 - cut])
    assert complaints() == [
        "data/predicted_tasks.jsonl:2: the line is cut off: the file ends in the middle of a JSON object"
    ]


def test_an_object_without_fields_lacks_the_required_ones(data):
    (data / "predicted_tasks.jsonl").write_bytes(b"{}\n")
    assert complaints() == [
        "data/predicted_tasks.jsonl:1: task_id: is missing; expected the id of a task",
        f"data/predicted_tasks.jsonl:1: {CHANCE}: is missing; expected the chance of success, 0..1",
    ]


def test_an_object_of_very_many_keys_is_read_in_time(data):
    # One key twice among tens of thousands: looking for it must not take the square of that.
    many = ", ".join(f'"{n}": 0' for n in range(80_000))
    (data / "predicted_tasks.jsonl").write_bytes(f'{{{many}, "79999": 1}}\n'.encode())
    assert complaints() == ["data/predicted_tasks.jsonl:1: 79999: stands twice in one object"]


def test_a_schedule_that_ends_before_it_starts(data):
    (data / "predicted_tasks.jsonl").write_bytes(line())
    row = {"task_id": "a", "agent_id": "agent_0", "predicted_start_time": 10, "predicted_end_time": 5}
    (data / "predicted_schedule.jsonl").write_text(json.dumps(row))
    assert complaints() == ["data/predicted_schedule.jsonl:1: predicted_end_time: 5 s is before the start, 10 s"]


@pytest.mark.parametrize("content", [b"", b"\n\n \r\n", b"\xef\xbb\xbf"])
def test_files_without_a_task(data, content):
    (data / "predicted_tasks.jsonl").write_bytes(content)
    assert complaints() == ["workload.path: the files hold no task"]


def test_a_binary_file_yields_fifty_problems_and_a_count(data):
    (data / "predicted_tasks.jsonl").write_bytes(bytes(range(256)) * 100)
    told = complaints()
    assert len(told) == 51
    # 100 line ends, and what follows the last of them.
    assert told[-1] == "data/predicted_tasks.jsonl: and 51 more problems"
