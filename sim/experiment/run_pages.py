"""The report of a run: as Markdown, and as a page to look at."""

from abc import ABC, abstractmethod

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
