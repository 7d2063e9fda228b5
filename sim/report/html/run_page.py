"""The page of a run: what happened in sentences, then the run over time, then all else behind its headings."""

from sim.document.blocks import Heading, Note, Paragraph
from sim.document.html.chart import Chart
from sim.document.html.page import html_page
from sim.document.text import given
from sim.record.result import RunResult
from sim.report.facts import ReportFacts
from sim.report.figures.source import source_of
from sim.report.gather import report_facts
from sim.report.html.calibration import calibration
from sim.report.html.over_time import over_time
from sim.report.html.placing import after_the_opening, in_sections
from sim.report.html.waves import over_waves
from sim.report.markdown import page
from sim.report.sections.headline import headline

_CERTAINTY = (
    "This is one run with one seed: other luck gives other numbers. `buddy-sim compare` says how much of a difference "
    "is luck."
)


def verdict(facts: ReportFacts) -> str:
    """Return what happened in a run, in the sentences that open its report.

    Args:
        facts: of the report.
    """
    paragraphs = [block.text for block in headline(facts) if isinstance(block, Paragraph)]
    return paragraphs[-2]


def timeline_page(result: RunResult) -> str:
    """Return the run over time alone, as one HTML page.

    Args:
        result: of the run, just finished or read back from its folder.
    """
    title = Heading(given(result.scenario.name), level=1)
    return html_page([title, over_time(source_of(result.scenario, result.tables), report_facts(result))])


def run_page(result: RunResult) -> str:
    """Return the report of a run as one HTML file: the same result gives the same bytes.

    Args:
        result: of the run, just finished or read back from its folder.
    """
    facts = report_facts(result)
    source = source_of(result.scenario, result.tables)
    placed = {"Waves": over_waves(result.tables["waves"], result.scenario),
              "Overview and statistics": calibration(source)}  # fmt: skip
    opened = after_the_opening(page(facts), [over_time(source, facts)])
    first = next(place for place, block in enumerate(opened) if isinstance(block, Chart))
    opened.insert(first, Note(_CERTAINTY))
    return html_page(in_sections(opened, {name: chart for name, chart in placed.items() if chart is not None}))
