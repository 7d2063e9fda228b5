"""What `mutmut run` came to, module by module: `python -m tests.mutation.summary`; exit code 1 under the least share.

A mutant is killed where a test fails on it. One that no test runs counts as not killed, and so does one on which the
tests ran out of time or broke off: what is meant to be noticed by a test has to be noticed by a test.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("killed", "survived", "timeout", "no test", "other")
LEAST_OF_ALL = 85.0
LEAST_OF_A_MODULE = 70.0
# module -> why fewer of its mutants can be killed
LOW_MODULES: dict[str, str] = {}

# How the tests of a mutant ended: pytest's exit codes 0, 1 and 5, mutmut's own 33, and the signal of a time limit.
_VERDICTS = {0: "survived", 1: "killed", 5: "no test", 33: "no test", -24: "timeout"}

Counts = Counter[str]


def counts_by_module(mutants: Path) -> dict[str, Counts]:
    """How many mutants of each module ended how, in order of module; modules without mutants are left out."""
    found = {}
    for path in sorted(mutants.rglob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            module = path.relative_to(mutants).as_posix().removesuffix(".py.meta")
            found[module] = Counter(_VERDICTS.get(code, "other") for code in codes.values())
    return found


def share(counts: Counts) -> float:
    """Killed mutants of a hundred."""
    return 100.0 * counts["killed"] / counts.total()


def table(found: Mapping[str, Counts]) -> str:
    """The counts as text, the total last."""
    rows = {**found, "all": sum(found.values(), Counter())}
    width = max(map(len, rows))
    lines = [f"{'module':{width}}{'mutants':>9}" + "".join(f"{name:>10}" for name in COLUMNS) + f"{'% killed':>10}"]
    for name, counts in rows.items():
        numbers = "".join(f"{counts[column] or '-':>10}" for column in COLUMNS)
        lines.append(f"{name:{width}}{counts.total():9}{numbers}{share(counts):10.1f}")
    return "\n".join(lines)


def shortfalls(found: Mapping[str, Counts]) -> list[str]:
    """What is under its least share, in sentences; a module listed without need is one, too."""
    total = share(sum(found.values(), Counter()))
    low = [name for name, counts in found.items() if share(counts) < LEAST_OF_A_MODULE]
    return [
        *([f"{total:.1f} % of all mutants are killed; expected {LEAST_OF_ALL:g} % or more"] * (total < LEAST_OF_ALL)),
        *(
            f"{name}: {share(found[name]):.1f} % are killed; expected {LEAST_OF_A_MODULE:g} % or more, or a reason in "
            "LOW_MODULES of tests/mutation/summary.py"
            for name in low
            if name not in LOW_MODULES
        ),
        *(f"{name}: listed in LOW_MODULES without need" for name in LOW_MODULES if name not in low),
    ]


def main(mutants: Path) -> int:
    """Print the summary; return the exit code."""
    found = counts_by_module(mutants)
    if not found:
        print(f"{mutants}: no mutants; `make mutation` makes and tests them")
        return 1
    print(table(found))
    complaints = shortfalls(found)
    for sentence in complaints:
        print(sentence)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(ROOT / "mutants"))
