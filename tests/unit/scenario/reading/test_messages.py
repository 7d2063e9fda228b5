from typing import Any

import pytest
from pydantic_core import ErrorDetails

from sim.scenario import (
    AgentSpec,
    BreakdownSpec,
    Constant,
    FleetSpec,
    Scenario,
    SyntheticWorkload,
    parse_scenario,
)
from sim.scenario.reading.messages import choices, explain, nearest


def test_nearest_is_near_or_none():
    assert nearest("weigths", ["weights", "waves"]) == "weights"
    assert nearest("zzz", ["weights", "waves"]) is None
    assert nearest("x" * 100_000, ["weights"]) is None


def test_a_choice_is_found_in_another_case():
    assert choices("low", ["LOW", "HIGH"]) == "'low' is unknown; did you mean 'LOW'? Expected LOW or HIGH"
    assert choices("FIFO", ["fifo"]) == "'FIFO' is unknown; did you mean 'fifo'? Expected fifo"


def test_an_error_without_words_of_its_own_still_says_what_is_wrong():
    error: ErrorDetails = {"type": "novel", "loc": ("seed",), "msg": "Input should be nicer", "input": 3}
    assert explain(error, ("seed",), {"seed": 3}) == (("seed",), "3 is not accepted: input should be nicer")


@pytest.mark.parametrize("key", ["seed", "name", "horizon", "dry_run", "fleet", "workload", "epoch", "retry"])
@pytest.mark.parametrize(
    "value",
    [None, True, 1, 0.5, "text", [], {}, [1], {"a": 1}, float("nan"), object()],
    ids=lambda value: "object" if type(value) is object else str(value),
)
def test_no_message_speaks_of_python_or_pydantic(problems_of, key, value):
    for problem in problems_of(key, value):
        message = problem.partition(": ")[2]
        assert not any(word in message for word in ("Input", "dict", "None", "True", "str ", "NoneType", "tuple")), (
            problem
        )
        assert len(problem) < 300


def test_specs_made_in_python_say_the_same_as_a_mapping():
    made = Scenario(
        name="pair",
        fleet=FleetSpec(
            agents=(AgentSpec(name="agent", count=2),),
            breakdowns=BreakdownSpec(mtbf=Constant(value=5), mttr=Constant(value=1)),
        ),
        workload=SyntheticWorkload(tasks_per_wave=5),
    )
    data: dict[str, Any] = {
        "name": "pair",
        "fleet": {
            "agents": [{"name": "agent", "count": 2}],
            "breakdowns": {
                "mtbf": {"kind": "constant", "value": 5},
                "mttr": {"kind": "constant", "value": 1},
            },
        },
        "workload": {"kind": "synthetic", "tasks_per_wave": 5},
    }
    assert parse_scenario(data) == made
