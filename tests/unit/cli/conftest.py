"""A small scenario on disk, and the command in this process and in one of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from sim.cli.group import group

SMALL = """\
name: small
seed: 3
fleet: {agents: [{name: agent, count: 2}]}
workload: {kind: synthetic, waves: 2, tasks_per_wave: 4}
"""

Invoke = Callable[..., click.testing.Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with small.yaml in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL)
    return tmp_path


@pytest.fixture
def invoke(here: Path) -> Invoke:
    """Run `buddy-sim` with these arguments in this process; stdout and stderr apart."""

    def run(*args: str) -> click.testing.Result:
        return click.testing.CliRunner().invoke(group, args)

    return run


@pytest.fixture
def execute(here: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `python -m sim` with these arguments in a process of its own."""

    def run(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sim", *args]
        return subprocess.run(command, cwd=here, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload]

    return run
