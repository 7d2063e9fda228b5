"""Tables that are broken, malicious or absurd: each fault is named by file, line and column, all of them at once."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.luck import Luck
from sim.scenario import AgentSpec, FleetSpec, Scenario, ScenarioError, TableWorkload
from sim.workload.problem_list import MOST_SHOWN, ProblemList
from sim.workload.source import check_workload, load_tasks
from sim.workload.table_file import _READERS, read_table


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def complaints(path: str = "jobs.csv", **keys) -> list[str]:
    workload = TableWorkload(path=path, **keys)
    scenario = Scenario(name="hostile", fleet=FleetSpec(agents=[AgentSpec(name="agent")]), workload=workload)
    told = [str(problem) for problem in check_workload(scenario)]
    if told:
        with pytest.raises(ScenarioError) as raised:
            load_tasks(scenario, Luck(0), ["agent_0"])
        assert [str(problem) for problem in raised.value.problems] == told
    else:
        load_tasks(scenario, Luck(0), ["agent_0"])
    assert all(line.isprintable() and len(line) < 500 + len(path) for line in told)
    return told


def of_csv(folder, text: str | bytes, **keys) -> list[str]:
    (folder / "jobs.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return complaints(**keys)


CSV_FAULTS = {
    b"": "jobs.csv: the file is empty; expected a line with the names of the columns",
    b"\n\n": "jobs.csv: the file is empty; expected a line with the names of the columns",
    b"task_id,seconds\n": "jobs.csv: the table has no rows",
    b"task_id,seconds\na,1,2\n": "jobs.csv:2: 3 values for 2 columns",
    b"task_id,seconds\na\n": "jobs.csv:2: 1 values for 2 columns",
    b"task_id,task_id\na,b\n": "jobs.csv:1: two columns are named 'task_id'; give each a name of its own",
    b"task_id,,\na,b,c\n": "jobs.csv:1: two columns have no name; give each a name of its own",
    b"task_id,seconds\n\xff,1\n": "jobs.csv:2: not UTF-8, from byte 17 of the file on",
    b'task_id,seconds\n"a,1\n': "jobs.csv:2: not CSV: unexpected end of data",
    b'task_id,seconds\n"a"b,1\n': "jobs.csv:2: not CSV: ',' expected after '\"'",
    b"x,y\n1,2\n": "workload.path: no column of jobs.csv has a name of ours; expected a column such as task_id or "
    "expected_duration, or `map`, which says what columns mean",
}


@pytest.mark.parametrize("content", CSV_FAULTS, ids=range(len(CSV_FAULTS)))
def test_a_file_that_is_no_table_is_told(folder, content):
    assert of_csv(folder, content) == [CSV_FAULTS[content]]


VALUE_FAULTS = {
    ("task_id", " "): "is missing; expected the id of a task",
    ("wave", "0"): "0 is not within 1..1000000",
    ("wave", "1.5"): "1.5 is not a whole number",
    ("priority", "4"): "4 is not within 1..3",
    ("priority", "high"): "'high' is text; expected a number",
    ("risk", "low"): "'low' is not one of LOW, MEDIUM, HIGH, UNKNOWN",
    ("confidence", "70%"): "'70%' is text; expected a number",
    ("confidence", "1.01"): "1.01 is not within 0..1",
    ("approved", "perhaps"): "'perhaps' is text; expected true or false",
    ("predicted_success", ""): "is missing; expected the chance of success, 0..1",
    ("predicted_success", "nan"): "'nan' is not a finite number",
    ("predicted_success", "1_0"): "'1_0' is not a finite number",
    ("expected_duration", ""): "is missing; expected seconds at speed 1",
    ("expected_duration", "-1"): "-1.0 is not within 0..10000000000 s",
    ("expected_duration", "inf"): "'inf' is not a finite number",
    ("release_offset", "soon"): "'soon' is text; expected a number",
    ("arrival_s", "-3"): "-3.0 is not within 0..10000000000 s",
    ("type", "a b"): "'a b' is no name of a type; expected letters, digits, _ and -",
    ("deadline", "-1"): "-1.0 is not within 0..10000000000 s",
    ("input_tokens", "1.5"): "1.5 is not a whole number",
    ("depends_on", "z"): "task 't' waits for 'z', which is no task's id",
    ("depends_on", "t"): "tasks wait for each other in a circle: 't' for 't'",
    ("depends_on", "u; u"): "task 't' waits for 'u' twice; name it once",
    ("depends_on", "u=x"): "'x' is text; expected a number",
    ("depends_on", "u=-1"): "-1.0 is not within 0..10000000000 s",
    ("depends_on", "{u: 1"): "'{u: 1' is not JSON; expected ids such as \"a; b=2.5\" (2.5 s of hand-off), a list of "
    "ids, or a mapping of ids to seconds",
}


@pytest.mark.parametrize("fault", VALUE_FAULTS, ids=str)
def test_a_value_that_cannot_be_is_told_with_line_and_column(folder, fault):
    column, value = fault
    others = "" if column == "task_id" else "task_id,"
    sound = {"wave": "1", "priority": "1", "risk": "LOW", "confidence": "0.5", "approved": "no"}.get(column, "0.5")
    sound = {"task_id": "u", "depends_on": "", "input_tokens": "1", "type": "x"}.get(column, sound)
    text = f"{others}{column}\n{'t,' if others else ''}{value}\n{'u,' if others else ''}{sound}\n"
    assert of_csv(folder, text) == [f"jobs.csv:2: {column}: {VALUE_FAULTS[fault]}"]


def test_every_problem_is_told_at_once_under_the_file_s_own_names(folder):
    text = "job,length,p\na,x,0.5\nb,3,7\n,4,0.5\n"
    assert of_csv(folder, text, map={"job": "task_id", "length": "seconds", "p": "predicted_success"}) == [
        "jobs.csv:4: job: is missing; expected the id of a task",
        "jobs.csv:3: p: 7 is not within 0..1",
        "jobs.csv:2: length: 'x' is text; expected a number",
    ]


def test_a_million_faults_are_counted_not_listed(folder):
    told = of_csv(folder, "task_id,seconds\n" + "".join(f"t{i},x\n" for i in range(1000)))
    assert len(told) == MOST_SHOWN + 1
    assert told[-1] == "jobs.csv: and 950 more problems"


def test_contradictions_between_lines_are_told(folder):
    assert of_csv(folder, "task_id,seconds\na,1\na,1\na,2\n") == [
        "jobs.csv:3: task_id: task 'a' stands already at jobs.csv:2, with the same content; remove one of them",
        "jobs.csv:4: task_id: task 'a' stands already at jobs.csv:2, with other content; remove one of them",
    ]
    pairs = "task_id,agent_id,release_offset,wave\na,agent_0,1,1\na,,2,2\n"
    assert of_csv(folder, pairs) == [
        "jobs.csv:3: release_offset: 2.0 contradicts jobs.csv:2, where task 'a' has 1.0",
        "jobs.csv:3: wave: 2 contradicts jobs.csv:2, where task 'a' has 1",
    ]
    (stranger,) = of_csv(folder, "task_id,agent\na,droid\n")
    assert stranger.startswith(
        "jobs.csv:2: agent_id: droid not in the fleet; the files have droid, the fleet has agent_0"
    )


def test_a_later_wave_and_a_circle_name_the_tasks(folder):
    text = "task_id,wave,depends_on\na,1,b\nb,2,\nc,2,d\nd,2,c\n"
    assert of_csv(folder, text) == [
        (
            "jobs.csv:2: depends_on: task 'a' of wave 1 waits for 'b' of wave 2; expected a task of the same or an "
            "earlier wave"
        ),
        "jobs.csv:4: depends_on: tasks wait for each other in a circle: 'c' for 'd' for 'c'",
    ]


def test_what_the_scenario_asks_of_the_columns_must_be_there(folder):
    text = "task_id,agent\na,droid\nb,goose\n"
    assert of_csv(folder, text, map={"tsk": "type"}, where={"agnt": 3}) == [
        "workload.map: jobs.csv has no column 'tsk'; did you mean 'task_id'?",
        "workload.where: jobs.csv has no column 'agnt'; did you mean 'agent'?",
    ]
    assert of_csv(folder, text, where={"agent": "gosse"}) == [
        "workload.where: no row of jobs.csv has 'agent': 'gosse' (there are 'droid', 'goose')"
    ]
    assert of_csv(folder, "task,task_id\na,b\n") == [
        "workload.map: the columns 'task' and 'task_id' both mean 'task_id'; say here which of them counts"
    ]
    assert of_csv(folder, "task,task_id\na,b\n", map={"task": "task"}) == []


def test_files_that_cannot_be_read_are_told(folder):
    (folder / "d.csv").mkdir()
    assert complaints("none.csv") == ["workload.path: there is no file none.csv"]
    assert complaints("d.csv") == ["workload.path: d.csv is a folder; expected a file"]
    (folder / "jobs.xls").write_text("x")
    (folder / "jobs").write_text("x")
    expected = "expected .csv, .jsonl, .ndjson, .parquet"
    assert complaints("jobs.xls") == [f"workload.path: jobs.xls has the ending .xls; {expected}"]
    assert complaints("jobs") == [f"workload.path: jobs has no ending; {expected}"]
    (folder / "a\nb.csv").write_text("")
    (told,) = complaints("a\nb.csv")
    assert told.startswith("a\\nb.csv: the file is empty")


def test_lines_of_json_are_told_as_those_of_phase_20(folder):
    (folder / "jobs.jsonl").write_text('{"task_id": "a"}\n[1]\n{"task_id": "b", "wave": "x"}\n{"task_id": "c"')
    assert complaints("jobs.jsonl") == [
        'jobs.jsonl:2: not a JSON object; expected one, such as {"task_id": "a", ...}',
        "jobs.jsonl:4: the line is cut off: the file ends in the middle of a JSON object",
        "jobs.jsonl:3: wave: 'x' is text; expected a number",
    ]


def test_lines_that_each_bring_columns_of_their_own_do_not_fill_the_memory(folder, monkeypatch):
    monkeypatch.setattr("sim.workload.table_file.MOST_CELLS", 100)
    (folder / "jobs.jsonl").write_text("".join(json.dumps({f"c{i}": 1}) + "\n" for i in range(50)))
    assert complaints("jobs.jsonl") == ["jobs.jsonl:12: too many columns: 11 names in 11 lines so far"]


def test_a_parquet_file_that_is_none_is_told(folder):
    (folder / "jobs.parquet").write_bytes(b"PAR1 nothing PAR1")
    (told,) = complaints("jobs.parquet")
    assert told.startswith("jobs.parquet: not Parquet: ")
    pd.DataFrame({"task_id": ["a", "b"], "seconds": [1.0, None]}).to_parquet(folder / "jobs.parquet")
    assert complaints("jobs.parquet") == ["jobs.parquet:2: seconds: is missing; expected seconds at speed 1"]


@given(st.binary(max_size=200), st.sampled_from(sorted(_READERS)))
@settings(max_examples=150)
def test_no_content_whatever_ends_in_an_exception(content, ending):
    problems = ProblemList()
    table = read_table(content, f"x{ending}", problems)
    assert (table is not None and len(table) > 0) or problems
