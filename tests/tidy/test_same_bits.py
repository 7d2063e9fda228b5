"""What a run shows is calculated by `sim.numerics`: nothing in `sim/` uses a function whose last digit is a machine's.

The libraries' logarithms and powers choose their code by what the processor offers, linear algebra the order in which
it adds up, and a quantile or a statistical function its formula by the version. Where one of them is used all the same,
the file stands in a list below, with the reason.
"""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch

import pytest

ROUNDED_BY_MACHINES = {
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "acos", "asin", "atan", "atan2", "cbrt",
    "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1", "float_power", "gamma", "hypot", "lgamma", "log", "log10",
    "log1p", "log2", "logaddexp", "logaddexp2", "pow", "power", "sin", "sinh", "tan", "tanh",
}  # fmt: skip
LINEAR_ALGEBRA = {"convolve", "correlate", "dot", "einsum", "inner", "matmul", "polyfit", "tensordot", "vdot"}
BY_VERSION = {
    "average", "corrcoef", "cov", "interp", "median", "nanmedian", "nanpercentile", "nanquantile", "percentile",
    "quantile",
}  # fmt: skip
SUMS = {"cumsum", "mean", "nancumsum", "nanmean", "nanstd", "nansum", "nanvar", "std", "sum", "trapezoid", "var"}
OF_ARRAYS = {"cumsum", "dot", "mean", "std", "sum", "var"}  # methods; `quantile` is also the name of our own

PICTURES = "pictures: their bytes are not promised"
ESTIMATES = "estimates from somebody's log, made once and written down as a scenario; known limits say so"
FUNCTIONS = {
    "sim/fit/*": ESTIMATES,
    "sim/report/figures/*": PICTURES,
    "sim/document/quantity.py": "chooses the unit of a group of times, by a margin of a whole power of 10",
    "sim/luck/keyed.py": "Philox's words are whole numbers",
    "sim/measures/comparison/best.py": "products of matrices of whole numbers, which are exact in any order",
    "sim/study/forecasting/*": ESTIMATES,
    "sim/study/replaying/*": ESTIMATES,
    "sim/study/design.py": "points of a design come from scipy's generators: shifts and sums of whole numbers, and a "
    "product with a power of two or one division; another version may choose other points, and known limits say so",
}

# numpy adds up in an order that follows from the shape alone: tests/unit/work/test_arithmetic.py holds it against that
# order to the bit, and the fingerprint of a run's key against other versions.
STATISTICS = "statistics of replications: the order of an array's sum follows from its shape, and is tested"
RUNNING = "a running sum, from the first to the last"
OF_A_TABLE = "sums over a column of a table, whose order is that of the table"
ADDED_UP = {
    "sim/fit/*": ESTIMATES,
    "sim/report/figures/*": PICTURES,
    "sim/luck/residual.py": RUNNING,
    "sim/measures/*": STATISTICS,
    "sim/engine/prepared.py": "slots, which are whole numbers",
    "sim/model/task_rows.py": "one row of a matrix of times, whose order is that of the agents",
    "sim/observe/interference.py": OF_A_TABLE,
    "sim/observe/signals.py": OF_A_TABLE,
    "sim/study/*": STATISTICS,
    "sim/work/arithmetic.py": "the fingerprint itself, which is there to see a difference",
    "sim/work/tasks_a_run.py": STATISTICS,
    "sim/workload/arrivals/*": RUNNING,
    "sim/workload/column_draws.py": RUNNING,
    "sim/workload/wfformat.py": "one row of a matrix of times, whose order is that of the machines",
}


