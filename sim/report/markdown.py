"""PHASE_21_AUTONOMOUS_EXECUTION.md: the report that a manager reads and acts on."""

from collections.abc import Callable, Iterable, Mapping

from sim.document.blocks import Block
from sim.document.markdown import markdown
from sim.report.facts import ReportFacts
from sim.report.links import picture_links
from sim.report.sections.agents import agents
from sim.report.sections.anomalies import anomalies
from sim.report.sections.attempts import attempts
from sim.report.sections.closing import reading, repeat
from sim.report.sections.dependencies import dependencies
from sim.report.sections.faults import faults
from sim.report.sections.headline import headline
from sim.report.sections.limits import limits
from sim.report.sections.overview import overview
from sim.report.sections.trends import trends
from sim.report.sections.types import types
from sim.report.sections.waves import waves

Section = Callable[[ReportFacts], Iterable[Block]]

REPORT_FILE = "PHASE_21_AUTONOMOUS_EXECUTION.md"

SECTIONS = (
    headline,
    overview,
    waves,
    agents,
    types,
    limits,
    dependencies,
    faults,
    anomalies,
    attempts,
    trends,
    repeat,
    reading,
)

_PICTURES: Mapping[Section, str] = {
    headline: "timeline", overview: "calibration", waves: "health", agents: "queues", dependencies: "graph",
    faults: "starts",
}  # fmt: skip
"""The picture that ends a section, where the run has it."""


def page(facts: ReportFacts) -> list[Block]:
    """Return the report, to be rendered.

    Args:
        facts: what the report says, see `sim.report.gather.report_facts`.
    """
    return [block for section in SECTIONS for block in (*section(facts), *_picture(facts, section))]


def render_report(facts: ReportFacts) -> str:
    """Return the report as Markdown: the same facts give the same text.

    Args:
        facts: what the report says, see `sim.report.gather.report_facts`.
    """
    return markdown(page(facts))


def _picture(facts: ReportFacts, section: Section) -> Iterable[Block]:
    return picture_links(name for name in facts.pictures if name == _PICTURES.get(section))
