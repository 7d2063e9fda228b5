"""Strategies that were made wrongly are told so, field by field."""

import pytest

from sim.policies import Kind, Strategy
from sim.policies.member_problems import strategy_problems


def made(**fields) -> Strategy:
    return Strategy("mine", Kind.BATCH, "For this test.", plan=lambda view, memory, u: ([], [], memory), **fields)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reads": ("slots",)}, "reads is ('slots',); expected a tuple of accepts, queued_or_running, "),
        ({"reads": "work_s"}, "reads is 'work_s'; expected a tuple of accepts, "),
        ({"reads": None}, "reads is None; expected a tuple of accepts, "),
        ({"keeps_plan": 1}, "keeps_plan is 1; expected True or False"),
    ],
)
def test_what_is_wrong_is_told(fields, told: str) -> None:
    (problem,) = strategy_problems(made(**fields))
    assert problem.startswith(told)


def test_nothing_is_wrong_with_a_good_one() -> None:
    assert strategy_problems(made(reads=("work_s", "accepts"), keeps_plan=True)) == []
