"""Small scenarios that once got a wrong answer; they lie beside the project, in ../shared/cases."""

from pathlib import Path

import pandas as pd
import pytest

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases, ../shared/cases, are not there")


def test_two_durations(here, invoke):
    written = (CASES / "two-durations.yaml").read_text()
    (here / "slow-world.yaml").write_text(written)
    vary = ("--vary", "workload.duration.mean=10s,10min,10h", "--metrics", "makespan", "--replications", "3")
    quick = ("--backend", "serial", "--no-plots")
    refused = invoke("compare", "slow-world.yaml", *vary, *quick)
    assert refused.exit_code == 2
    assert "workload.expected_duration: unknown key" in refused.stderr
    assert "`workload.size`" in refused.stderr
    assert "`predictions.duration_error`" in refused.stderr

    (here / "slow-world.yaml").write_text(written.replace("expected_duration: 1min, ", ""))
    done = invoke("compare", "slow-world.yaml", *vary, *quick)
    assert done.exit_code == 0, done.output
    runs = pd.read_parquet(here / "reports" / "slow-world-compare" / "runs.parquet")
    means = runs.groupby("workload.duration.mean")["makespan"].mean()
    assert means[600.0] == pytest.approx(60 * means[10.0])
    assert means[36_000.0] == pytest.approx(3600 * means[10.0])
