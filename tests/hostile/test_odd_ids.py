"""Task ids are any text: markup, formulas, paths and control characters come through whole, and do nothing."""

import json
import re
from pathlib import Path

import pytest

import sim

ODD = [
    '=HYPERLINK("http://example.com","x")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "| a | b |",
    "`x` **y** [z](javascript:alert(1))",
    "![x](http://example.com/x.png)",
    "# heading",
    "../../../etc/passwd",
    "/etc/passwd",
    "C:\\x\\..\\y",
    "a/b",
    "line\nbreak\r\n",
    "nul\x00",
    "\x1b[31mred\x1b[0m",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "\u2028line separator",
    "日本語 ñ \U0001f600",
    "e\u0301" * 50,
    "x" * 5000,
    "'; DROP TABLE tasks; --",
    "{{7*7}} ${x} %s {0}",
    "wave_1/agent_0",
    "manifest.json",
    "null",
    "NaN",
    "1e999",
    "agent_unassigned",
]


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> sim.Run:
    """One wave of those tasks, none of which succeeds: each stands among the failures."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "data").mkdir()
    rows = [{"task_id": task_id, "predicted_success_probability": 0.0} for task_id in ODD]
    (folder / "data" / "predicted_tasks.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    scenario = {
        "name": "odd",
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "phase20", "path": "data"},
        "gates": {"min_predicted_success": 0.0},
        "retry": {"max_retries": 1},
    }
    return sim.run(sim.parse_scenario(scenario, origin=folder))


@pytest.fixture(scope="module")
def result(run, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("result") / "out"
    run.write(folder)
    return folder


def test_they_come_through_whole(run, result):
    assert run.tasks["task_id"].tolist() == ODD
    lines = [line for path in sorted(result.rglob("executed_tasks.jsonl")) for line in path.read_bytes().splitlines()]
    assert sorted(json.loads(line)["task_id"] for line in lines) == sorted(ODD)


def test_none_becomes_a_path(result):
    names = {path.name for path in result.rglob("*")}
    assert not names & {Path(task_id).name for task_id in ODD if task_id != "manifest.json"} - {"agent_0"}
    manifest = json.loads((result / "manifest.json").read_text())
    listed = {file["path"] if isinstance(file, dict) else file for file in manifest["files"]}
    there = {path.relative_to(result).as_posix() for path in result.rglob("*") if path.is_file()}
    assert listed | {"manifest.json"} == there


def test_every_line_of_jsonl_is_one_object(result):
    for path in result.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            assert isinstance(json.loads(line), dict)


def test_the_report_holds_no_markup_of_theirs(run):
    report = run.report()
    assert "HYPERLINK" in report or "SUM" in report  # ids do stand in the report
    assert all(character.isprintable() or character == "\n" for character in report)
    assert not re.search(r"<(script|img)", report)
    assert "](javascript:" not in report
    assert "![x](" not in report
    assert all(len(line) < 2000 for line in report.splitlines())


def test_the_log_and_the_messages_stay_on_their_lines(run, result):
    log = (result / "run.log").read_text(encoding="utf-8")
    assert all(line.isprintable() for line in log.split("\n"))
    assert run.result.faults == 0


def test_stories_and_differences_hold_no_markup_of_theirs(run):
    from sim.document.markdown import markdown
    from sim.report.difference.page import difference_page
    from sim.report.story.instant import instant_page
    from sim.report.story.task_page import story

    pages = [markdown(story(run._result, task_id)) for task_id in ODD]
    pages.append(markdown(instant_page(run._result, 15.0)))
    again = sim.run(run.scenario, seed=run.seed + 1)
    pages.append(markdown(difference_page(run._result, again._result, ("<b>", "a|b"))))
    for page in pages:
        assert not re.search(r"<(script|img|b>)", page)
        assert not re.search(r"(?<!\\)\]\(javascript:", page)  # a bracket that is escaped opens no link
        assert all(character.isprintable() or character == "\n" for character in page)
