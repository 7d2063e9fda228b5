"""Sums of floats are taken by `math.fsum`: the built-in `sum` adds them up differently from Python 3.12 on.

Which sums are of whole numbers, a syntax tree does not say. So it is told by what is added up: truth values, lengths,
and the names below. A new name of whole numbers is added to them; everything else is a sum of floats.
"""

import ast
from collections.abc import Iterator

import pytest

# What these names hold is counted, not measured.
WHOLE = {
    "approved", "attempts", "busy_slots", "capacities", "capacity", "completed", "count", "failed", "fits", "found",
    "holds", "known", "number", "numeric", "outages", "queue_length", "reached", "replications", "retries", "size",
    "sizes", "slots", "streaks", "succeeded", "successes", "tasks", "threads", "times", "tried", "unknown", "up",
    "verdicts",
}  # fmt: skip


def sums(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum":
            yield node


def is_whole(node: ast.expr) -> bool:
    """Whether an expression is a truth value, a count or a collection of such, as far as can be seen."""
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=int()):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name in WHOLE
        case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part) | ast.Subscript(value=part):
            return is_whole(part)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return is_whole(left) and is_whole(right)
        case ast.Call(func=function, args=parts):
            return is_whole_call(function, parts)
    return False


def is_whole_call(function: ast.expr, arguments: list[ast.expr]) -> bool:
    match function:
        case ast.Name(id="len" | "int") | ast.Subscript(value=ast.Name(id="Counter")):
            return True
        case ast.Name(id="max" | "min"):
            return all(map(is_whole, arguments))
        case ast.Name(id="map"):
            return is_whole_call(arguments[0], [])
        case ast.Name(id=name) if name.startswith("is_"):
            return True
        case ast.Attribute(value=whose, attr="values" | "get"):
            return is_whole(whose)
    return is_whole(function)


def of_floats(tree: ast.AST) -> list[int]:
    """The lines of the built-in sums that may be of floats; the last argument is what is added up, or the start."""
    return [call.lineno for call in sums(tree) if not is_whole(call.args[-1])]


def test_no_float_is_summed_by_the_builtin(trees: dict[str, ast.Module]) -> None:
    found = [f"{path}:{line}" for path, tree in trees.items() if path.startswith("sim/") for line in of_floats(tree)]
    assert not found, "use math.fsum, or add the name of whole numbers to WHOLE: " + ", ".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "sum(row.served for row in rows)",
        "sum(loads_s)",
        "sum([p * q for p, q in pairs])",
        "sum(weights.values())",
        "sum(row.expected_s[0] for row in rows)",
        "sum(1.0 for _ in rows)",
        "sum(n * weight for n, weight in rows)",
        "sum(parts, 0.0)",
    ],
)
def test_sums_of_floats_are_found(source: str) -> None:
    assert of_floats(ast.parse(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "sum(task.status == 'completed' for task in tasks)",
        "sum(len(part) for part in parts)",
        "sum(map(len, parts))",
        "sum(agent.attempts for agent in agents)",
        "sum(max(0, task.attempts - 1) for task in tasks)",
        "sum(not row.approved for row in rows)",
        "fsum(loads_s)",
        "sum(parts, Counter[str]())",
        "table.sum()",
    ],
)
def test_counts_pass(source: str) -> None:
    assert of_floats(ast.parse(source)) == []
