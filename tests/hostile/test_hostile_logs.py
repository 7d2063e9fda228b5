"""Logs as they should not be: what they lack is counted and told, no traceback, no number that was made up."""

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.fit.reader import LogError
from sim.fit.session import fit_logs, read_record

HEAD = "task,agent,start,end,outcome,error,input_tokens,cost"
TEN = 10


def good(n: int = TEN) -> list[str]:
    """Return lines of attempts, a minute apart, that take 11 s, 12 s, ..."""
    return [f"t{i},a{i % 2},{60 * i},{60 * i + 11 + i},{i % 2},,{100 + i},0.{i}" for i in range(n)]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def test_torn_lines_are_counted(tmp_path) -> None:
    torn = ["t99", 't98,a1,"no end', "t97,a,b,c,d,e,f,g,h,i,j", ",,,,,,,"]
    record = read_record([write(tmp_path / "log.csv", *good(), *torn)])
    assert len(record) == TEN
    assert sum(record.left_out.values()) == len(torn)


def test_an_open_quote_does_not_swallow_the_rest(tmp_path) -> None:
    lines = good(200)
    lines[3] = '"' + lines[3]
    record = read_record([write(tmp_path / "log.csv", *lines)])
    assert len(record) + sum(record.left_out.values()) >= 199
    assert len(record) >= 198


def test_clocks_that_were_not_set_and_clocks_that_jump_back(tmp_path) -> None:
    day = 1_762_160_000
    lines = [f"t{i},a,{day + 60 * i},{day + 60 * i + 11 + i},1,,," for i in range(TEN)]
    jumps = ["back,a,1762160500,1762160400,1,,,", "unset,a,12,20,1,,,", "future,a,9999999999,9999999999,1,,,"]
    record = read_record([write(tmp_path / "log.csv", *lines, *jumps)])
    assert len(record) == TEN
    assert dict(record.left_out) == {"it has no start": 2, "it ends before it starts": 1}
    assert any("before 1973 or after 2100" in note for note in record.notes)


def test_events_that_were_written_twice_count_once(tmp_path) -> None:
    lines = good()
    record = read_record([write(tmp_path / "log.csv", *lines, *lines, lines[0])])
    assert len(record) == TEN
    assert record.left_out == {"it stands there twice": TEN + 1}


def test_values_that_go_on_over_lines_are_read(tmp_path) -> None:
    lines = [line.replace(",,", ',"first line\nsecond, and last",') for line in good()]
    record = read_record([write(tmp_path / "log.csv", *lines)])
    assert record.error.tolist() == ["first line\nsecond, and last"] * TEN


def test_another_attempt_at_the_same_moment_is_no_copy(tmp_path) -> None:
    record = read_record([write(tmp_path / "log.csv", "t,a,0,5,1,,,", "t,b,0,5,1,,,", "u,a,0,5,1,,,")])
    assert len(record) == 3


def test_zones_are_mixed_or_missing(tmp_path) -> None:
    lines = [
        "a,w,2025-01-01T00:00:00Z,2025-01-01T00:00:11Z,1,,,",
        "b,w,2025-01-01T02:01:00+02:00,2025-01-01T00:01:12+00:00,1,,,",
        "c,w,2025-01-01 00:02:00,2025-01-01 00:02:13,1,,,",
    ]
    record = read_record([write(tmp_path / "log.csv", *lines)])
    assert record.start_s.tolist() == [0.0, 60.0, 120.0]
    assert record.served_s.tolist() == [11.0, 12.0, 13.0]
    assert "zones are mixed: made UTC" in record.notes
    assert "1 of start name no zone where others do: taken as UTC" in record.notes


def test_a_month_that_nobody_can_tell_is_not_guessed(tmp_path) -> None:
    clear = ["a,w,01/02/2025 10:00,01/02/2025 10:05,1,,,", "b,w,01/25/2025 10:00,01/25/2025 10:07,1,,,"]
    record = read_record([write(tmp_path / "clear.csv", *clear)])
    assert record.start_s.tolist() == [0.0, 24 * 86_400.0 - 86_400.0]
    with pytest.raises(LogError, match="does not say which number is the month"):
        read_record([write(tmp_path / "unclear.csv", clear[0])])


