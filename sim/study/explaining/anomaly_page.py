"""An anomaly: what was seen, what the run was like then, and the same luck with the advice followed."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, Heading, Note, Paragraph, table
from sim.document.quantity import count, duration, joined
from sim.document.text import given, strong
from sim.observe.levers import Advice, levers_of, recommended
from sim.record.conditions import condition_of
from sim.record.result import RunResult
from sim.report.comparison.metric_text import label, value
from sim.report.evidence import kind_of, meaning_of, seen
from sim.report.facts import AnomalyFacts
from sim.report.gather import anomaly_facts
from sim.report.story.instant import instant_page
from sim.study.explaining.counterfactual import METRICS
from sim.study.explaining.repeating import NotRepeatable, repeated

_NAMED = 6


class UnknownAnomaly(Exception):
    """There is no anomaly of that id; the message names those that there are."""


def explained_anomaly(result: RunResult, anomaly_id: str) -> list[Block]:
    """Return what an anomaly was, and what following its advice would have changed.

    Args:
        result: of the run.
        anomaly_id: its id.

    Raises:
        UnknownAnomaly: there is none of that id.
        ScenarioError: what the scenario names is not there.
    """
    anomalies = anomaly_facts(result.tables["anomalies"])
    found = next((one for one in anomalies if one.anomaly_id == anomaly_id), None)
    if found is None:
        ids = [one.anomaly_id for one in anomalies]
        there = f"there are {', '.join(ids[:_NAMED])}{' and more' if len(ids) > _NAMED else ''}"
        raise UnknownAnomaly(
            f"there is no anomaly {anomaly_id[:100]!r} in this run; {there if ids else 'none was found'}"
        )
    return [
        Heading(f"Anomaly {given(found.anomaly_id)}", level=1),
        Paragraph(_what(found)),
        Paragraph(f"{meaning_of(found)} {given(found.recommendation, 400)}".strip()),
        Heading("The run at that moment"),
        *instant_page(result, found.detected_s)[1:],
        Heading("With the advice followed"),
        *_followed(result, found),
    ]


def _what(found: AnomalyFacts) -> str:
    over = "it was still open at the end" if found.closed_s is None else f"it was over at {duration(found.closed_s)}"
    named = ((found.agents, "agent"), (found.tasks, "task"))
    about = [f"{one if len(ids) == 1 else f'{one}s'} {_ids(ids)}" for ids, one in named if ids]
    told = f" It is about {joined(about)}." if about else ""
    kind = strong(f"{kind_of(found)} ({found.severity})")
    return f"{kind}, found at {duration(found.detected_s)} in wave {found.wave}; {over}. Seen: {seen(found)}.{told}"


def _ids(ids: Sequence[str]) -> str:
    shown = [given(one, 40) for one in ids[:_NAMED]]
    return joined(shown if len(ids) <= _NAMED else [*shown, f"{len(ids) - _NAMED} more"])


def _followed(result: RunResult, found: AnomalyFacts) -> Iterator[Block]:
    condition = condition_of(found.anomaly_type, found.evidence)
    advice = Advice("") if condition is None else recommended(condition, found.evidence, levers_of(result.scenario))
    if not advice.changes:
        yield Paragraph("The advice is nothing that a key of the scenario says, so there is no run to make of it.")
        return
    keys = joined([f"`{key}: {told}`" for key, told in advice.changes])
    try:
        again = repeated(result, changes=dict(advice.changes))
    except NotRepeatable as error:
        yield Paragraph(f"The run cannot be made again: {error}.")
        return
    was = sum(one.anomaly_type == found.anomaly_type for one in anomaly_facts(result.tables["anomalies"]))
    now = sum(kind == found.anomaly_type for kind in again.columns["anomalies"]["anomaly_type"])
    kind = given(found.anomaly_type)
    yield Paragraph(
        f"With {keys} and the same luck, {count(now, 'anomaly', 'anomalies')} of type {kind}; it was {was}."
    )
    rows = [
        [label(name), value(name, result.summary.metrics.get(name)), value(name, again.metrics[name])]
        for name in dict.fromkeys((*METRICS, *((advice.moves,) if advice.moves in again.metrics else ())))
    ]
    yield table(["metric", "as it was", "with the advice"], rows)
    yield Note("One run is one case: whether the advice pays is asked with `buddy-sim compare`.")
