"""`compare --input-uncertainty`: intervals of a fitted scenario with its inputs drawn too."""

import json

from sim.study.ignorance import share

SCENARIO = """
name: fitted
seed: 3
fleet:
  agents:
  - {name: quick, speed: 2.0}
  - {name: slow, speed: 0.5}
workload: {kind: synthetic, tasks_per_wave: 12, duration: {kind: exponential, mean: 30}, predicted_success: 0.8}
"""
INPUTS = [{"keys": ["workload.duration.mean"], "scale": "log", "sd": 0.5}]


def test_compare_says_what_is_ignorance(here, invoke, monkeypatch):
    (here / "scenario.yaml").write_text(SCENARIO)
    (here / "fit.json").write_text(json.dumps({"inputs": INPUTS}))
    monkeypatch.setattr(share, "DRAWS", 6)
    monkeypatch.setattr(share, "REPLICATIONS", 2)
    done = invoke(
        "compare", "scenario.yaml", "--strategies", "round_robin,load_balanced", "--metrics", "makespan",
        "--replications", "5", "--input-uncertainty", "--no-plots", "--no-html", "--out", "out", "--jobs", "1",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "of that width is ignorance of the inputs" in done.stdout
    (here / "fit.json").unlink()
    refused = invoke(
        "compare", "scenario.yaml", "--vary", "retry.max_retries=0,1", "--input-uncertainty", "--out", "other"
    )
    assert refused.exit_code == 2
    assert "expected what `buddy-sim fit` writes" in refused.stderr
