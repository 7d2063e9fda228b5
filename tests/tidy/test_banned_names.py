"""Nothing in sim/ reads the wall clock, the hash seed or a global generator, or runs what a file contains.

Randomness comes from keyed Philox streams, time from the virtual clock; otherwise the same inputs would not
give the same bytes.
"""

import ast
from collections.abc import Iterator

import pytest

# A banned name also bans what hangs from it: `random` bans `random.uniform`.
BANNED = {
    "time": "time comes from the virtual clock",
    "datetime.datetime.now": "time comes from the virtual clock",
    "datetime.datetime.utcnow": "time comes from the virtual clock",
    "datetime.datetime.today": "time comes from the virtual clock",
    "datetime.date.today": "time comes from the virtual clock",
    "pandas.Timestamp.now": "time comes from the virtual clock",
    "random": "draws are keyed: sim.luck",
    "secrets": "draws are keyed: sim.luck",
    "uuid": "identifiers are made of task, agent and position",
    "os.urandom": "draws are keyed: sim.luck",
    "numpy.random": "draws are keyed: sim.luck",
    "scipy.stats.rvs": "draws are keyed: sim.luck",
    "hash": "differs with the hash seed: use hashlib",
    "eval": "runs what a file contains",
    "exec": "runs what a file contains",
    "pickle": "runs what a file contains",
    "marshal": "unsafe on files of others",
    "shelve": "runs what a file contains",
    "yaml.load": "yaml.safe_load, or yaml.compose with a safe loader",
    "yaml.load_all": "yaml.safe_load_all",
    "yaml.unsafe_load": "yaml.safe_load",
    "yaml.full_load": "yaml.safe_load",
    "matplotlib.pyplot": "keeps figures in a global list: matplotlib.figure.Figure",
    "pylab": "keeps figures in a global list: matplotlib.figure.Figure",
}
ALLOWED = {"numpy.random.Philox", "numpy.random.SeedSequence"}
BUILTINS = {"hash", "eval", "exec"}

# path -> banned names that it may use, each with its reason in a comment
EXCEPTIONS: dict[str, set[str]] = {
    # An empty text, which makes Python forget an interrupt that was caught.
    "sim/cli/interrupts.py": {"exec"},
    # How fast runs finish cuts work into chunks and says how long the rest takes; no result knows of it.
    "sim/work/pace.py": {"time"},
    # Shows people how far a run is; nothing of it enters a result.
    "sim/cli/live.py": {"time"},  # holds virtual time to that of who looks on
    "sim/cli/progress.py": {"time"},
}


def aliases(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `np` -> `numpy`, `Philox` -> `numpy.random.Philox`."""
    known = {name: name for name in BUILTINS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                first = item.name.split(".")[0]
                known[item.asname or first] = item.name if item.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
    return known


def dotted(node: ast.AST, known: dict[str, str]) -> str | None:
    """The full name that an expression such as `np.random.default_rng` stands for; None for any other."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, known)
        return base and f"{base}.{node.attr}"
    return None


def outside_hash_methods(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but the bodies of `__hash__`: a value may have a hash, nothing else may ask for it."""
    for child in ast.iter_child_nodes(tree):
        if not (isinstance(child, ast.FunctionDef) and child.name == "__hash__"):
            yield child
            yield from outside_hash_methods(child)


def names_used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported or built-in name that a module mentions, with its line."""
    known = aliases(tree)
    for node in outside_hash_methods(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, item.name) for item in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{item.name}") for item in node.names)
        elif isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node, known)):
            yield node.lineno, name


def ban_of(name: str) -> str | None:
    """The banned name that `name` is, or hangs from; None where it is allowed."""
    parts = name.split(".")
    above = [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
    if ALLOWED.intersection(above):
        return None
    return next((banned for banned in above if banned in BANNED), None)


def banned_uses(tree: ast.Module) -> set[tuple[int, str]]:
    # `numpy.random` alone is the way to `numpy.random.Philox`: what counts is the longest name on a line.
    uses = set(names_used(tree))
    longest = {use for use in uses if not any(o[0] == use[0] and o[1].startswith(use[1] + ".") for o in uses)}
    return {(line, ban) for line, name in longest if (ban := ban_of(name))}


def test_sim_uses_no_banned_name(trees: dict[str, ast.Module]) -> None:
    found = [
        f"{path}:{line}: {ban}: {BANNED[ban]}"
        for path, tree in trees.items()
        if path.startswith("sim/")
        for line, ban in sorted(banned_uses(tree))
        if ban not in EXCEPTIONS.get(path, set())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "ban"),
    [
        ("import time\n", "time"),
        ("from time import perf_counter as clock\n", "time"),
        ("import datetime as dt\nx = dt.datetime.now(dt.UTC)\n", "datetime.datetime.now"),
        ("from datetime import datetime\nx = datetime.utcnow()\n", "datetime.datetime.utcnow"),
        ("import random\n", "random"),
        ("from random import uniform\n", "random"),
        ("import numpy as np\nrng = np.random.default_rng(1)\n", "numpy.random"),
        ("from numpy.random import default_rng, Philox\n", "numpy.random"),
        ("from numpy import random\nx = random.rand()\n", "numpy.random"),
        ("import yaml\nyaml.load('')\n", "yaml.load"),
        ("x = hash('a')\n", "hash"),
        ("x = eval('1')\n", "eval"),
        ("key = sorted([], key=hash)\n", "hash"),
        ("import matplotlib.pyplot as plt\n", "matplotlib.pyplot"),
        ("def late():\n    from pickle import loads\n", "pickle"),
    ],
)
def test_each_way_to_a_banned_name_is_found(source: str, ban: str) -> None:
    assert ban in {name for _, name in banned_uses(ast.parse(source))}


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ng = np.random.Philox(key=np.random.SeedSequence([1, 2]).generate_state(2))\n",
        "from numpy.random import Philox, SeedSequence\n",
        "import yaml\nyaml.safe_load('')\n",
        "from datetime import UTC, datetime\nx = datetime(2025, 1, 1, tzinfo=UTC)\n",
        "def check(record):\n    return record.hash, record.time, record.random\n",
        "from matplotlib.figure import Figure\n",
        "import hashlib\nx = hashlib.sha256(b'')\n",
        "class Spec:\n    def __hash__(self):\n        return hash((1, 2))\n",
    ],
)
def test_what_is_allowed_passes(source: str) -> None:
    assert banned_uses(ast.parse(source)) == set()
