"""What a stored run is filed under, where its tasks come from a file of arrivals."""

from hashlib import sha256

import pytest

from sim.scenario import ScenarioError, parse_scenario
from sim.work.run_keys import DataFiles, point_key


def scenario_of(folder, arrivals):
    data = {
        "name": "filed",
        "fleet": {"agents": [{"name": "agent"}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 2, "arrivals": arrivals},
    }
    return parse_scenario(data, origin=folder)


RECORDED = {"kind": "file", "path": "a.csv", "column": "t"}


def test_a_file_of_arrivals_is_part_of_the_key(tmp_path):
    scenario = scenario_of(tmp_path, RECORDED)
    keys = []
    for content in (b"t\n1\n2\n", b"t\n1\n3\n"):
        (tmp_path / "a.csv").write_bytes(content)
        inputs = DataFiles().inputs(scenario)
        assert inputs == (("a.csv", sha256(content).hexdigest()),)
        keys.append(point_key(scenario, 1, inputs))
    assert len(set(keys)) == 2


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="there is no file"):
        DataFiles().inputs(scenario_of(tmp_path, RECORDED))


def test_streams_that_are_drawn_need_no_file(tmp_path):
    assert DataFiles().inputs(scenario_of(tmp_path, {"kind": "modulated", "rates": [1], "stays": [1]})) == ()