def functions(tree: ast.AST) -> Iterator[int]:
    """The lines that use a function, an operator or a library whose last digit is a machine's or a version's."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name):
                if name in ROUNDED_BY_MACHINES | LINEAR_ALGEBRA | BY_VERSION | {"linalg", "random", "fft"}:
                    yield node.lineno
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name in ROUNDED_BY_MACHINES:
                yield node.lineno
            case ast.ImportFrom(module="math" | "cmath" | "statistics" | "numpy", names=names):
                if any(each.name in ROUNDED_BY_MACHINES | LINEAR_ALGEBRA for each in names):
                    yield node.lineno
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] == "scipy":
                yield node.lineno
            case ast.Import(names=names) if any(each.name.partition(".")[0] == "scipy" for each in names):
                yield node.lineno
            case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()) | ast.AugAssign(op=ast.Pow()):
                yield node.lineno
            case ast.BinOp(left=base, op=ast.Pow()) if not is_exact(base):
                yield node.lineno
            case ast.Call(func=ast.Name(id="pow"), args=[base, _]) if not is_exact(base):
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=whose, attr="dot")) if not is_numpy(whose):
                yield node.lineno


def is_exact(base: ast.expr) -> bool:
    """Whether every power of this is exact: a whole number's is one, and a power of two's is made by shifting."""
    match base:
        case ast.Constant(value=int()) | ast.Constant(value=2.0 | 0.5):
            return True
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return is_exact(operand)
    return False


def is_numpy(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"np", "numpy"}


def sums(tree: ast.AST) -> Iterator[int]:
    """The lines that add up arrays, but for counts: sums of comparisons, and those that are made whole at once."""
    counts = {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"int", "bool"}
        and node.args
    }  # fmt: skip
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=whose, attr=name)) if id(node) not in counts:
                added = node.args[0] if is_numpy(whose) and node.args else whose
                known = (name in SUMS) if is_numpy(whose) else (name in OF_ARRAYS - {"dot"})
                if known and not is_count(added):
                    yield node.lineno


def is_count(added: ast.expr) -> bool:
    """Whether what is added up are truth values, as far as can be seen; also with whole numbers by name."""
    match added:
        case ast.Compare() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
            return is_count(left) or is_count(right)
        case ast.Call(func=ast.Attribute(attr="isnan" | "isinf" | "isfinite" | "isin" | "bincount" | "diff")):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in {"counts", "lengths_of_rows"}
    return False


def where(trees: dict[str, ast.Module], exceptions: dict[str, str]) -> dict[str, ast.Module]:
    return {
        path: tree
        for path, tree in trees.items()
        if path.startswith("sim/")
        and not path.startswith("sim/numerics/")
        and not any(fnmatch(path, pattern) for pattern in exceptions)
    }


def test_no_last_digit_is_a_machines(trees: dict[str, ast.Module]) -> None:
    found = [f"{path}:{line}" for path, tree in where(trees, FUNCTIONS).items() for line in functions(tree)]
    assert not found, "use sim.numerics, or add the file to FUNCTIONS with the reason: " + ", ".join(found)


def test_arrays_are_added_up_where_the_order_is_known(trees: dict[str, ast.Module]) -> None:
    found = [f"{path}:{line}" for path, tree in where(trees, ADDED_UP).items() for line in sums(tree)]
    assert not found, "use math.fsum, or add the file to ADDED_UP with the reason: " + ", ".join(found)


@pytest.mark.parametrize("exceptions", [FUNCTIONS, ADDED_UP], ids=["functions", "sums"])
def test_every_exception_is_needed(exceptions: dict[str, str], trees: dict[str, ast.Module]) -> None:
    looked_for = functions if exceptions is FUNCTIONS else sums
    used = {path for path, tree in trees.items() if path.startswith("sim/") and next(looked_for(tree), 0)}
    idle = [pattern for pattern in exceptions if not any(fnmatch(path, pattern) for path in used)]
    assert not idle, "nothing there needs an exception any more: " + ", ".join(idle)


@pytest.mark.parametrize(
    "source",
    [
        "np.exp(x)", "np.log1p(-u)", "math.log(x)", "math.pow(x, y)", "x ** 0.5", "x ** 2", "x **= 2", "3.0 ** n",
        "a @ b", "np.linalg.solve(a, b)", "np.einsum('ij,j', a, b)", "a.dot(b)", "np.quantile(x, 0.9)",
        "from scipy.special import ndtri", "import scipy.stats as stats", "from math import exp", "pow(x, y)",
    ],
)  # fmt: skip
def test_what_a_machine_rounds_is_found(source: str) -> None:
    assert list(functions(ast.parse(source))) == [1]


@pytest.mark.parametrize(
    "source",
    ["exp(x)", "arrays.log(x)", "math.sqrt(x)", "np.sqrt(x)", "np.square(x)", "2.0**-53", "10**digits", "math.fsum(x)",
     "from sim.numerics import exp, log", "from math import sqrt, fsum", "np.ldexp(x, 3)"],
)  # fmt: skip
def test_what_is_exact_passes(source: str) -> None:
    assert list(functions(ast.parse(source))) == []


@pytest.mark.parametrize("source", ["x.sum()", "np.mean(x)", "x.std()", "np.cumsum(x)", "float((x * y).sum())"])
def test_sums_of_arrays_are_found(source: str) -> None:
    assert list(sums(ast.parse(source))) == [1]


@pytest.mark.parametrize(
    "source", ["(x > 0).sum()", "int(known.sum())", "np.isnan(x).sum()", "(~known).sum(axis=0)", "((a > 1) & b).mean()"]
)
def test_counts_of_arrays_pass(source: str) -> None:
    assert list(sums(ast.parse(source))) == []
