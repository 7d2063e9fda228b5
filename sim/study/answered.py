"""A question or a sensitivity study that Python code has asked for, pleasant to look at in a notebook."""

from pathlib import Path
from typing import Any

from sim.document.html.frame import framed
from sim.document.text import plain_text
from sim.study.asking.files import Study, question_content, question_notes, write_question
from sim.study.comparison.study import FROM_PYTHON
from sim.study.html import study_html
from sim.study.kind import StudyRecord
from sim.study.record import kinds, study_report
from sim.study.sensitivity.assess import SensitivityStudy
from sim.study.sensitivity.files import write_sensitivity


class AnsweredQuestion:
    """A question, answered.

    Args:
        kind: name of its command.
        done: the answer, and the runs behind it.
    """

    def __init__(self, kind: str, done: Study) -> None:
        self.kind = kind
        self.done = done

    @property
    def answer(self) -> Any:
        """What is known: sizes or settings with their verdicts, intervals and replications."""
        return self.done.answer

    @property
    def content(self) -> dict[str, Any]:
        """The answer as plain data: the object that the command prints with `--json`."""
        return question_content(self.done)

    @property
    def notes(self) -> tuple[str, ...]:
        """How it was run, and which code of one's own took part."""
        return tuple(plain_text(note) for note in question_notes(self.done))

    @property
    def finding(self) -> str:
        """The answer in a few sentences."""
        return plain_text(self.report().split("\n\n")[1])

    def report(self) -> str:
        """Return the report as Markdown."""
        return study_report(self._record)

    def html(self) -> str:
        """Return the report as one HTML page, that opens offline."""
        return study_html(kinds()[self.kind], self._record, Path())

    @property
    def _record(self) -> StudyRecord:
        return StudyRecord(self.kind, self.done.answer, FROM_PYTHON, question_notes(self.done))

    def _repr_html_(self) -> str:
        return framed(self.html())

    def write(self, directory: str | Path, plots: bool = True, html: bool = True) -> None:
        """Write the result folder, whole or not at all, as the command does.

        Args:
            directory: an existing one is replaced only when it is an earlier result and holds nothing else.
            plots: draw a picture too.
            html: write the report as an HTML page too.

        Raises:
            OutputRefused: the folder holds other things, or cannot be written; nothing was changed.
            OSError: a write failed; a previous result is intact.
        """
        write_question(self.kind, self.done, Path(directory), FROM_PYTHON, plots, html=html)

    def __repr__(self) -> str:
        return f"<{self.kind}: {self.finding}>"


class AnsweredSensitivity:
    """A sensitivity study that has been run.

    Args:
        done: its design, its runs and what was found.
    """

    def __init__(self, done: SensitivityStudy) -> None:
        self.done = done

    @property
    def answer(self) -> Any:
        """What was found, metric by metric and factor by factor."""
        return self.done.sensitivity

    @property
    def content(self) -> dict[str, Any]:
        """What was found as plain data: the object that `sensitivity --json` prints."""
        return self.done.sensitivity.content()

    def report(self) -> str:
        """Return the report as Markdown."""
        return study_report(self._record)

    def html(self) -> str:
        """Return the report as one HTML page, that opens offline."""
        return study_html(kinds()["sensitivity"], self._record, Path())

    @property
    def _record(self) -> StudyRecord:
        return StudyRecord("sensitivity", self.done.sensitivity, FROM_PYTHON)

    def _repr_html_(self) -> str:
        return framed(self.html())

    def write(self, directory: str | Path, plots: bool = True, html: bool = True) -> None:
        """Write the result folder, whole or not at all, as `buddy-sim sensitivity` does.

        Args, Raises: as of `AnsweredQuestion.write`.
        """
        write_sensitivity(self.done, Path(directory), FROM_PYTHON, plots, html=html)

    def __repr__(self) -> str:
        found = self.done.sensitivity
        return f"<sensitivity of {found.scenario!r}: {len(found.factors)} factors>"
