"""Constraints: what an expression means, and that nothing in it is ever run."""

import ast
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import ScenarioError
from sim.scenario.varying.constraints import parse_constraint

VALUES: Mapping[str, object] = {
    "fleet.agents.0.count": 4,
    "fleet.agents.0.capacity": 3,
    "retry.base": 10.0,
    "retry.max_delay": None,
    "dry_run": False,
    "assignment.strategy": "round_robin",
    "and_so": 1,
}


def holds(text: str) -> bool:
    return parse_constraint(text).holds(VALUES.__getitem__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fleet.agents.0.count * fleet.agents.0.capacity <= 12", True),
        ("fleet.agents.0.count * fleet.agents.0.capacity < 12", False),
        ("1 + 2 * 3 == 7", True),
        ("(1 + 2) * 3 == 9", True),
        ("7 / 2 - 0.5 == 3", True),
        ("-fleet.agents.0.count < 0 and not dry_run", True),
        ("1 < fleet.agents.0.count <= 4", True),
        ("1 < fleet.agents.0.count < 4", False),
        ("retry.base <= 0.2min and retry.base >= 10s", True),
        ("assignment.strategy == 'round_robin' or 1 / 0 > 1", True),
        ('assignment.strategy != "round_robin"', False),
        ("retry.max_delay == null", True),
        ("dry_run == false", True),
        ("dry_run", False),
        ("and_so == 1", True),
        ("true", True),
    ],
)
def test_what_an_expression_means(text: str, expected: bool) -> None:
    assert holds(text) is expected


def test_keys_are_known_in_order() -> None:
    assert parse_constraint("b.0.c > a and b.0.c < 'x.y'").keys == ("b.0.c", "a")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("retry.max_delay > 1", "retry.max_delay: nothing is given; expected a number"),
        ("assignment.strategy > 1", "'round_robin' is text; expected a number"),
        ("dry_run + 1 > 0", "false is a truth value; expected a number"),
        ("fleet.agents.0.count", "4 is a number; expected a comparison"),
        ("1 / (fleet.agents.0.count - 4) > 1", "a division by zero"),
        ("-" * 900 + "1 > 0", "nested too deeply"),
    ],
)
def test_values_that_do_not_fit(text: str, message: str) -> None:
    with pytest.raises((ValueError, ScenarioError)) as caught:
        holds(text)
    assert message in str(caught.value) or "cannot be read" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "a b", "__import__('os').system('true')", "open('x')", "a.b()", "[1, 2] == 1", "{'a': 1} == 1",
        "a[0] == 1", "lambda: 1", "(a := 1) == 1", "x if y else z", "1j == 1", "b'x' == 'x'", "f'{a}' == 'x'",
        "2 ** 9 > 1",
        "7 // 2 == 3", "7 % 2 == 1", "a is b", "a in b", "'x'.upper == 1", "é == 1", "~1 == 1", "1 << 9 > 1",
        "[a for a in b]", "*a", "a; b", "(" * 300 + "1" + ")" * 300, "a" * 1001,
    ],
)  # fmt: skip
def test_nothing_else_is_accepted(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_constraint(text)
    assert str(caught.value).startswith("--where: ")


@given(st.text(alphabet="ab.01 +-*/()<>=!'\"andornotkeys[]{}:,_é\\\n", max_size=40))
def test_any_text_is_a_constraint_or_refused(text: str) -> None:
    try:
        tree = parse_constraint(text).tree
    except ScenarioError:
        return
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Attribute | ast.Subscript)]
