"""What a replay says: by how much things change, run by run, and what the model does not explain."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, table
from sim.document.quantity import count, duration, percent
from sim.document.text import given, strong
from sim.fit.known_scenario import rounded
from sim.measures.metrics.catalogue import CATALOGUE
from sim.report.trust import signed
from sim.study.replaying.what_if import CLOSE, LONGEST_FIRST, METRICS, Change, RunReplayed, WhatIf, change_over

LEGEND = (
    "Recorded: from the first start to the last end of the run, as the record has it.",
    "As it was: the same attempts in the recorded order on the recorded slots, given to whoever is free.",
    "What if: the same attempts, each as long and with the outcome that it had, given out as was asked.",
    f"A run is explained where the replay of what was comes within {percent(CLOSE)} of the record.",
    "The interval is Student's t over runs: what another run like these would change on average.",
    "A record says nothing of what did not happen: no task is tried more often than it was.",
)


def finding(runs: Sequence[RunReplayed], asked: WhatIf) -> list[str]:
    """Return in sentences what would have changed, and what the model does not explain.

    Args:
        runs: played again.
        asked: how.
    """
    return [
        f"{words(asked)}: {changed(runs, 'makespan')}",
        *(changed(runs, name) for name in METRICS[1:] if change_over(runs, name) is not None),
        *unexplained(runs),
        *_hindsight(runs),
    ]


def words(asked: WhatIf) -> str:
    """Return what is asked, in words."""
    how = f"under {asked.strategy}" if asked.strategy else "given to whoever is free"
    order = ", longest first by the time that tasks took in the other runs" if asked.order == LONGEST_FIRST else ""
    agents = f", on {asked.agents}" if asked.agents is not None else ""
    slots = ", on " + ", ".join(f"{name}={n}" for name, n in asked.slots.items()) if asked.slots else ""
    return f"{how[:1].upper()}{how[1:]}{order}{agents}{slots}"


def changed(runs: Sequence[RunReplayed], metric: str) -> str:
    """Return in a sentence by how much a metric changes over the runs that are explained."""
    label = CATALOGUE[metric].label
    change = change_over(runs, metric)
    if change is None:
        return f"the {label} cannot be compared: the model explains none of {count(len(runs), 'run')}."
    own = change_over(runs, metric, "replay")
    since = "" if own is None or abs(own.mean - change.mean) < 5e-4 else f", {_span(own)} since the replay of what was"
    return f"{strong(f'{label} {signed(change.mean)}')} ({_interval(change)}) since the record{since}."


def _span(change: Change) -> str:
    return f"{signed(change.mean)} ({_interval(change)})"


def _interval(change: Change) -> str:
    if change.interval is None:
        return "one run: how another would differ is not known"
    return f"{signed(change.interval.low)} to {signed(change.interval.high)} over {count(change.runs, 'run')}"


def unexplained(runs: Sequence[RunReplayed]) -> Iterator[str]:
    """Yield a sentence for each run that the model does not explain, with the times in which nothing ran."""
    for one in runs:
        if not one.is_explained:
            recorded, was = one.happened.metrics["makespan"], one.as_it_was["makespan"]
            stalled = " and ".join(
                f"for {stall.length_s:,.0f} s from second {stall.began_at:,.0f} on" for stall in one.happened.stalls[:3]
            )
            why = f"nothing ran {stalled}" if stalled else "its attempts waited for something that the record lacks"
            yield (
                f"{given(one.name)} took {duration(recorded)}, and its attempts alone {duration(was)}: {why}. It counts"
                " in no number above."
            )


def _hindsight(runs: Sequence[RunReplayed]) -> Iterator[str]:
    if any(one.hindsight for one in runs):
        yield (
            "No other run tells how long these tasks take: the order knows the recorded times beforehand, and what it"
            " gains is the most that one could."
        )


def page(name: str, runs: Sequence[RunReplayed], asked: WhatIf, notes: Sequence[str], command: str) -> list[Block]:
    """Return the report as blocks.

    Args:
        name: of the record.
        runs: played again.
        asked: how.
        notes: how the record was read.
        command: that repeats it.
    """
    first, *rest = finding(runs, asked)
    return [
        Heading(f"What if: {given(name)}", level=1),
        Paragraph(first),
        *map(Note, rest),
        table(("run", "recorded", "as it was", "what if", "change", "explained"), _rows(runs)),
        Heading("How the record was read"),
        Items(tuple(f"{note[:1].upper()}{note[1:]}." for note in map(given, notes))),
        Heading("How to read this"),
        Items(LEGEND),
        Heading("How to repeat it"),
        Command(command),
    ]


def _rows(runs: Sequence[RunReplayed]) -> Iterator[list[str]]:
    for one in runs:
        times = (one.happened.metrics["makespan"], one.as_it_was["makespan"], one.what_if["makespan"])
        explained = "yes" if one.is_explained else "no"
        yield [given(one.name), *map(duration, times), signed(one.change("makespan")), explained]


def plain(runs: Sequence[RunReplayed], asked: WhatIf) -> dict[str, object]:
    """Return the same as plain data, for replay.json and `--json`.

    Args:
        runs: played again.
        asked: how.
    """
    changes = {name: change_over(runs, name) for name in METRICS}
    return {
        "asked": {
            "strategy": asked.strategy, "order": asked.order, "agents": asked.agents, "slots": dict(asked.slots or {}),
        },
        "changes": {
            name: {
                "mean": rounded(change.mean),
                "interval": None if change.interval is None else list(map(rounded, change.interval)),
                "runs": change.runs,
            }
            for name, change in changes.items()
            if change is not None
        },
        "runs": [
            {
                "run": one.name,
                "explained": one.is_explained,
                "stalls": [list(stall) for stall in one.happened.stalls],
                "recorded": {name: rounded(value) for name, value in one.happened.metrics.items()},
                "as_it_was": {name: rounded(value) for name, value in one.as_it_was.items()},
                "what_if": {name: rounded(value) for name, value in one.what_if.items()},
            }
            for one in runs
        ],
    }  # fmt: skip
