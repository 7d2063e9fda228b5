"""Write the tables of docs/background/validation.md: `make docs`.

`python docs/validation_table.py` simulates the suite as `make test` does, about a minute and a half on one core, and
writes the systems and their results into the page; with `--precise` it makes the replications of `make nightly`
(eight times as long) and writes that table as well.
"""

import os
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.generator.markdown import code, table
from tests.theory.case import Case
from tests.theory.pilot import power_of_control
from tests.theory.suite import PRECISE, STANDARD, SUITE, TOO_HIGH, TOO_LOW, Effort, Result, simulate

PAGE = Path(__file__).resolve().parent / "background" / "validation.md"
DESIGN = ("case", "system", "theory", "source", "left out", "counted", "power of the control")
HEADER = ("case", "quantity", "formula", "simulated", "interval", "with a wrong rate", "verdict")
CONTROLS = {STANDARD: (TOO_HIGH,), PRECISE: (TOO_LOW, TOO_HIGH)}


def line(result: Result, effort: Effort) -> str:
    """Return the line of one result as it stands in the page."""
    quantity, found = result.quantity, result.estimate
    wrong = CONTROLS[effort]
    rejected = all(result.rejects(factor) for factor in wrong)
    cells = (
        code(result.case.key),
        quantity.name,
        f"{quantity.formula(1.0):.5f}",
        f"{found.mean:.5f}",
        f"{found.low:.5f} to {found.high:.5f}",
        ", ".join(f"{quantity.formula(factor):.5f}" for factor in wrong) + (": rejected" if rejected else ": PASSES"),
        "agrees" if result.agrees else "DISAGREES",
    )
    return _line(cells)


def design_line(case: Case) -> str:
    """Return the line that says what a case is and how it is simulated."""
    powers = [power_of_control(case, quantity, STANDARD.replications, TOO_HIGH) for quantity in case.quantities]
    left_out = f"{case.warm_up:g} {case.unit}" if case.warm_up else "nothing"
    counted = f"{case.length:g} {case.unit}"
    power = "over 99.9 %" if min(powers) > 0.999 else f"{100.0 * min(powers):.1f} %"
    return _line((code(case.key), case.system, case.formula, case.source, left_out, counted, power))


def _line(cells: Sequence[str]) -> str:
    return table(("",) * len(cells), [cells]).splitlines()[-1]


def lines_of(effort: Effort, number: int) -> list[str]:
    """Simulate one case of the suite; return its lines."""
    return [line(result, effort) for result in simulate(SUITE[number], effort.replications)]


def result_lines(effort: Effort) -> list[str]:
    """Simulate the suite, a process a core; return the lines in the order of the suite."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(partial(lines_of, effort), range(len(SUITE)))
        return [text for lines in found for text in lines]


def replaced(page: str, name: str, header: Sequence[str], lines: Sequence[str]) -> str:
    """Return the page with other lines in the table between the marks `begin: name` and `end: name`."""
    text = "\n".join([table(header, []), *lines])
    mark = re.compile(rf"(<!-- begin: {name} [^\n]*-->\n).*?(\n<!-- end: {name} -->)", re.DOTALL)
    changed, found = mark.subn(lambda marks: f"{marks[1]}\n{text}\n{marks[2]}", page)
    if found != 1:
        raise ValueError(f"{PAGE.name} has no marks for the table {name!r}")
    return changed


def main(arguments: Sequence[str]) -> None:
    """Bring the page up to date."""
    efforts = {"standard": STANDARD} | ({"precise": PRECISE} if "--precise" in arguments else {})
    page = PAGE.read_text(encoding="utf-8")
    page = replaced(page, "systems", DESIGN, [design_line(case) for case in SUITE])
    for name, effort in efforts.items():
        page = replaced(page, name, HEADER, result_lines(effort))
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    print(PAGE.relative_to(PAGE.parents[2]).as_posix())


if __name__ == "__main__":
    main(sys.argv[1:])
