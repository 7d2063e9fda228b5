"""One line an agent."""

from sim.document.blocks import Block, Heading, Paragraph, table
from sim.document.quantity import count, durations, joined, percent
from sim.document.text import given
from sim.report.facts import AgentFacts, ReportFacts
from sim.report.layout import cut, cut_note

_HEADER = ["agent", "slots", "tasks given", "attempts", "succeeded", "predicted", "busy", "of the run",
           "of up-time", "up", "breakdowns", "wasted", "refusals"]  # fmt: skip
_NAMED = 5  # agents named in a sentence


def agents(facts: ReportFacts) -> list[Block]:
    """Return the agents one by one."""
    first, last, left_out = cut(facts.agents)
    gap = [["..."] * len(_HEADER)] if left_out else []
    shown = [*first, *last]
    busy, wasted = durations([agent.busy_s for agent in shown]), durations([agent.wasted_s for agent in shown])
    cells = list(map(_cells, shown, busy, wasted))
    rows = [*cells[: len(first)], *gap, *cells[len(first) :]]
    note = cut_note(left_out, "agent", "phase21_execution_summary.json")
    return [Heading("Agents"), table(_HEADER, rows), *note, *_remarks(facts)]


def _cells(agent: AgentFacts, busy: str, wasted: str) -> list[str]:
    return [
        given(agent.agent_id),
        str(agent.slots),
        str(agent.assigned),
        str(agent.attempts),
        f"{agent.succeeded} ({percent(agent.success_rate)})" if agent.attempts else "n/a",
        percent(agent.predicted),
        busy,
        percent(agent.busy_of_run),
        percent(agent.busy_of_up_time),
        percent(agent.availability),
        str(agent.outages),
        wasted,
        str(agent.refusals),
    ]


def _remarks(facts: ReportFacts) -> list[Block]:
    idle = [agent.agent_id for agent in facts.agents if not agent.attempts]
    if len(idle) == len(facts.agents):
        return [Paragraph("No agent worked.")]
    remarks = []
    if idle:
        remarks.append(f"Without any work: {_named(idle)}.")
    gap = _furthest_below(facts)
    if gap is not None:
        remarks.append(gap)
    return [Paragraph(" ".join(remarks))] if remarks else []


def _named(ids: list[str]) -> str:
    shown = [given(agent_id) for agent_id in ids[:_NAMED]]
    if len(ids) > _NAMED:
        shown.append(f"{count(len(ids) - _NAMED, 'more agent')}")
    return joined(shown)


def _furthest_below(facts: ReportFacts) -> str | None:
    gaps = [
        (agent.predicted - agent.success_rate, agent)
        for agent in facts.agents
        if agent.predicted is not None and agent.success_rate is not None
    ]
    gap, agent = max(gaps, key=lambda item: item[0])
    if gap <= 0.0:
        return None
    return (
        f"Furthest below its predictions: {given(agent.agent_id)}, whose attempts succeeded at "
        f"{percent(agent.success_rate)} where {percent(agent.predicted)} was predicted "
        f"({count(agent.attempts, 'attempt')})."
    )
