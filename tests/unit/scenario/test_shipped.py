"""Scenarios that ship: found by name in a working tree, and inside of the package that a wheel installs."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sim.scenario.load import load_scenario, parse_scenario
from sim.scenario.shipped import every_name, incident_names, scenario_path, shipped_folder, shipped_names

ROOT = Path(__file__).resolve().parents[3]


def output_of(code: str, *arguments: str, cwd: Path) -> str:
    command = [sys.executable, "-c", code, *arguments]
    environment = {**os.environ, "CC": "no-such-compiler"}  # what is looked at here has nothing to do with the kernel
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, env=environment).stdout


def test_a_working_tree_reads_the_folder_at_its_top():
    assert shipped_folder() == ROOT / "scenarios"
    assert "four-agents" in shipped_names()


def test_a_file_goes_before_the_name_of_a_shipped_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert scenario_path("four-agents") == str(ROOT / "scenarios" / "four-agents.yaml")
    (tmp_path / "four-agents").write_text("{}")
    assert scenario_path("four-agents") == "four-agents"
    assert scenario_path(Path("no-such")) == "no-such"


def test_an_incident_is_found_by_its_folder_and_name():
    for name in incident_names():
        assert name.startswith("incidents/")
        assert Path(scenario_path(name)) == ROOT / "scenarios" / f"{name}.yaml"
        assert name not in shipped_names()


@pytest.mark.parametrize("name", every_name())
def test_a_shipped_scenario_with_its_defaults_filled_in_says_the_same(name):
    scenario = load_scenario(scenario_path(name))
    again = parse_scenario(json.loads(json.dumps(scenario.resolved())), origin=scenario.origin)
    assert again.resolved() == scenario.resolved()
    assert again.fingerprint() == scenario.fingerprint()


def test_a_wheel_carries_the_same_bytes_and_finds_them(tmp_path):
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    pytest.importorskip("hatchling")
    made = output_of(build, str(tmp_path), cwd=ROOT)
    with zipfile.ZipFile(tmp_path / made.split()[-1]) as wheel:
        wheel.extractall(tmp_path / "site")
    folder = ROOT / "scenarios"
    for path in folder.rglob("*.yaml"):
        shipped = tmp_path / "site" / "sim" / "shipped" / path.relative_to(folder)
        assert shipped.read_bytes() == path.read_bytes()
    ask = "import sim.scenario.shipped as s; print(s.scenario_path('four-agents'))"
    found = output_of(ask, cwd=tmp_path / "site").strip()
    assert found == str(tmp_path / "site" / "sim" / "shipped" / "four-agents.yaml")