def test_numbers_that_are_none(tmp_path) -> None:
    odd = [
        "n1,a,nan,5,1,,,", "n2,a,5,inf,1,,,", "n3,a,1e999,5,1,,,", "n4,a,-,5,1,,,", "n5,a,0x10,5,1,,,",
        "n6,a,1_0,15,1,,,",
    ]  # fmt: skip
    record = read_record([write(tmp_path / "log.csv", *good(), *odd)])
    assert len(record) == TEN
    assert sum(record.left_out.values()) == len(odd)
    assert np.isfinite(record.end_s).all()


def test_tokens_and_costs_below_0_are_not_recorded(tmp_path) -> None:
    lines = ["a,w,0,5,1,,-7,$-0.5", "b,w,5,11,1,,many,-0.5", 'c,w,11,18,1,,"1,250",$1.5', "d,w,20,28,1,,NaN,inf"]
    record = read_record([write(tmp_path / "log.csv", *lines)])
    assert np.nan_to_num(record.input_tokens, nan=-1).tolist() == [-1.0, -1.0, 1250.0, -1.0]
    assert np.nan_to_num(record.cost_usd, nan=-1).tolist() == [-1.0, -1.0, 1.5, -1.0]
    assert any("of input_tokens are below 0" in note for note in record.notes)


def test_words_that_are_no_verdict_are_named(tmp_path) -> None:
    lines = ["a,w,0,5,mauve,,,", "b,w,5,11,mauve,,,", "c,w,11,18,success,,,", "d,w,20,28,running,,,"]
    record = read_record([write(tmp_path / "log.csv", *lines)])
    assert record.succeeded.tolist() == [False, False, True]
    assert record.left_out == {"it is still under way": 1}
    assert any("'mauve' (2)" in note for note in record.notes)


def test_a_log_without_outcomes_says_so_and_does_not_make_them_up(tmp_path) -> None:
    (tmp_path / "log.csv").write_text("task,start,seconds\n" + "".join(f"t{i},{9 * i},{5 + i}\n" for i in range(20)))
    fitted = fit_logs([tmp_path / "log.csv"], 1)
    assert any("whether attempts succeeded is not known" in note for note in fitted.record.notes)
    from sim.fit.page import doubts

    assert any("does not say which attempts succeeded" in told for told in doubts(fitted.record, fitted.estimates))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(tmp_path, encoding) -> None:
    lines = [line.replace("a0", "Jürgen") for line in good()]
    (tmp_path / "log.csv").write_bytes(("\n".join([HEAD, *lines]) + "\n").encode(encoding))
    record = read_record([tmp_path / "log.csv"])
    assert set(record.agent.tolist()) == {"Jürgen", "a1"}


def test_packed_logs_and_packed_logs_that_break_off(tmp_path) -> None:
    whole = "\n".join([HEAD, *good(60_000)]).encode()
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(whole))
    assert len(read_record([tmp_path / "log.csv.gz"])) == 60_000
    (tmp_path / "torn.csv.gz").write_bytes(gzip.compress(whole)[:-4000])
    record = read_record([tmp_path / "torn.csv.gz"])
    assert 0 < len(record) < 60_000
    assert any("breaks off" in note for note in record.notes)


def test_huge_ids_stay_apart_and_small(tmp_path) -> None:
    lines = [f"{'x' * 100_000}{i % 2},a,{60 * i},{60 * i + 9 + i},1,,," for i in range(TEN)]
    record = read_record([write(tmp_path / "log.csv", *lines)])
    assert len(set(record.task.tolist())) == 2
    assert max(map(len, record.task.tolist())) <= 500


def test_a_line_of_megabytes_does_not_stop_the_rest(tmp_path) -> None:
    lines = good()
    lines[4] = f"{'x' * (9 << 20)},a,240,255,1,,,"
    assert len(read_record([write(tmp_path / "log.csv", *lines)])) == TEN


