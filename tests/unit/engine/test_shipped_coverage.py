"""Which shipped scenarios and incidents the engine covers, and why the others go by the model."""

from pathlib import Path

import pytest

import sim
from sim.engine.covers import not_covered
from sim.engine.library import library
from tests.properties.engine_worlds import difference_of_runs

SCENARIOS = Path(__file__).parents[3] / "scenarios"
BY_THE_MODEL = {
    "impatient-clients": "workload.arrivals.steps.1.label",
    "metastable-queue": "workload.arrivals.steps.1.label",
    "morning-peak": "workload.arrivals.steps.2.label",
    "retry-storm": "limits",
    "short-lease": "copies",
    "stale-loads": "assignment.view_delay",
}
"""By name, what of it the engine does not cover."""
INCIDENTS = ("beyond-the-knee", "hung-attempts", "nested-retries", "preempted-workers", "prefetch",
             "spare-of-the-same-provider")  # fmt: skip


def test_every_shipped_scenario_goes_by_the_engine_or_stands_in_the_table() -> None:
    found = {path.stem: not_covered(sim.load_scenario(path)) for path in sorted(SCENARIOS.rglob("*.yaml"))}
    assert {name: why.split(" is not")[0] for name, why in found.items() if why is not None} == BY_THE_MODEL
    assert set(INCIDENTS) | set(BY_THE_MODEL) <= set(found)


@pytest.mark.parametrize("name", INCIDENTS)
def test_an_incident_is_the_same_by_both_engines(name: str) -> None:
    """Rows, samples, anomalies, tables and metrics of the whole run."""
    assert difference_of_runs(sim.load_scenario(SCENARIOS / "incidents" / f"{name}.yaml"), library()) is None
