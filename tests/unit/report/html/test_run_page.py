"""The page of a run: its data are those of the tables, and what is left out is told."""

import json
import re
from dataclasses import replace

import pytest

import sim
from sim.report.figures.kinds import Kind
from sim.report.figures.source import source_of
from sim.report.html.attempts import shares
from sim.report.html.run_page import run_page
from tests.unit.document.test_html import HOSTILE, Tree

STORY: dict = {
    "name": "story",
    "seed": 3,
    "fleet": {"agents": [{"name": "a", "count": 3}], "breakdowns": {"mtbf": "5min", "mttr": "1min"}},
    "workload": {"kind": "synthetic", "waves": 3, "tasks_per_wave": 12, "predicted_success": 0.7},
    "retry": {"max_retries": 2, "base": "5s"},
}


@pytest.fixture(scope="module")
def run():
    return sim.run(STORY)


def charts(page):
    found = re.findall(r'data-kind="(\w+)".*?<script type="application/json">(.*?)</script>', page, re.DOTALL)
    return [(kind, json.loads(data)) for kind, data in found]


def test_the_bars_are_the_attempts_of_the_table(run):
    (kind, data), *_ = charts(run.html())
    assert kind == "time"
    table, one = run.columns["attempts"], data["attempts"]
    assert [data["tasks"][task] for task in one["task"]] == table["task_id"]
    assert [data["agents"][agent]["name"] for agent in one["agent"]] == table["agent_id"]
    for name, column in (("queued", "queued_at"), ("start", "started_at"), ("end", "ended_at")):
        assert one[name] == pytest.approx(table[column], rel=1e-8)
    words = [data["words"][word].removeprefix("failed: ").removeprefix("interrupted: ") for word in one["word"]]
    assert words == [(error or "succeeded").replace("_", " ") for error in table["error_class"]]
    assert len(data["outages"]) == len(run.columns["outages"]["agent_id"]) > 0


def test_strips_hold_the_samples_of_the_system(run):
    samples = run.columns["samples"]
    queue = next(strip for strip in charts(run.html())[0][1]["strips"] if strip["name"] == "tasks waiting")
    of_system = [row for row, agent in enumerate(samples["agent_id"]) if agent is None]
    assert queue["at"] == pytest.approx([samples["at"][row] for row in of_system])
    assert queue["values"] == [samples["queue_length"][row] for row in of_system]


def test_waves_and_targets_can_be_chosen(run):
    plots = [data for kind, data in charts(run.html()) if kind == "plot"]
    health = next(one for one in plots if one["choices"][0]["label"] == "health score")
    points = health["choices"][0]["series"][0]["points"]
    assert [point["y"] for point in points] == pytest.approx(run.columns["waves"]["health_score"])
    assert health["choices"][1]["rules"][0]["at"] == run.scenario.monitor.targets.success_rate


def test_verdict_then_picture_then_the_rest_behind_headings(run):
    tags = [(tag, attributes) for tag, attributes in Tree(run.html()).elements]
    order = [tag for tag, _ in tags if tag in ("h1", "figure", "nav", "details")]
    assert order[:3] == ["h1", "figure", "nav"]
    assert order.count("details") == len([tag for tag, _ in tags if tag == "summary"]) > 5


def test_marks_of_anomalies_lead_to_their_evidence():
    run = sim.run({**STORY, "fleet": {**STORY["fleet"], "breakdowns": {"mtbf": "2min", "mttr": "4min"}}})
    page = run.html()
    marks = charts(page)[0][1]["marks"]
    names = {attributes["id"] for _, attributes in Tree(page).elements if "id" in attributes}
    assert marks
    assert {mark["place"] for mark in marks} <= names
    windows = [json.loads(evidence)["window"] for evidence in run.columns["anomalies"]["evidence"]]
    shaded = sorted((mark["since"], mark["until"]) for mark in marks)
    expected = sorted((one["from_s"], one["to_s"]) for one in windows)
    assert [end for pair in shaded for end in pair] == pytest.approx([end for pair in expected for end in pair])


def test_attempts_at_a_limit_have_strips_of_their_own(run):
    assert all("second" not in strip["name"] for strip in charts(run.html())[0][1]["strips"])
    limit = {"name": "provider", "requests_per_min": 2, "when_short": "fail"}
    limited = sim.run({**STORY, "limits": [limit]})
    _, data = charts(limited.html())[0]
    strips = {strip["name"]: strip for strip in data["strips"]}
    width = data["end"] / 240
    attempts = limited.columns["attempts"]
    refused = sum(code == "rate_limited" for code in attempts["error_class"])
    assert refused > 0
    assert sum(strips["of these refused by a limit"]["values"]) * width == pytest.approx(refused)
    started = sum(bool(ok) for ok in attempts["approved"]) + refused
    assert sum(strips["attempts a second"]["values"]) * width == pytest.approx(started)
    assert strips["attempts a second"]["rules"] == [["provider", pytest.approx(2 / 60)]]