def test_text_that_was_put_in_stays_text_in_every_file(tmp_path) -> None:
    from sim.study.fitting.folder import Wanted, write_fit

    evil = ["<script>alert(1)</script>", "../../etc/passwd", "{{7*7}}", "a\x00b", "| a | b |", "\u202etxt", "!!python"]
    rows = [
        {"task": f"{evil[i % 7]}{i}", "agent": evil[i % 7], "start": 60.0 * i, "seconds": 3.5 + i % 4, "ok": i % 2,
         "error": evil[i % 7]} for i in range(70)
    ]  # fmt: skip
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    fitted = fit_logs([tmp_path / "log.jsonl"], 1)
    write_fit(fitted, Wanted("evil", 1), tmp_path / "out", "buddy-sim fit log.jsonl", plots=False)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    from sim.scenario import load_scenario

    assert len(load_scenario(tmp_path / "out" / "scenario.yaml").fleet.agents) == 7


def test_json_lines_of_every_shape(tmp_path) -> None:
    rows = [json.dumps({"task": f"t{i}", "start": 60 * i, "seconds": 5 + i, "outcome": True}) for i in range(TEN)]
    odd = [
        "{", "[]", "null", "7", '"text"', '{"start": {"a": 1}, "seconds": [1]}', "\x00", '{"start": NaN, "seconds": 1}',
        '{"start": ' + "9" * 5000 + ', "seconds": 1}', "[" * 100_000,
    ]  # fmt: skip
    (tmp_path / "log.jsonl").write_text("\n".join([*odd, *rows]) + "\n")
    record = read_record([tmp_path / "log.jsonl"])
    assert len(record) == TEN
    assert sum(record.left_out.values()) == len(odd)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""), ("blank.csv", b"\n\n\n"), ("head.csv", HEAD.encode()), ("zeros.csv", b"\x00" * 5000),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\xff\xfe\x00"), ("lies.parquet", b"task,start\n1,2\n"),
        ("lies.csv.gz", b"task,start\n1,2\n"), ("lies.csv", gzip.compress(b"task,start\n1,2\n")),
        ("empty.jsonl", b""), ("empty.json", b"[]"), ("half.json", b'[{"start": 1'),
        ("spans.json", b'{"resourceSpans"'),
        ("deep.json", b"[" * 100_000), ("results.json", b'{"results": [1, {"is_resolved": 7}]}'),
        ("result.json", b'{"trial_name": 1, "task_name": []}'), ("odd.bin", b"\x00\x01"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused_in_words(tmp_path, name, content) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LogError, match=name.split(".")[0]):
        fit_logs([tmp_path / name], 1)


def test_columns_that_nobody_knows_are_named_with_the_command_that_names_them(tmp_path) -> None:
    (tmp_path / "log.csv").write_text("wann,wer,fertig\n1,2,3\n")
    with pytest.raises(LogError, match=r'Not known: wann, wer, fertig.*--map start="wann" --map end="wer"'):
        read_record([tmp_path / "log.csv"])


def damaged(text: bytes, luck: random.Random) -> bytes:
    """Return a log with bytes that were lost, changed or repeated."""
    content = bytearray(text)
    for _ in range(luck.randrange(1, 30)):
        at = luck.randrange(len(content))
        kind = luck.randrange(4)
        if kind == 0:
            content[at] = luck.randrange(256)
        elif kind == 1:
            del content[at : at + luck.randrange(40)]
        elif kind == 2:
            content[at:at] = content[at : at + luck.randrange(40)]
        else:
            content[at:at] = luck.choice([b'"', b"\n", b"\x00", b",,,", b"\xff\xfe", b"1e308", b"-", b"\r"])
        if not content:
            return b""
    return bytes(content)


def as_csv(n: int) -> bytes:
    return "\n".join([HEAD, *good(n)]).encode()


def as_jsonl(n: int) -> bytes:
    names = HEAD.split(",")
    return "\n".join(json.dumps(dict(zip(names, line.split(","), strict=True))) for line in good(n)).encode()


@pytest.mark.parametrize(("ending", "make"), [("csv", as_csv), ("jsonl", as_jsonl)])
def test_random_damage_is_survived_and_leaves_no_number_that_is_none(
    tmp_path, ending: str, make: Callable[[int], bytes]
) -> None:
    luck = random.Random(5)
    for number in range(150):
        path = tmp_path / f"log-{number}.{ending}"
        path.write_bytes(damaged(make(30), luck))
        try:
            record = read_record([path])
        except LogError:
            continue
        assert np.isfinite(record.start_s).all()
        assert np.isfinite(record.end_s).all()
        assert (record.served_s >= 0.0).all()
        assert not (record.cost_usd < 0.0).any()
