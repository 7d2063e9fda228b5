"""Logs as people have them: read, cleaned, counted; what they do not say is not invented."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.fit.cleaning import make_record
from sim.fit.columns import guessed, mapped
from sim.fit.formats import reader_of, readers
from sim.fit.moments import read_moments
from sim.fit.outcome_words import succeeded
from sim.fit.reader import LogError
from sim.fit.session import fit_logs, read_record


def test_csv_with_torn_lines_and_columns_of_its_own(tmp_path) -> None:
    log = tmp_path / "prod.csv"
    log.write_text(
        "job,worker,began,runtime,status\n"
        "a,w1,2025-01-01T00:00:00Z,60,ok\n"
        "b,w2,2025-01-01T02:00:30+02:00,30,error\n"
        "torn,w1\n"
        "c,w1,2025-01-01T00:01:00Z,-5,ok\n"
        "d,w2,not a time,5,ok\n"
        "a,w1,2025-01-01T00:00:00Z,60,ok\n",
    )
    record = read_record([log], asked={"start": "began"})
    assert record.task.tolist() == ["a", "b"]
    assert record.start_s.tolist() == [0.0, 30.0]
    assert record.succeeded.tolist() == [True, False]
    assert dict(record.left_out) == {
        "it has no start": 1,
        "it ends before it starts": 1,
        "it stands there twice": 1,
        "the line could not be read": 1,
    }
    assert "zones are mixed: made UTC" in record.notes


def test_jsonl_and_parquet_say_the_same_as_csv(tmp_path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{"task": f"t{n}", "agent": "a", "start": 10 * n, "seconds": 5 + n, "outcome": n % 2} for n in range(6)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"task": "torn')
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "log.parquet")
    names = list(rows[0])
    lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n")
    records = [read_record([tmp_path / f"log.{ending}"]) for ending in ("jsonl", "parquet", "csv")]
    for record in records:
        assert record.served_s.tolist() == [5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
        assert record.succeeded.tolist() == [False, True] * 3
    assert records[0].left_out == {"the line could not be read": 1}


def test_a_result_folder_of_this_program_is_read_back(tmp_path) -> None:
    from sim import run

    scenario = {
        "name": "own",
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 30, "duration": {"kind": "exponential", "mean": 60},
                     "predicted_success": 0.7},
    }  # fmt: skip
    finished = run(scenario)
    finished.write(tmp_path / "result", plots=False)
    record = read_record([tmp_path / "result"])
    attempts = finished.attempts[finished.attempts.served > 0]
    assert len(record) == len(attempts)
    assert np.sort(record.served_s) == pytest.approx(np.sort(attempts.served.to_numpy()))
    assert int(record.succeeded.sum()) == int(attempts.succeeded.sum())


def test_spans_of_agents_are_attempts(tmp_path) -> None:
    def span(name: str, start: int, end: int, **attributes: object) -> dict[str, object]:
        kinds = {str: "stringValue", int: "intValue"}
        listed = [{"key": key.replace("__", "."), "value": {kinds[type(value)]: value}}
                  for key, value in attributes.items()]  # fmt: skip
        return {"traceId": "t", "spanId": name + str(start), "parentSpanId": "p", "name": name,
                "startTimeUnixNano": str(1_700_000_000_000_000_000 + start), "endTimeUnixNano":
                1_700_000_000_000_000_000 + end, "attributes": listed}  # fmt: skip

    spans = [
        span("invoke_agent coder", 0, 2_000_000_001, gen_ai__operation__name="invoke_agent",
             gen_ai__agent__name="coder", error__type="timeout", gen_ai__usage__input_tokens=7),
        span("invoke_agent coder", 3_000_000_000, 4_500_000_000, gen_ai__operation__name="invoke_agent",
             gen_ai__agent__name="coder"),
        span("chat gpt", 10, 20, gen_ai__operation__name="chat"),
    ]  # fmt: skip
    log = tmp_path / "spans.json"
    log.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    record = read_record([log])
    assert record.agent.tolist() == ["coder", "coder"]
    assert len(set(record.task.tolist())) == 1
    assert record.served_s.tolist() == pytest.approx([2.000000001, 1.5], abs=3e-7)
    assert record.succeeded.tolist() == [False, True]
    assert record.cut_off.tolist() == [True, False]


def test_results_of_harnesses(tmp_path) -> None:
    trial = {"task_id": "t", "trial_name": "t.1", "is_resolved": True, "failure_mode": "unset",
             "trial_started_at": "2025-01-01T00:00:00Z", "trial_ended_at": "2025-01-01T00:00:09Z"}  # fmt: skip
    folder = tmp_path / "runs" / "first"
    folder.mkdir(parents=True)
    (folder / "results.json").write_text(json.dumps({"results": [trial, {**trial, "is_resolved": None}]}))
    assert reader_of(tmp_path / "runs").name == "terminal_bench"
    assert reader_of(folder / "results.json").name == "terminal_bench"
    harbor = tmp_path / "job" / "trial"
    harbor.mkdir(parents=True)
    (harbor / "result.json").write_text(json.dumps({
        "task_name": "t", "trial_name": "t.1", "started_at": "2025-01-01T00:00:00Z",
        "finished_at": "2025-01-01T00:00:05Z", "agent_info": {"name": "coder"},
        "verifier_result": {"rewards": {"reward": 1.0}}, "exception_info": None}))  # fmt: skip
    record = read_record([tmp_path / "job"])
    assert record.agent.tolist() == ["coder"]
    assert record.succeeded.tolist() == [True]
    assert record.served_s.tolist() == [5.0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", "", "is empty"),
        ("none.jsonl", "\n\n", "no line that is a JSON object"),
        ("lists.jsonl", "[1]\n[2]\n", "no line that is a JSON object"),
        ("bad.parquet", "PAR1 no", "no Parquet file"),
        ("shoes.csv", "shoe,size\n1,2\n", "when attempts started"),
        ("twice.csv", "task,task\n1,2\n", "two columns of one name"),
        ("dark.bin", "\x00\x01", "like no log"),
        ("spans.json", '{"resourceSpans": []}', "no span of an agent"),
        ("nothing.csv", "task,start,seconds\na,,\n", "no attempt is left"),
    ],
)
def test_what_is_no_log_is_told_without_a_traceback(tmp_path, name, content, told) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(LogError, match=told):
        fit_logs([tmp_path / name], seed=1)


def test_names_that_are_not_there_are_told() -> None:
    with pytest.raises(ValueError, match="did you mean agent"):
        mapped(["w"], {"agnet": "w"})
    with pytest.raises(ValueError, match="did you mean worker"):
        mapped(["worker"], {"agent": "wroker"})
    assert mapped(["w", "status"], {"agent": "w", "outcome": ""}) == {"agent": "w"}
    assert guessed(["Task_ID", "HOSTNAME"]) == {"task": "Task_ID", "agent": "HOSTNAME"}


def test_numbers_are_moments_by_their_size() -> None:
    second = 1_735_689_600
    for factor, words in ((1, "seconds since"), (1e3, "milliseconds"), (1e6, "microseconds"), (1e9, "nanoseconds")):
        found = read_moments([second * factor, None])
        assert words in found.read_as
        assert found.seconds[0] == pytest.approx(second)
        assert np.isnan(found.seconds[1])
    assert np.isnan(read_moments(["tomorrow", "2025-01-01"]).seconds[0])


@given(st.lists(st.one_of(st.none(), st.text(), st.floats(), st.booleans(), st.integers()), min_size=1, max_size=8))
def test_whatever_stands_in_a_column_of_moments_or_outcomes_is_read_or_missing(values) -> None:
    assert len(read_moments(values).seconds) == len(values)
    assert all(succeeded(value) in (True, False, None) for value in values)


@given(
    st.lists(st.tuples(st.floats(-9e7, 9e7), st.floats(-100.0, 1e6), st.sampled_from("abc")), min_size=1, max_size=20)
)
def test_every_entry_is_kept_or_counted(entries) -> None:
    raw = {"start": [e[0] for e in entries], "seconds": [e[1] for e in entries], "task": [e[2] for e in entries]}
    if not any(start + length >= start for start, length, _ in entries):
        with pytest.raises(ValueError, match="no attempt is left"):
            make_record(raw)
        return
    record = make_record(raw)
    assert len(record) + sum(record.left_out.values()) == len(entries)
    assert (record.served_s >= 0.0).all()


def test_every_format_has_a_file_of_its_name() -> None:
    assert all(reader.summary for reader in readers().values())
    with pytest.raises(LogError, match="there is no format"):
        reader_of(None, "carrier pigeon")  # type: ignore[arg-type]


def test_a_million_agents_are_refused_in_words_and_not_by_the_memory(tmp_path) -> None:
    lines = [f"t{n},worker-{n},{n},5.{n % 10},1" for n in range(6000)]
    (tmp_path / "crowd.csv").write_text("\n".join(["task,agent,start,seconds,outcome", *lines]) + "\n")
    with pytest.raises(LogError, match="6,000 agents in 6,000 attempts are too many to be told apart"):
        fit_logs([tmp_path / "crowd.csv"], 1)


def test_text_that_was_put_in_and_clocks_that_jump_stay_data(tmp_path) -> None:
    names = ["<script>alert(1)</script>", "| a | b |", "'; drop table tasks; --", "=cmd|' /C calc'!A0", "\u202etxt"]
    rows = [f'"{names[n % 5]}",fleet,{1e6 if n == 7 else 10.0 * n},{3 + n % 4}.5,{n % 2}' for n in range(40)]
    (tmp_path / "odd.csv").write_text("\n".join(["task,agent,start,seconds,outcome", *rows]) + "\n", encoding="utf-8")
    fitted = fit_logs([tmp_path / "odd.csv"], 1)
    assert len(fitted.record) == 40
    assert set(fitted.estimates.tasks) == set(names)
    assert fitted.estimates.agents[0].capacity == 1


def test_a_recorded_workflow_is_read(tmp_path) -> None:
    def task(name: str, parents: list[str]) -> dict[str, object]:
        return {"name": name, "id": name, "parents": parents, "children": []}

    executed = [{"id": name, "runtimeInSeconds": 5.0 + n, "machines": ["m"]} for n, name in enumerate(("a_1", "a_2"))]
    flow = {"specification": {"tasks": [task("a_1", []), task("a_2", ["a_1"])]}, "execution": {"tasks": executed}}
    content = {"name": "pair", "schemaVersion": "1.5", "workflow": flow}
    (tmp_path / "flow.json").write_text(json.dumps(content))
    record = read_record([tmp_path / "flow.json"])
    assert record.start_s.tolist() == [0.0, 5.0]
    assert record.served_s.tolist() == [5.0, 6.0]
    assert set(record.type.tolist()) == {"a"}
    assert any("as early as its parents allow" in note for note in record.notes)


@pytest.mark.parametrize(
    "name", ["epigenomics-chameleon-hep-1seq-100k-001.json", "1000genome-chameleon-2ch-100k-001.json"]
)
def test_recorded_workflows_add_up(shared_data, name) -> None:
    record = read_record([shared_data / "workflows" / name])
    total, path = (539.3, 104.8) if name.startswith("epi") else (2771.3, 204.7)
    assert float(record.served_s.sum()) == pytest.approx(total, abs=0.1)
    assert float(record.end_s.max()) == pytest.approx(path, abs=0.1)
