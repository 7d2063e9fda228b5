"""Write the tables of published numbers in docs/background/validation.md.

`python docs/published_table.py` simulates tests/published as `make nightly` does, about ten minutes on one core, and
writes what comes out beside what has been published; `--braun` does the makespans of Braun's instances alone, which
takes seconds and needs ../shared/data.
"""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.generator.markdown import table
from docs.validation_table import PAGE, replaced
from tests.published.dispatch_cases import CASES, FULL, holds, simulate
from tests.published.test_braun import DATA, PUBLISHED, RULES, makespan_s

RESPONSES = (
    "system",
    "source",
    "published",
    "simulated",
    "replications",
    "interval",
    "with a load wrong by 5 %",
    "verdict",
)
BRAUN = ("instance", *(f"`{rule}`: published" if not i % 2 else "simulated" for rule in RULES for i in (0, 1)))


def response_line(number: int) -> str:
    """Simulate one case; return its line."""
    case = CASES[number]
    found = simulate(case, FULL)
    rejected = "PASSES" if holds(case, found, case.wrong_value) else "rejected"
    cells = (
        case.system,
        case.source,
        f"{case.value:.4f}",
        f"{found.mean:.4f}",
        str(found.replications),
        f"{found.low:.4f} to {found.high:.4f}",
        f"{case.wrong_value:.4f}: {rejected}",
        "agrees" if holds(case, found, case.value) else "DISAGREES",
    )
    return _line(cells)


def braun_lines() -> list[str]:
    """Simulate Braun's instances; return a line for each."""
    lines = []
    for instance, published in PUBLISHED.items():
        pairs = zip(RULES, published, strict=True)
        cells = [f"{number:.3f}" for rule, value in pairs for number in (value, makespan_s(DATA / instance, rule))]
        lines.append(_line((instance, *cells)))
    return lines


def _line(cells: Sequence[str]) -> str:
    return table(("",) * len(cells), [cells]).splitlines()[-1]


def main(arguments: Sequence[str]) -> None:
    """Bring the page up to date."""
    page = PAGE.read_text(encoding="utf-8")
    if "--braun" not in arguments:
        with ProcessPoolExecutor(int(os.environ.get("JOBS", os.cpu_count() or 1))) as pool:
            page = replaced(page, "responses", RESPONSES, list(pool.map(response_line, range(len(CASES)))))
    page = replaced(page, "braun", BRAUN, braun_lines())
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    print(PAGE.relative_to(PAGE.parents[2]).as_posix())


if __name__ == "__main__":
    main(sys.argv[1:])
