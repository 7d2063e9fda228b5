"""Attempts that are served at once slow each other down: on their agent, and in the fleet."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.mechanism import Mechanism, Numbers
from sim.scenario import Scenario
from sim.scenario.spec.slowdown_spec import SlowdownSpec


def _of_agents(scenario: Scenario) -> list[SlowdownSpec | None]:
    return [spec.slowdown for _, spec in scenario.fleet.agents_by_id()]


def _used(scenario: Scenario) -> bool:
    return scenario.fleet.slowdown is not None or any(spec is not None for spec in _of_agents(scenario))


def _numbers(scenario: Scenario) -> Numbers:
    fleet = scenario.fleet.slowdown
    of_fleet = SlowdownSpec() if fleet is None else fleet
    return {
        "contends": True,
        "fleet_contends": fleet is not None,
        "fleet_sigma": of_fleet.sigma,
        "fleet_kappa": of_fleet.kappa,
    }


def _columns(scenario: Scenario) -> Mapping[str, npt.NDArray[Any]]:
    specs = [spec or SlowdownSpec() for spec in _of_agents(scenario)]  # without one the factor is exactly 1
    return {"sigma": np.array([spec.sigma for spec in specs]), "kappa": np.array([spec.kappa for spec in specs])}


CONTENTION = Mechanism(
    name="contention",
    keys={"FleetSpec": "slowdown", "AgentSpec": "slowdown", "SlowdownSpec": "sigma kappa"},
    used=_used,
    off={"contends": False},
    numbers=_numbers,
    columns=_columns,
)
