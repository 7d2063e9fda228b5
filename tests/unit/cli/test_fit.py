"""`buddy-sim fit`: from a log to a folder with a scenario that runs; whole or not at all."""

import json

import numpy as np
import pytest


@pytest.fixture
def log(here):
    luck = np.random.default_rng(7)
    lines = ["task,worker,started_at,seconds,success"]
    clock = {"fast": 0.0, "slow": 0.0}
    for number in range(240):
        worker = "fast" if luck.random() < 0.5 else "slow"
        seconds = luck.exponential(30.0 if worker == "fast" else 60.0) + 0.001
        lines.append(f"task {number},{worker},{clock[worker]:.3f},{seconds:.3f},{int(luck.random() < 0.8)}")
        clock[worker] += seconds
    (here / "prod.csv").write_text("\n".join(lines) + "\n")
    return here / "prod.csv"


def test_a_log_becomes_a_scenario_that_runs(invoke, here, log):
    done = invoke("fit", "prod.csv")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("240 attempts of 2 agents at 240 tasks, in 1 run.")
    folder = here / "reports" / "prod-fit"
    assert {path.name for path in folder.iterdir()} == {
        "scenario.yaml",
        "fit.json",
        "report.md",
        "report.html",
        "manifest.json",
        "plots",
    }
    found = json.loads((folder / "fit.json").read_text())
    assert found["service_time"]["family"] in ("exponential", "weibull", "gamma")
    fast, slow = sorted(found["agents"], key=lambda agent: agent["name"])
    assert 1.5 < fast["pace"] / slow["pace"] < 2.8
    assert invoke("validate", str(folder / "scenario.yaml")).exit_code == 0
    ran = invoke("run", str(folder / "scenario.yaml"), "--no-plots", "--json")
    assert ran.exit_code == 0, ran.stderr
    assert 0.6 < json.loads(ran.stdout)["metrics"]["success_rate"] < 0.95


def test_the_same_log_gives_the_same_bytes_and_replaces_its_result(invoke, here, log):
    folder = here / "reports" / "prod-fit"
    contents = []
    for _ in range(2):
        assert invoke("fit", "prod.csv").exit_code == 0
        contents.append({path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert contents[0] == contents[1]


def test_json_is_one_object_and_nothing_else(invoke, here, log):
    done = invoke("fit", "prod.csv", "--json", "--no-plots", "--out", "out")
    found = json.loads(done.stdout)
    assert (found["attempts"], found["output"], done.stderr) == (240, "out", "")
    assert not (here / "out" / "plots").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing.csv",), "nothing.csv is not there"),
        (("prod.csv", "--format", "pigeon"), "there is no format pigeon; there are harbor"),
        (("prod.csv", "--map", "agnet=worker"), "did you mean agent?"),
        (("prod.csv", "--map", "agent=wroker"), "did you mean worker?"),
        (("prod.csv", "--map", "agent"), "is not OURS=THEIRS"),
        (("prod.csv", "--outages", "prod.csv", "--map", "start="), "when attempts started"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(invoke, here, log, arguments, told):
    done = invoke("fit", *arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (here / "reports").exists()


def test_outages_become_breakdowns(invoke, here, log):
    luck = np.random.default_rng(3)
    starts = np.cumsum(luck.weibull(0.7, 60) * 10_000.0 + 500.0)
    rows = [f"fast,{start:.1f},{luck.lognormal(5.0, 0.5):.1f}" for start in starts]
    (here / "down.csv").write_text("agent,start,seconds\n" + "\n".join(rows) + "\n")
    done = invoke("fit", "prod.csv", "--outages", "down.csv", "--no-plots", "--out", "out")
    assert done.exit_code == 0, done.stderr
    text = (here / "out" / "scenario.yaml").read_text()
    assert "breakdowns:" in text
    assert "mttr: {kind: lognormal" in text
    assert invoke("validate", "out/scenario.yaml").exit_code == 0


def test_hostile_names_stand_in_the_report_as_text(invoke, here, log):
    text = log.read_text().replace("fast", '<script>alert(1)</script>|**x**"').replace(",slow", ",\u202eslow")
    log.write_text(text)
    assert invoke("fit", "prod.csv", "--no-plots", "--out", "out").exit_code == 0
    report = (here / "out" / "report.md").read_text()
    assert "<script>" not in report
    assert "\u202e" not in report
    assert invoke("validate", "out/scenario.yaml").exit_code == 0


def test_the_report_of_a_fit_is_printed_like_any_other(invoke, here, log):
    assert invoke("fit", "prod.csv", "--no-plots", "--out", "out").exit_code == 0
    done = invoke("report", "out")
    assert done.exit_code == 0
    assert done.stdout == (here / "out" / "report.md").read_text()


def test_a_result_becomes_a_trace_and_back(invoke, here):
    assert invoke("run", "retries-that-help", "--no-plots", "--quiet", "--out", "out").exit_code == 0
    assert invoke("trace", "out", "-o", "run.json").stdout == "trace    run.json\n"
    assert json.loads((here / "run.json").read_text())["traceEvents"]
    assert json.loads(invoke("trace", "out").stdout) == json.loads((here / "run.json").read_text())
    assert invoke("trace", "out", "--format", "otlp", "-o", "spans.json").exit_code == 0
    assert invoke("fit", "spans.json", "--no-plots", "--out", "fitted").exit_code == 0
    missing = invoke("trace", "nothing")
    assert missing.exit_code == 2
    assert "there is no such folder" in missing.stderr
