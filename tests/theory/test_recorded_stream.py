"""A stream that a real service has recorded comes out as it was recorded, and as uneven."""

import csv
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.luck import Luck
from sim.workload.source import load_tasks

RECORD = Path(__file__).resolve().parents[3] / "shared" / "data" / "llm_arrivals" / "azure2023_code.csv"
pytestmark = pytest.mark.skipif(not RECORD.is_file(), reason="the recorded requests lie outside of the project")


@pytest.fixture(scope="module")
def moments() -> np.ndarray:
    with RECORD.open(encoding="utf-8", newline="") as lines:
        return np.array([float(row["arrival_s"]) for row in csv.DictReader(lines)])


def scenario_of(arrivals, **workload):
    return sim.parse_scenario(
        {
            "name": "recorded",
            "fleet": {"agents": [{"name": "agent", "count": 40}]},
            "workload": {"kind": "synthetic", "duration": 5, "arrivals": arrivals, **workload},
            "assignment": {"strategy": "shared_queue"},
        },
        origin=RECORD.parent,
    )


def test_every_request_is_released_when_the_file_says_to_the_bit(moments):
    scenario = scenario_of({"kind": "file", "path": RECORD.name, "column": "arrival_s"})
    assert list(load_tasks(scenario, Luck(1), ("agent_0",)).tasks.release_offset_s) == moments.tolist()
    first = sim.run(scenario.with_({"workload.tasks_per_wave": 300})).tasks
    assert first["released_at"].tolist() == moments[:300].tolist()


@pytest.mark.parametrize(("window", "published"), [(1, 13.2), (10, 71.6), (60, 164.0)])
def test_counts_vary_as_published(moments, window, published):
    counts = np.histogram(moments, bins=np.arange(0.0, moments[-1], window))[0]
    assert np.var(counts) / np.mean(counts) == pytest.approx(published, rel=0.01)
    assert published > 10.0  # where a Poisson stream has 1
