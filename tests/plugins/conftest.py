"""A folder of one's own, outside the package: a file with code, and a scenario that names it."""

from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from sim.cli.group import group
from tests.dask_cluster import cluster

__all__ = ["cluster"]

OWN = """\
name: own
seed: 5
fleet: {agents: [{name: agent, count: 3, reliability: 0.7}]}
workload: {kind: plugin, source: "mine.py:NIGHTLY", tasks: 9}
assignment: {strategy: ./mine.py:FEWEST, most: 50}
gates: {also: [./mine.py:TWICE]}
monitor: {detector: ./mine.py:JUMPY}
"""

Invoke = Callable[..., click.testing.Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with own.yaml and mine.py in it."""
    monkeypatch.chdir(tmp_path)
    code = Path(__file__).with_name("mine.py").read_text(encoding="utf-8")
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def invoke(here: Path) -> Invoke:
    """Run `buddy-sim` with these arguments in this process; stdout and stderr apart."""

    def run(*args: str) -> click.testing.Result:
        return click.testing.CliRunner().invoke(group, args)

    return run
