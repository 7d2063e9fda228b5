"""Help must not wait for the libraries that only a run needs."""

import subprocess
import sys

import pytest

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
