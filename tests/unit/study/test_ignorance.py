"""What a result owes to inputs that are only estimated."""

import json

import numpy as np
import pytest

import sim
from sim.scenario import ScenarioError
from sim.study.ignorance.estimated import Estimated, drawn, estimated_inputs
from sim.study.ignorance.share import Ignorance, ignorance

SCENARIO = """
name: fitted
seed: 3
fleet:
  agents:
  - {name: quick, speed: 2.0}
  - {name: slow, speed: 0.5}
workload:
  kind: synthetic
  tasks_per_wave: 12
  duration: {kind: exponential, mean: 30}
  predicted_success: 0.8
"""
INPUTS = [
    {"keys": ["workload.duration.mean"], "scale": "log", "sd": 0.5},
    {"keys": ["workload.predicted_success"], "scale": "logit", "sd": 0.3},
    {"keys": ["fleet.agents.0.speed", "fleet.agents.1.speed"], "scale": "log", "sd": 0.1},
]


@pytest.fixture
def fitted(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    (tmp_path / "fit.json").write_text(json.dumps({"inputs": INPUTS}))
    return sim.load_scenario(tmp_path / "scenario.yaml")


def test_estimated_inputs_are_drawn_around_their_estimates(fitted):
    inputs = estimated_inputs(fitted)
    worlds = [drawn(fitted, inputs, draw) for draw in range(200)]
    written = [world.written()["workload"] for world in worlds]
    means = np.log([workload["duration"]["mean"] / 30.0 for workload in written])
    assert means.std() == pytest.approx(0.5, rel=4.0 / np.sqrt(400.0))  # four standard errors
    speeds = np.array([[agent.speed for agent in world.fleet.agents] for world in worlds])
    assert speeds[:, 0] / speeds[:, 1] == pytest.approx(4.0)  # what is estimated together moves together
    assert all(0.0 < workload["predicted_success"]["value"] < 1.0 for workload in written)
    assert len({workload["predicted_success"]["value"] for workload in written}) == 200
    assert drawn(fitted, inputs, 7) == worlds[7]


def test_alternatives_meet_the_same_inputs_and_may_lack_a_key(fitted):
    inputs = [*estimated_inputs(fitted), Estimated(("fleet.agents.5.speed",), "log", 1.0)]
    other = fitted.with_({"assignment.strategy": "round_robin"})
    assert drawn(other, inputs, 4).workload == drawn(fitted, inputs, 4).workload


def test_where_nothing_says_how_sure_the_numbers_are_it_is_told(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    with pytest.raises(ScenarioError, match=r"no fit\.json beside it"):
        estimated_inputs(sim.load_scenario(tmp_path / "scenario.yaml"))
    (tmp_path / "fit.json").write_text('{"inputs": [{"keys": 3}]}')
    with pytest.raises(ScenarioError, match=r"no fit\.json beside it"):
        estimated_inputs(sim.load_scenario(tmp_path / "scenario.yaml"))


def test_the_spread_of_means_is_told_apart():
    luck = np.random.default_rng(2)
    noise = luck.normal(0.0, 1.0, (1, 8)) + luck.normal(0.0, 0.5, (40, 8))
    known = [ignorance(luck.permuted(noise, axis=0), 0.1).by_inputs for _ in range(100)]
    drawn_too = [ignorance(noise + luck.normal(0.0, 2.0, (40, 1)), 0.1).by_inputs for _ in range(100)]
    assert np.mean(drawn_too) == pytest.approx(4.0, rel=4.0 * np.sqrt(2.0 / 39.0 / 100.0))
    assert np.mean(known) < 0.05  # the negative control: what is luck is not taken for ignorance
    assert Ignorance(1.0, 3.0).share_of_width == 0.5
