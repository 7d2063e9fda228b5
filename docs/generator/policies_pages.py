"""docs/reference/strategies.md, gates.md and detectors.md: every policy that the catalogues find."""

import inspect
from collections.abc import Callable
from typing import Any

from docs.generator.markdown import code, page, paragraphs, section, source_of, table
from sim.observe.catalogue import detectors
from sim.policies.catalogue import gates, strategies
from sim.policies.gates import clearance
from sim.policies.strategy import Kind, Setting, Strategy
from sim.record.conditions import CONDITIONS
from sim.scenario import MonitorSpec

STRATEGIES = """A strategy is chosen by `assignment.strategy`; its settings stand beside the name. All of them
choose among the agents that are up; if there is none, the task waits at the manager. The words used here (load,
fair share, estimate, up-share, rank) are defined in [The model](../background/model.md#assignment). How to add
one: [Write a strategy](../how-to/write-a-strategy.md)."""

KINDS = {
    Kind.IMMEDIATE: "asked for one task at a time, when it is released",
    Kind.BATCH: "asked once for all tasks of a wave, at its start",
    Kind.PULL: "asked for a task's rank in the central queue, from which free slots take",
}

GATES = """The gates are asked before *every* attempt, in the order of this page; the first refusal wins.
`rejected` means that waiting cannot change it: the task fails at once. `deferred` counts as a failed attempt of
zero length, and the retry policy applies. Every decision stands in the table `gate_decisions` with its reason.
With `dry_run: true` all attempts pass, and the reason says what the verdict would have been. Settings:
[`gates`](scenario.md#gates). How to add one: [Write a gate](../how-to/write-a-gate.md)."""

DETECTORS = """`monitor.detector` chooses who looks for anomalies. Anomalies are of four types; an
anomaly opens when its condition holds, closes when it is over, and at most one is open for the same cause. Load is
busy seconds per slot in the wave. Limits: [`monitor.thresholds`](scenario.md#monitor). How to read what they find:
[Read anomalies](../how-to/read-anomalies.md)."""

CAUSES = """The `cause` stands in the evidence, unless it is the type itself. Evidence, words and recommendation of
each stand in `sim/record/conditions.py`."""


def strategies_page() -> str:
    """Return the page of assignment strategies."""
    found = strategies().values()
    rows = ([f"[`{s.name}`](#{s.name})", str(s.kind), s.summary] for s in found)
    overview = table(("strategy", "kind", "rule in a sentence"), rows)
    kinds = table(("kind", "when it is asked"), ([str(kind), text] for kind, text in KINDS.items()))
    return page("Assignment strategies", STRATEGIES, overview, kinds, *map(_strategy, found))


def _strategy(strategy: Strategy) -> str:
    function = strategy.pick or strategy.plan or strategy.rank
    settings = [_setting(setting) for setting in strategy.settings]
    return section(
        code(strategy.name),
        f"Kind: {strategy.kind}. Code: {_code_of(function)}.",
        paragraphs(inspect.getdoc(function)),
        table(("setting", "default", "allowed", "meaning"), settings) if settings else "It has no settings.",
        f"Source: {strategy.source}." if strategy.source else "",
    )


def _setting(setting: Setting) -> list[str]:
    if setting.choices:
        allowed = ", ".join(code(choice) for choice in setting.choices)
    else:
        low = "" if setting.low is None else f"from {setting.low:g}"
        high = "" if setting.high is None else f"to {setting.high:g}"
        allowed = " ".join(part for part in (low, high) if part) or "any number"
    return [code(setting.name), code(setting.default), allowed, setting.description]


def gates_page() -> str:
    """Return the page of safety gates."""
    rows = ([code(g.name), g.summary, "yes" if g.before_wave else "no"] for g in gates())
    overview = table(("gate", "what it asks", "also before a wave"), rows)
    parts = []
    for gate in gates():
        doc = inspect.getdoc(gate.check)
        source = source_of(doc)
        parts.append(
            section(
                code(gate.name),
                f"Code: {_code_of(gate.check)}.",
                paragraphs(doc),
                f"Source: {source}." if source else "",
            )
        )
    least = ", ".join(f"{risk} {least}" for risk, least in clearance.MIN_CONFIDENCE.items())
    note = f"Least confidences of `clearance`: {least}."
    return page("Safety gates", GATES, overview, note, *parts)


def detectors_page() -> str:
    """Return the page of detectors and anomalies."""
    limits = MonitorSpec().thresholds.model_dump()
    conditions = table(
        ("anomaly", "cause", "severity", "condition"),
        ([c.anomaly_type, code(c.cause), c.severity, c.when.format(**limits)] for c in CONDITIONS.values()),
    )
    overview = table(("detector", "what it does"), ([code(d.name), d.summary] for d in detectors().values()))
    parts = [
        section(code(name), f"Code: {_code_of(d.fold)}.", paragraphs(inspect.getdoc(inspect.getmodule(d.fold))))
        for name, d in detectors().items()
    ]
    return page("Detectors and anomalies", DETECTORS, overview, section("Anomalies", CAUSES, conditions), *parts)


def _code_of(function: Callable[..., Any] | None) -> str:
    assert function is not None
    return code(f"{function.__module__.replace('.', '/')}.py")
