"""A scenario in which everything happens, and what a result folder holds, byte by byte."""

from pathlib import Path

import pytest

from tests.dask_cluster import cluster

__all__ = ["cluster"]

RICH = """\
name: rich
seed: 11
fleet:
  agents:
    - {name: agent, count: 3, capacity: 2}
    - {name: slow, speed: 0.5, queue: priority, reliability: 0.8}
  breakdowns: {mtbf: 5min, mttr: 40s, failover: reassign, on_breakdown: restart, repairers: 1}
workload:
  kind: synthetic
  waves: 3
  tasks_per_wave: 15
  duration: {kind: lognormal, mean: 30s, cv: 0.5}
  predicted_success: {kind: uniform, low: 0.5, high: 0.95}
  confidence: {kind: uniform, low: 0.6, high: 1.0}
  priority: {1: 1, 2: 2, 3: 1}
  risk: {LOW: 3, MEDIUM: 1, HIGH: 1}
  arrivals: {kind: poisson, rate: 0.5}
truth: {bias: -0.3, noise: 0.4, drift: 0.1}
assignment: {strategy: priority_based}
gates: {transient_refusal_rate: 0.05, block_on_anomaly: true, approve: ["task_1_*"]}
monitor: {detector: threshold}
"""


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """The scenario as a file."""
    path = tmp_path / "input" / "rich.yaml"
    path.parent.mkdir()
    path.write_text(RICH, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path inside."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def differences():
    """Compares result folders: which files are not the same in both, in order of path."""

    def compare(one: Path, other: Path) -> list[str]:
        mine, theirs = contents(one), contents(other)
        assert mine, f"nothing was written into {one}"
        return sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))

    return compare
