"""The result folder of a question: the answer, a row a run, report, picture, manifest; whole or not at all."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from sim.document.text import given
from sim.plugins.plugin import Plugin
from sim.record.files import write_json
from sim.report.publish import staged
from sim.report.trust import trust_notes
from sim.study.asking.inputs_drawn import InputsDrawn
from sim.study.asking.runs import Runs
from sim.study.kind import StudyRecord
from sim.study.manifest import write_study_manifest
from sim.study.record import write_record
from sim.work.runs import part
from sim.work.tables import write_study_tables

ANSWER = "answer.json"


class Answer(Protocol):
    """What a question came to."""

    def content(self) -> dict[str, Any]:
        """Return it as plain data."""
        ...


class Study(Protocol):
    """A question, answered."""

    @property
    def runs(self) -> Runs:
        """The runs behind it."""
        ...

    @property
    def answer(self) -> Answer:
        """What it came to."""
        ...

    @property
    def inputs(self) -> InputsDrawn | None:
        """What it owes to inputs that are only estimated."""
        ...


def write_question(
    kind: str, study: Study, directory: Path, command: str, plots: bool = True, html: bool = True
) -> None:
    """Write the result folder of a question.

    Args:
        kind: name of its command.
        study: answered.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        plots: draw a picture too.
        html: write the report as an HTML page too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    runs, asked = study.runs, study.runs.asked()
    plan, replications = part(runs.plan, asked), [runs.reached[point] for point in asked]
    with staged(directory) as stage:
        write_study_tables(stage, plan, replications, runs.store, runs.lost)
        write_json(stage / ANSWER, question_content(study))
        write_record(stage, StudyRecord(kind, study.answer, command, question_notes(study)), plots, html)
        write_study_manifest(stage, plan, max(replications), command)


def question_content(study: Study) -> dict[str, Any]:
    """Return what a question came to as plain data."""
    content = study.answer.content()
    return content if study.inputs is None else {**content, "input_uncertainty": dict(study.inputs.content)}


def question_notes(study: Study) -> tuple[str, ...]:
    """Return what an answer owes to its inputs, how it was found, and which code of one's own took part."""
    runs, inputs = study.runs, () if study.inputs is None else study.inputs.notes
    trust = dict.fromkeys(note for point in runs.plan.points for note in trust_notes(point.scenario))
    return (*inputs, _how_many(runs), *own_code_notes(runs.plan.plugins), *trust)


def own_code_notes(plugins: Iterable[Plugin]) -> Iterator[str]:
    """Yield a sentence for each member of one's own."""
    for plugin in plugins:
        place = given(plugin.place, 200)
        yield f"The {plugin.what} {given(plugin.named)} is {place}; content hash {plugin.sha256}."


def _how_many(runs: Runs) -> str:
    missing = f" {len(runs.lost)} of them are missing; `--resume` computes them." if runs.lost else ""
    return f"It took {runs.total} runs, on common random numbers.{missing}"
