"""The report of a run: as Markdown, and as a page to look at."""

from abc import ABC, abstractmethod

from sim.document.html.frame import ShownPage, framed
from sim.record.result import RunResult
from sim.report.gather import report_facts
from sim.report.markdown import render_report


class RunPages(ABC):
    """Whatever has the result of a run."""

    @property
    @abstractmethod
    def _result(self) -> RunResult: ...

    def report(self) -> str:
        """Return the report as Markdown."""
        return render_report(report_facts(self._result))

    def html(self) -> str:
        """Return the report as one HTML page, that opens offline: the same run gives the same bytes."""
        from sim.report.html.run_page import run_page

        return run_page(self._result)

    def timeline(self) -> ShownPage:
        """Return what the agents did over time, to zoom into; a notebook shows it by itself."""
        from sim.report.html.run_page import timeline_page

        return ShownPage(timeline_page(self._result))

    def _repr_html_(self) -> str:
        return framed(self.html())
