"""A comparison or sweep that has been run, pleasant to look at in a notebook."""

import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.document.html.frame import framed
from sim.document.html.page import html_page
from sim.document.text import plain_text
from sim.measures.comparison.result import Comparison, difference_rows
from sim.report.comparison.advice import advice
from sim.report.comparison.markdown import comparison_page, render_comparison
from sim.report.html.comparison import comparison_charts
from sim.report.html.placing import after_the_opening
from sim.study.comparison.compare import ComparisonStudy
from sim.study.comparison.files import notes_of, write_comparison
from sim.work.tables import load_study, load_trajectories, write_study_tables

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.figures.picture import Picture

FROM_PYTHON = "(run from Python)"
"""Stands in the report for the command that repeats it."""


class Study:
    """A comparison or a sweep that has been run.

    Args:
        done: from `sim.study.comparison.compare.compare`.
    """

    def __init__(self, done: ComparisonStudy) -> None:
        self.done = done

    @property
    def comparison(self) -> Comparison:
        """What was found, metric by metric."""
        return self.done.comparison

    @property
    def advice(self) -> str | None:
        """What to do, a line a choice; None where each metric has a baseline of its own."""
        return plain_text("\n".join(advice(self.comparison, quote=str))) or None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: why it ended, what is missing, which code of one's own took part."""
        return tuple(plain_text(note) for note in notes_of(self.done))

    @property
    def selected(self) -> str | None:
        """The alternative that `select_best` chose with its guarantee; None where nothing was asked or chosen."""
        place = self.done.stop.selected
        return None if place is None else self.comparison.alternatives[place]

    @property
    def means(self) -> "pd.DataFrame":
        """The mean of every metric of every alternative, with its interval: a row each."""
        import pandas as pd

        rows = [
            (entry.metric, name, mean.mean, mean.low, mean.high, entry.probability_of_best.get(name))
            for entry in self.comparison.metrics
            for name, mean in entry.means.items()
        ]
        return pd.DataFrame(rows, columns=["metric", "alternative", "mean", "low", "high", "probability_of_best"])

    @property
    def quantiles(self) -> "pd.DataFrame":
        """The 5th, 50th, 95th and 99th percentile over replications of every metric of every alternative, a row each.

        Their intervals are those of order statistics, and hold whatever the distribution is; none where the
        replications are too few for one.
        """
        import pandas as pd

        rows = [
            (entry.metric, name, percent, at.quantile, at.low, at.high)
            for entry in self.comparison.metrics
            for name, spread in entry.quantiles.items()
            for percent, at in spread.items()
        ]
        return pd.DataFrame(rows, columns=["metric", "alternative", "percent", "quantile", "low", "high"])

    @property
    def differences(self) -> "pd.DataFrame":
        """Every difference to the baseline, paired, with its interval and verdict: a row each."""
        import pandas as pd

        return pd.DataFrame([row for entry in self.comparison.metrics for row in difference_rows(entry)])

    @property
    def runs(self) -> "pd.DataFrame":
        """A row each run, in design order, with what was varied and every metric."""
        return self._tables[0]

    @property
    def trajectories(self) -> "pd.DataFrame":
        """Health score and metrics of each wave of each run, a row each."""
        return self._tables[1]

    @cached_property
    def _tables(self) -> "tuple[pd.DataFrame, pd.DataFrame]":
        done = self.done
        with tempfile.TemporaryDirectory(prefix="buddy-sim-") as folder:
            write_study_tables(Path(folder), done.plan, done.stop.replications, done.store, done.stop.outcome.lost)
            return load_study(folder), load_trajectories(folder)

    @cached_property
    def pictures(self) -> "dict[str, Picture]":
        """The pictures that suit the study, by name: a notebook shows them."""
        from sim.report.figures.comparison.study import study_pictures

        return study_pictures(self.comparison, self.trajectories, self.runs)

    def report(self) -> str:
        """Return the report as Markdown."""
        return render_comparison(self.comparison, FROM_PYTHON, notes_of(self.done))

    def html(self) -> str:
        """Return the report as one HTML page, that opens offline."""
        blocks = list(comparison_page(self.comparison, FROM_PYTHON, notes_of(self.done)))
        return html_page(after_the_opening(blocks, comparison_charts(self.comparison, self.runs)))

    def _repr_html_(self) -> str:
        return framed(self.html())

    def write(self, directory: str | Path, plots: bool = True, html: bool = True) -> None:
        """Write the result folder, whole or not at all, as `buddy-sim compare` does.

        Args:
            directory: an existing one is replaced only when it is an earlier result and holds nothing else.
            plots: draw pictures too.
            html: write the report as an HTML page too.

        Raises:
            OutputRefused: the folder holds other things, or cannot be written; nothing was changed.
            OSError: a write failed; a previous result is intact.
        """
        write_comparison(self.done, Path(directory), FROM_PYTHON, plots, html=html)

    def __repr__(self) -> str:
        found = self.comparison
        return (
            f"<Study of {found.scenario!r}: {len(found.alternatives)} alternatives, {found.replications} replications>"
        )
