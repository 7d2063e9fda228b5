"""A sweep: heat maps where it is a grid of two numeric keys, else lines along its numeric key, else dots."""

from typing import TYPE_CHECKING

from sim.document.quantity import percent
from sim.measures.comparison.result import Comparison
from sim.report.comparison.metric_text import label, value
from sim.report.comparison.rows_shown import told
from sim.report.figures.comparison.heat_map import heat_map_picture, is_grid
from sim.report.figures.comparison.metric_axis import heading
from sim.report.figures.comparison.sweep_lines import sweep_lines_picture
from sim.report.figures.comparison.sweep_scatter import sweep_scatter_picture
from sim.report.figures.comparison.swept_axes import lines_of, sweep_of
from sim.report.figures.picture import Picture
from sim.report.figures.text import shown

if TYPE_CHECKING:
    import pandas as pd


def sweep_picture(comparison: Comparison, runs: "pd.DataFrame") -> Picture | None:
    """Return how each metric depends on what was swept; None where no key is numeric.

    Args:
        comparison: of the sweep's points.
        runs: runs.parquet, whose columns between `name` and `replication` are the keys that vary.
    """
    sweep = sweep_of(runs)
    title, subtitle = sweep_title(comparison), told(comparison, comparison.alternatives)
    if is_grid(sweep):
        return heat_map_picture(comparison, sweep, title, f"{subtitle} Means.")
    lines = lines_of(sweep)
    text = f"{subtitle} Means with {percent(comparison.confidence)} intervals."
    if lines is None:
        return sweep_scatter_picture(comparison, sweep, title, text)
    return sweep_lines_picture(comparison, sweep, lines, title, text)


def sweep_title(comparison: Comparison) -> str:
    """Return where the first metric is best, in plain words."""
    entry = comparison.metrics[0]
    if entry.leader is None:
        return f"No run has a value of {label(entry.metric)}"
    if entry.incomparable is not None:
        return f"{heading(entry.metric)}: {entry.incomparable}"
    mean = value(entry.metric, entry.means[entry.leader].mean)
    return f"Best mean {label(entry.metric)}: {mean}, with {shown(entry.leader, 90)}"
