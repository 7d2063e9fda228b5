"""How to repeat the run, and how to read the report."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, table
from sim.document.text import given
from sim.plugins.plugin import Plugin
from sim.report.facts import ReportFacts


def repeat(facts: ReportFacts) -> list[Block]:
    """Return what identifies the run, and the command that repeats it."""
    result = facts.result
    rows = [
        ["scenario", f"{given(result.scenario)}{_file(facts)}"],
        ["seed", str(result.seed)],
        ["replication", str(result.replication)],
        ["scenario hash", f"`{result.scenario_hash}`"],
        ["buddy-sim", given(result.version)],
        *([plugin.what, _plugin(plugin)] for plugin in facts.plugins),
    ]
    return [Heading("How to repeat this run"), table(["what", "value"], rows, numbers_from=2), *_command(facts)]


def _file(facts: ReportFacts) -> str:
    return "" if facts.scenario_file is None else f" ({given(facts.scenario_file)})"


def _plugin(plugin: Plugin) -> str:
    return f"{given(plugin.named)}: {given(plugin.place, longest=200)}; content hash `{plugin.sha256}`"


def _command(facts: ReportFacts) -> list[Block]:
    seed, replication = facts.result.seed, facts.result.replication
    resolved = (
        "The scenario as it ran, with every default and `--set` filled in, stands in `manifest.json` under `scenario`: "
        "saved "
        "as a file in place of the original (JSON is YAML), it gives the same result again."
    )
    objects = [plugin for plugin in facts.plugins if plugin.is_object]
    if objects:
        call = f"sim.run(scenario, {', '.join(_arguments(facts, objects))})"
        return [Paragraph(resolved), Paragraph(_HANDED_OVER), Command(call)]
    if facts.plugins:
        resolved += " The files above stand beside it where its paths say, and run code; without them it cannot run."
    if replication:
        call = f"sim.run(scenario, seed={seed}, replication={replication})"
        return [Paragraph(resolved), Paragraph("In Python:"), Command(call)]
    # A plain name, or one that the reader fills in: never text that a shell would interpret.
    name = facts.scenario_file or f"{facts.scenario.name}.yaml"
    plain = all(character.isalnum() or character in "._-" for character in name)
    return [Paragraph(resolved), Command(f"buddy-sim run {name if plain else 'SCENARIO.yaml'} --seed {seed}")]


_HANDED_OVER = (
    "Objects that Python code handed over took part, which no scenario can name: it takes the same objects, those with "
    "the content hashes above, to repeat the run."
)


def _arguments(facts: ReportFacts, objects: Sequence[Plugin]) -> Iterator[str]:
    yield f"seed={facts.result.seed}"
    if facts.result.replication:
        yield f"replication={facts.result.replication}"
    for what in dict.fromkeys(plugin.what for plugin in objects):
        yield "gates=[...]" if what == "gate" else f"{what}=..."


def reading(facts: ReportFacts) -> list[Block]:
    """Return the definitions, with their denominators."""
    weights = facts.scenario.health.weights
    score = " + ".join(
        f"{weight:g} {name.replace('_', ' ')}" for name, weight in weights.model_dump().items() if weight
    )
    observed = "final outcome" if facts.scenario.predictions.meaning == "task" else "first attempt past the gates"
    definitions = Items(tuple(text.format(score=score, observed=observed) for text in _DEFINITIONS))
    return [Heading("How to read this report"), definitions, Note(_SIMULATED)]


_DEFINITIONS = (
    (
        "Success rate: completed tasks / all tasks; of an agent: attempts that succeeded / attempts. "
        "The attempts of an agent are those past the gates."
    ),
    (
        "Availability: up-time of all agents / (agents * length of the wave). Busy: time worked / (slots * virtual "
        "time) of the run, and time worked / (slots * up-time) of an agent's up-time."
    ),
    (
        "Prediction error: distance of mean predicted and mean observed success ({observed}), over tasks with an "
        "attempt past the gates. Accuracy: 1 - prediction error. Over the run: the mean of the waves."
    ),
    (
        "Load balance: least / greatest busy time a slot over the agents (over as many of the busiest as there were "
        "tasks). Confidence: mean predicted success."
    ),
    "Health score: 100 * ({score}). EXCELLENT from 90, GOOD from 70, FAIR from 50, else POOR.",
    (
        "Waiting: release to first work, or to the end without any. Response: release to end. Both over the tasks that "
        "were released; one that the end of the run cut off counts with its time so far. Service: time worked over all "
        "attempts, over the tasks that were worked on. p95: 95 of 100 of them took no longer. Wasted work: time worked "
        "in failed attempts, and time that breakdowns undid. \u2265: a lower bound, since the end of the run cut tasks "
        "off."
    ),
)
_SIMULATED = "All times are virtual: nothing here was measured on a clock of the machine that ran the simulation."
