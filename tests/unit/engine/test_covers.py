"""What the engine covers is a list: what is not on it goes by the model, and says so."""

import pytest
from pydantic import BaseModel

import sim
from sim.engine.choose import choose
from sim.engine.covers import KNOWN, not_covered
from sim.scenario import Scenario
from sim.scenario.spec import spec as module
from sim.scenario.values.choices import EngineName

PAIR = {
    "name": "pair",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 4},
}


def pair(**changes: object) -> Scenario:
    return sim.parse_scenario({**PAIR, **changes})


def test_what_every_key_of_the_list_names_is_a_key() -> None:
    """A key that was renamed must not stand in the list under its old name."""
    sections = {name: spec for name, spec in _sections(module.Scenario).items() if name in KNOWN}
    for name, spec in sections.items():
        assert KNOWN[name] <= set(spec.model_fields), name
    assert {"Scenario", "FleetSpec", "RetrySpec", "SyntheticWorkload", "ProfileArrivals", "RateStep"} <= sections.keys()


def _sections(root: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Every section of a scenario by name: all specs, since each is a subclass of one."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [BaseModel]
    while waiting:
        for spec in waiting.pop().__subclasses__():
            if spec.__module__.startswith("sim.scenario.spec"):
                found[spec.__name__] = spec
            waiting.append(spec)
    assert root.__name__ in found
    return found


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"assignment": {"view_delay": 10}}, "assignment.view_delay"),
        ({"copies": {"after": 10}}, "copies"),
        ({"failures": {"agent_down": {"where": "same"}}}, "failures.agent_down.where"),
        ({"assignment": {"strategy": "recorded"}}, "assignment.strategy 'recorded'"),
    ],
)
def test_what_is_not_covered_is_named_and_goes_by_the_model(changes: dict[str, object], named: str) -> None:
    scenario = pair(**changes)
    assert not_covered(scenario) == f"{named} is not covered by the engine"
    assert choose(scenario) == (EngineName.SIMPY, f"{named} is not covered by the engine")
    with pytest.raises(sim.ScenarioError, match=f"engine: compiled, but {named} is not covered by the engine"):
        pair(**changes, engine="compiled")


def test_a_key_that_nobody_has_told_the_engine_of_is_not_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new in scenarios goes by the model as soon as it says something, until the engine knows it."""
    monkeypatch.setitem(KNOWN, "RetrySpec", KNOWN["RetrySpec"] - {"retry_penalty"})
    assert not_covered(pair()) is None
    assert not_covered(pair(retry={"retry_penalty": 0.1})) == "retry.retry_penalty is not covered by the engine"


def test_a_covered_scenario_takes_the_engine_unless_asked_not_to() -> None:
    assert choose(pair()).engine is EngineName.COMPILED
    assert choose(pair(engine="compiled")).engine is EngineName.COMPILED
    assert str(choose(pair(engine="simpy"))) == "simpy: asked for"


def test_the_engine_is_no_part_of_what_a_scenario_says() -> None:
    """Both give the same bits: what one has run is done for the other."""
    assert pair(engine="simpy").fingerprint() == pair().fingerprint()
