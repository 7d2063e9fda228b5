"""PHASE_21_AUTONOMOUS_EXECUTION.md: the report that a manager reads and acts on."""

from sim.report.facts import ReportFacts
from sim.report.layout import blocks
from sim.report.sections.agents import agents
from sim.report.sections.anomalies import anomalies
from sim.report.sections.attempts import attempts
from sim.report.sections.closing import reading, repeat
from sim.report.sections.headline import headline
from sim.report.sections.overview import overview
from sim.report.sections.trends import trends
from sim.report.sections.waves import waves

REPORT_FILE = "PHASE_21_AUTONOMOUS_EXECUTION.md"

SECTIONS = (headline, overview, waves, agents, anomalies, attempts, trends, repeat, reading)


def render_report(facts: ReportFacts) -> str:
    """Return the report as Markdown: the same facts give the same text.

    Args:
        facts: what the report says, see `sim.report.gather.report_facts`.
    """
    return blocks(block for section in SECTIONS for block in section(facts))
