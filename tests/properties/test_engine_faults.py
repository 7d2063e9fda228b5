"""The engine does what the model does where there are faults, limits and money; sabotaged kernels are caught."""

import pytest

import sim
from sim.engine.library import library, uncompiled
from tests.properties.engine_faults import MECHANISMS, faulty_worlds
from tests.properties.engine_worlds import difference

TEXT = uncompiled("asked for")
WORLDS = 32  # of each mechanism, two of each strategy


def differences(mechanism: str, count: int, with_text: int) -> list[str]:
    found = []
    for number, scenario in enumerate(faulty_worlds(mechanism, count)):
        libraries = [library()] if number % with_text else [library(), TEXT]
        found += [told for each in libraries if (told := difference(scenario, each)) is not None]
    return found


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_row_and_metric_is_that_of_the_model(mechanism: str) -> None:
    """Compiled where there is a compiler, and the text as it is in every fourth world."""
    assert differences(mechanism, WORLDS, with_text=4) == []


@pytest.mark.nightly
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_row_and_metric_of_many_worlds_is_that_of_the_model(mechanism: str) -> None:
    assert differences(mechanism, 5_000, with_text=20) == []


def test_repairs_while_nothing_waits_take_no_room_that_is_not_there() -> None:
    """Every repair files all free slots of a wide agent, and none is taken before the second task comes."""
    scenario = sim.parse_scenario(
        {
            "name": "idle",
            "horizon": 20_000,
            "assignment": {"strategy": "shared_queue"},
            "fleet": {"agents": [{"name": "agent", "capacity": 50}], "breakdowns": {"mtbf": 1, "mttr": 1}},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": 2,
                "arrivals": {"kind": "renewal", "gap": {"kind": "constant", "value": 9_000}},
            },
        }
    )
    assert difference(scenario, library()) is None