def test_waits_at_a_limit_stand_before_the_bars():
    limit = {"name": "provider", "concurrent": 1, "when_short": "wait"}
    run = sim.run({**STORY, "limits": [limit]})
    _, data = charts(run.html())[0]
    table = run.columns["attempts"]
    rows = zip(table["slot_at"], table["started_at"], strict=True)
    expected = [slot if slot is not None and slot < start else None for slot, start in rows]
    assert [held is None for held in data["attempts"]["held"]] == [held is None for held in expected]
    assert any(held is not None for held in expected)
    assert int(Kind.HELD) in data["kinds"]
    source = source_of(run.scenario, run.columns)
    found = shares(source, source.agents)["shares"]
    place = found["kinds"].index(int(Kind.HELD))
    shown = sum(sum(found["bins"][agent][place]) / 1000 * found["width"] for agent in range(len(source.agents)))
    waited = sum(
        start - slot for slot, start in zip(table["slot_at"], table["started_at"], strict=True) if slot is not None
    )
    assert shown == pytest.approx(waited, rel=0.05)


def test_a_flat_line_of_successes_is_left_out():
    sure = sim.run(
        {**STORY, "workload": {**STORY["workload"], "predicted_success": 1}, "fleet": {"agents": [{"name": "a"}]}}
    )
    assert [strip["name"] for strip in charts(sure.html())[0][1]["strips"]] == ["tasks waiting"]


def test_a_run_read_back_gives_the_same_bytes(run, tmp_path):
    run.write(tmp_path / "out", plots=False)
    written = (tmp_path / "out" / "report.html").read_text()
    assert written == run.html() == sim.read_run(tmp_path / "out").html()


def test_no_html_leaves_the_page_out(run, tmp_path):
    run.write(tmp_path / "out", plots=False, html=False)
    assert not (tmp_path / "out" / "report.html").exists()


def test_very_many_attempts_become_shares_that_add_up_and_it_says_so(run, monkeypatch):
    source = source_of(run.scenario, run.columns)
    found = shares(source, source.agents)["shares"]
    for place, (agent_id, slots) in enumerate(source.agents):
        seconds = sum(map(sum, found["bins"][place])) / 1000 * found["width"] * slots
        attempts = run.columns["attempts"]
        rows = zip(attempts["agent_id"], attempts["started_at"], attempts["ended_at"], strict=True)
        expected = sum(end - start for agent, start, end in rows if agent == agent_id)
        assert seconds == pytest.approx(expected, rel=0.01)
    monkeypatch.setattr("sim.report.html.over_time.MOST_ATTEMPTS", 10)
    page = run.html()
    assert "attempts are too many to be told apart" in page
    assert "attempts" not in charts(page)[0][1]


def test_agents_that_are_left_out_are_told():
    run = sim.run({**STORY, "fleet": {"agents": [{"name": "a", "count": 45}]}})
    page = run.html()
    assert "40 of 45 agents are shown" in page
    assert len(charts(page)[0][1]["agents"]) == 40


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_ids_are_text(run, text):
    result = run._result
    hostile = {name: dict(columns) for name, columns in result.tables.items()}
    for columns in hostile.values():
        if "task_id" in columns:
            columns["task_id"] = [text, *columns["task_id"][1:]]
    hostile["gate_decisions"]["gate"] = [text for _ in hostile["gate_decisions"]["gate"]]
    page, plain = run_page(replace(result, tables=hostile)), run_page(result)
    assert [tag for tag, _ in Tree(page).elements] == [tag for tag, _ in Tree(plain).elements]
    assert charts(page)[0][1]["tasks"][0] == text


def test_a_run_without_tasks_has_a_page():
    run = sim.run({**STORY, "workload": {**STORY["workload"], "tasks_per_wave": 1, "waves": 1}})
    assert Tree(run.html()).all("h1")


def test_a_notebook_shows_a_run_in_a_frame_of_its_own(run):
    frame = Tree(run._repr_html_())
    ((tag, attributes),) = frame.elements
    assert (tag, attributes["sandbox"]) == ("iframe", "allow-scripts")
    assert attributes["srcdoc"] == run.html()
    timeline = run.timeline()
    assert [kind for kind, _ in charts(timeline.page)] == ["time"]
    assert Tree(timeline._repr_html_()).all("iframe")


def test_studies_show_themselves_too(tmp_path):
    study = sim.compare(STORY, strategies=["round_robin", "load_balanced"], replications=4)
    study.write(tmp_path / "out", plots=False)
    assert study.html() == (tmp_path / "out" / "report.html").read_text()
    kinds = [kind for kind, _ in charts(study.html())]
    assert kinds == ["intervals", "intervals"]
    assert Tree(study._repr_html_()).all("iframe")
    for _, data in charts(study.html()):
        assert [choice["label"] for choice in data["choices"]]
    differences = charts(study.html())[0][1]["choices"][0]
    entry = study.comparison.metrics[0]
    rows = {row["name"]: row for row in differences["rows"]}
    for name, pair in entry.differences.items():
        assert (rows[name]["value"], rows[name]["low"]) == pytest.approx((pair.difference, pair.low))
