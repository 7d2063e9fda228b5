"""Write the tables of docs/how-to/choose-a-strategy.md: every strategy on every shipped scenario.

`python docs/strategy_table.py` makes 20 replications of each pair, about ten minutes on one core.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sim
from docs.generator.markdown import code
from docs.validation_table import replaced
from sim.policies.catalogue import strategies
from sim.scenario.shipped import shipped_names

PAGE = Path(__file__).resolve().parent / "how-to" / "choose-a-strategy.md"
BASELINE = "load_balanced"
REPLICATIONS = 20
METRICS = ("mean_response", "success_rate")
NAMES = sorted(set(strategies()) - {"recorded"}, key=lambda name: (name != BASELINE, name))  # no record to play back


def cells_of(world: str, jobs: int) -> dict[str, dict[str, str]]:
    """Run every strategy on one world; return what stands in the tables, by metric and strategy."""
    study = sim.compare(
        world,
        NAMES,
        replications=REPLICATIONS,
        metrics=list(METRICS),
        baseline=BASELINE,
        jobs=jobs,
        tell=lambda _: None,
    )
    means = study.means.set_index(["metric", "alternative"])["mean"]
    cells: dict[str, dict[str, str]] = {}
    for metric in METRICS:
        of_baseline = float(means[metric, BASELINE])
        cells[metric] = {BASELINE: f"{of_baseline:.3g} s" if metric == "mean_response" else f"{of_baseline:.1%}"}
        rows = study.differences[study.differences["metric"] == metric]
        for row in rows.to_dict("records"):
            cells[metric][str(row["alternative"])] = _cell(metric, row, of_baseline)
    return cells


def _cell(metric: str, row: Mapping[Any, Any], baseline: float) -> str:
    low, high = row["low"], row["high"]
    if low is None or high is None or not (low > 0.0 or high < 0.0):  # an open end may be NaN
        return "="
    return f"{row['difference'] / baseline:+.0%}" if metric == "mean_response" else f"{100.0 * row['difference']:+.1f}"


def tables(worlds: Sequence[str], jobs: int) -> dict[str, tuple[list[str], list[str]]]:
    """Return header and lines of each metric's table."""
    cells = {world: cells_of(world, jobs) for world in worlds}
    found = {}
    for metric in METRICS:
        lines = [
            f"| {code(name)} | " + " | ".join(cells[world][metric].get(name, "") for world in worlds) + " |"
            for name in NAMES
        ]
        found[metric] = (["strategy", *worlds], lines)
    return found


def main() -> None:
    """Bring the page up to date."""
    page = PAGE.read_text(encoding="utf-8")
    for metric, (header, lines) in tables(
        list(shipped_names()), int(os.environ.get("JOBS", os.cpu_count() or 1))
    ).items():
        page = replaced(page, metric, header, lines)
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    print(PAGE.relative_to(PAGE.parents[2]).as_posix())


if __name__ == "__main__":
    main()
