"""Help must not wait for the libraries that only a run needs."""

import gc
import subprocess
import sys
from pathlib import Path

import click
import pytest

from sim.cli.group import group

HEAVY = {"pandas", "numpy", "scipy", "simpy", "matplotlib", "pyarrow", "rich", "pydantic", "yaml"}
SCRIPT = """
import sys
from sim.cli import main
sys.argv = ["buddy-sim", *{args!r}]
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
print("modules:", *sys.modules)
"""


def modules_after(*args: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(args=list(args))], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("modules: ")[1].split())


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["run", "--help"], ["validate", "--help"], ["sensitivity", "--help"], []]
)
def test_help_imports_nothing_heavy(args: list[str]) -> None:
    assert modules_after(*args) & HEAVY == set()


def test_the_probe_sees_what_a_command_imports() -> None:
    assert {"pydantic"} <= modules_after("schema")


def test_the_scenario_is_checked_without_tables_and_figures() -> None:
    assert modules_after("schema") & {"pandas", "matplotlib", "pyarrow", "simpy"} == set()


def test_a_run_without_pictures_needs_no_data_frames(tmp_path: Path) -> None:
    """What these import would cost more than a small run, tables and page included."""
    scenario = Path(__file__).resolve().parents[3] / "scenarios" / "four-agents.yaml"
    imported = modules_after("run", str(scenario), "--no-plots", "--out", str(tmp_path / "out"))
    assert imported & {"pandas", "scipy", "matplotlib", "joblib", "distributed", "rich", "jinja2"} == set()
    assert {"numpy", "pyarrow"} <= imported  # the probe saw the run


def test_the_collector_rests_until_a_command_of_many_runs_is_found() -> None:
    context = click.Context(group)
    gc.disable()
    try:
        group.get_command(context, "run")
        assert not gc.isenabled()
        group.get_command(context, "compare")
        assert gc.isenabled()
    finally:
        gc.enable()
