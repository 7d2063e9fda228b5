"""`fleet.agents.0.count * fleet.agents.0.capacity <= 16`: which points of a study are wanted.

Expressions know keys of the scenario, numbers, durations (`10s`), texts in quotes, true, false, null, comparisons,
`and`, `or`, `not`, `+ - * /` and parentheses. Python's parser reads them, and nothing else in them is accepted; they
are never run as Python.
"""

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.scenario.reading.messages import described
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.values.quantities import parse_duration, shown
from sim.scenario.values.threshold import ROUNDING

MAX_LENGTH = 1000
Lookup = Callable[[str], object]

_TOKEN = re.compile(
    r"""(?P<text>'[^']*'|"[^"]*")"""
    r"""|(?<![\w.])(?P<duration>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:ms|s|min|m|h|d|w))\b"""
    r"""|(?<![\w.])(?P<key>[A-Za-z_]\w*(?:\.\w+)*)"""
)
_WORDS = {"and": "and", "or": "or", "not": "not", "true": "True", "false": "False", "null": "None"}
_ARITHMETIC: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _same(one: object, other: object) -> bool:
    """Whether two values are equal; where decimals were calculated with, up to rounding: 0.1 + 0.2 is 0.3."""
    if isinstance(one, float | int) and isinstance(other, float | int) and float in (type(one), type(other)):
        try:
            return math.isclose(one, other, rel_tol=1e-12, abs_tol=ROUNDING)
        except OverflowError:  # a whole number beyond all floats
            return False
    return one == other


_ORDER: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Lt: lambda a, b: a < b and not _same(a, b),
    ast.LtE: lambda a, b: a <= b or _same(a, b),
    ast.Gt: lambda a, b: a > b and not _same(a, b),
    ast.GtE: lambda a, b: a >= b or _same(a, b),
}
_EQUALITY: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Eq: _same,
    ast.NotEq: lambda a, b: not _same(a, b),
}
_EXPECTED = "expected comparisons of keys and numbers, with and, or, not, + - * / and parentheses"


@dataclass(frozen=True, eq=False)
class Constraint:
    """What must hold of a point for it to be run."""

    text: str
    keys: tuple[str, ...]  # in order of first use
    label: str  # the option or the place in a file, as an error names it
    tree: ast.expr

    def holds(self, lookup: Lookup) -> bool:
        """Whether the point whose values `lookup` returns by key is wanted.

        Raises ValueError where the values do not fit the expression.

        >>> constraint = parse_constraint("retry.max_retries * 2 <= 6 and retry.base < 1min")
        >>> constraint.holds({"retry.max_retries": 3, "retry.base": 10.0}.__getitem__)
        True
        """
        try:
            return _truth(self.tree, self.keys, lookup)
        except RecursionError:
            raise ValueError("the expression is nested too deeply") from None


def parse_constraint(text: str, label: str = "--where") -> Constraint:
    """The constraint that an expression says.

    Args:
        text: the expression.
        label: where it stands, as an error names it.

    Raises:
        ScenarioError: with what is wrong.

    >>> parse_constraint("fleet.agents.0.count >= 2").keys
    ('fleet.agents.0.count',)
    >>> parse_constraint("open('x')")
    Traceback (most recent call last):
    ...
    sim.scenario.reading.problems.ScenarioError: --where: "open('x')": a call is not accepted; expected ...
    """
    try:
        if len(text) > MAX_LENGTH:
            raise ValueError(f"an expression of {len(text)} characters; expected at most {MAX_LENGTH}")
        keys: dict[str, int] = {}
        tree = _parsed(_TOKEN.sub(lambda token: _in_python(token, keys), text.strip()))
        _check(tree, {f"k{place}" for place in range(len(keys))})
        return Constraint(text, tuple(keys), label, tree)
    except ValueError as error:
        raise ScenarioError([Problem(label, None, "", f"{shown(text)}: {error}")]) from None


def _in_python(token: re.Match[str], keys: dict[str, int]) -> str:
    if token["duration"]:
        return f"({parse_duration(token['duration'])!r})"
    if token["key"]:
        # Dots and numbers inside of keys mean other things to Python: k0, k1, ... stand for the keys.
        return _WORDS.get(token["key"]) or f"k{keys.setdefault(token['key'], len(keys))}"
    return token[0]


def _parsed(source: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd comparisons, in Python's words
            return ast.parse(source, mode="eval").body
    except (SyntaxError, MemoryError, RecursionError, ValueError):
        raise ValueError(f"cannot be read; {_EXPECTED}") from None


def _check(tree: ast.expr, names: set[str]) -> None:
    allowed = (
        ast.BoolOp | ast.And | ast.Or | ast.UnaryOp | ast.Not | ast.USub | ast.UAdd | ast.BinOp | ast.Compare
        | ast.Name | ast.Load | ast.Constant
    )  # fmt: skip
    operators = {*_ARITHMETIC, *_ORDER, *_EQUALITY}
    for node in ast.walk(tree):
        known = isinstance(node, allowed) or type(node) in operators
        if isinstance(node, ast.Constant):
            known = node.value is None or isinstance(node.value, bool | int | float | str)
        if isinstance(node, ast.Name):
            known = node.id in names
        if not known:
            raise ValueError(f"a {type(node).__name__.lower()} is not accepted; {_EXPECTED}")


def _truth(node: ast.expr, keys: tuple[str, ...], lookup: Lookup) -> bool:
    value = _value(node, keys, lookup)
    if not isinstance(value, bool):
        raise ValueError(f"{_named(node, keys)}{described(value)}; expected a comparison or a truth value")
    return value


def _number(node: ast.expr, keys: tuple[str, ...], lookup: Lookup) -> float:
    value = _value(node, keys, lookup)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{_named(node, keys)}{described(value)}; expected a number")
    return value


def _value(node: ast.expr, keys: tuple[str, ...], lookup: Lookup) -> object:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return lookup(keys[int(node.id[1:])])
        case ast.BoolOp(op=ast.And()):
            return all(_truth(part, keys, lookup) for part in node.values)
        case ast.BoolOp():
            return any(_truth(part, keys, lookup) for part in node.values)
        case ast.UnaryOp(op=ast.Not()):
            return not _truth(node.operand, keys, lookup)
        case ast.UnaryOp():
            number = _number(node.operand, keys, lookup)
            return -number if isinstance(node.op, ast.USub) else number
        case ast.BinOp():
            return _calculated(node, keys, lookup)
        case ast.Compare():
            return _compared(node, keys, lookup)
    raise AssertionError(node)  # `_check` let it pass


def _calculated(node: ast.BinOp, keys: tuple[str, ...], lookup: Lookup) -> object:
    left, right = _number(node.left, keys, lookup), _number(node.right, keys, lookup)
    try:
        return _ARITHMETIC[type(node.op)](left, right)
    except ZeroDivisionError:
        raise ValueError("a division by zero") from None
    except OverflowError:
        raise ValueError("a number is too large") from None


def _compared(node: ast.Compare, keys: tuple[str, ...], lookup: Lookup) -> bool:
    left = node.left
    for operation, right in zip(node.ops, node.comparators, strict=True):
        if (same := _EQUALITY.get(type(operation))) is not None:
            holds = same(_value(left, keys, lookup), _value(right, keys, lookup))
        else:
            holds = _ORDER[type(operation)](_number(left, keys, lookup), _number(right, keys, lookup))
        if not holds:
            return False
        left = right
    return True


def _named(node: ast.expr, keys: tuple[str, ...]) -> str:
    return f"{keys[int(node.id[1:])]}: " if isinstance(node, ast.Name) else ""
