"""What it takes to start: `buddy-sim run --no-plots` of a shipped scenario beside the imports of numpy and pandas.

    python -m benchmarks.start_up

Processor seconds of whole processes, imports included, in turns; a ratio of medians, since seconds are those of a
machine. Bytecode is kept, as it is where nobody forbids it: else every process compiles what it imports.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

SCENARIO = Path(__file__).resolve().parents[1] / "scenarios" / "four-agents.yaml"
IMPORTS = ("-c", "import numpy, pandas")
ROUNDS = 7


def seconds(*arguments: str, cache: str) -> float:
    """Return the processor seconds of a Python with these arguments, user's and system's."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env={**environment, "PYTHONPYCACHEPREFIX": cache}, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(rounds: int = ROUNDS) -> str:
    """Return what was measured, beside the goals."""
    with tempfile.TemporaryDirectory() as folder:
        run = ("-m", "sim", "run", str(SCENARIO), "--no-plots", "--quiet", "--out", f"{folder}/out")
        found = [[seconds(*what, cache=f"{folder}/cache") for what in (IMPORTS, run)] for _ in range(1 + rounds)][1:]
    imports_s, run_s = (median(column) for column in zip(*found, strict=True))
    return (
        f"run --no-plots of {SCENARIO.stem}: {run_s:.2f} s of processor time (goal 0.8), "
        f"{run_s / imports_s:.2f} times `import numpy, pandas` (goal 1.6)"
    )


if __name__ == "__main__":
    print(report())
