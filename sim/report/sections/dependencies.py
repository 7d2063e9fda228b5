"""What waited for what: how long the longest chain of work is, and so how fast any fleet could be."""

from sim.document.blocks import Block, Heading, Paragraph
from sim.document.quantity import count, durations
from sim.document.text import given
from sim.report.facts import ReportFacts

_MOST_NAMED = 6


def dependencies(facts: ReportFacts) -> list[Block]:
    """Return the section on dependencies; nothing where no task waits for another."""
    graph = facts.graph
    if graph is None:
        return []
    edges = count(graph.graph.edges, "dependency", "dependencies")
    wave_s, path_s = durations([graph.length_s, graph.critical_s])
    names = [given(graph.task_id[task]) for task in graph.critical]
    if len(names) > _MOST_NAMED:
        names = [*names[: _MOST_NAMED - 1], "..", names[-1]]
    return [
        Heading("Dependencies"),
        Paragraph(
            f"Wave {graph.wave} has {edges} between {count(len(graph.task_id), 'task')}. The longest chain of work in "
            f"it, the critical path, took {path_s} over {count(len(graph.critical), 'task')} ({', '.join(names)}); the "
            f"wave took {wave_s}. With attempts as long as these no fleet is faster than the critical path."
        ),
    ]
