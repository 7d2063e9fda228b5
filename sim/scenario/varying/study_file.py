"""A study file -> its axes and constraints: every problem at once, each with its file and line."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.load import read_document
from sim.scenario.reading.messages import explain, nearest
from sim.scenario.reading.near_in_meaning import meaning_of
from sim.scenario.reading.overrides import dotted
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.reading.scenario_data import faulty
from sim.scenario.reading.yaml_reader import Node
from sim.scenario.varying.axes import Axis, axis_of, zipped
from sim.scenario.varying.constraints import Constraint, parse_constraint
from sim.scenario.varying.study_spec import DesignSpec, SensitivitySpec, StudySpec


@dataclass(frozen=True)
class Study:
    """A study file, read: what it says, and its axes and constraints ready to be expanded."""

    spec: StudySpec
    axes: tuple[Axis, ...]  # those of `vary`, then those of `zip`
    where: tuple[Constraint, ...]
    scenario: Path  # the scenario file, found relative to the study file
    file: str  # as it was named
    root: Node = field(repr=False)

    def problem(self, path: tuple[str | int, ...], message: str) -> Problem:
        """What is wrong with the value at `path`, with the file and line where it stands."""
        return Problem(self.file, self.root.locate(path), dotted(path), message)


def is_study(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a study rather than a scenario: it names a scenario file.

    >>> is_study("no-such-file.yaml")
    False
    """
    try:
        root, _ = read_document(os.fspath(path), "a study")
    except ScenarioError:
        return False
    return isinstance(root.value.get("scenario"), str)


def read_study(path: str | os.PathLike[str]) -> Study:
    """The study in the YAML file `path`; its scenario is not read yet.

    Raises ScenarioError with all problems at once.

    >>> read_study("no-such-file.yaml")
    Traceback (most recent call last):
    ...
    sim.scenario.reading.problems.ScenarioError: no-such-file.yaml: there is no such file
    """
    file = os.fspath(path)
    root, faults = read_document(file, "a study")
    reading = _Reading(file, root)
    problems = faulty(file, faults)
    try:
        spec = StudySpec.model_validate(root.value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems += sorted(map(reading.schema_problem, details), key=lambda problem: problem.line or 0)
        raise ScenarioError(problems) from None
    axes, where = tuple(reading.axes(spec)), tuple(reading.constraints(spec))
    problems += reading.problems
    if problems:
        raise ScenarioError(problems)
    return Study(spec, axes, where, Path(file).parent / spec.scenario, file, root)


class _Reading:
    """Knows the lines of a study file, and gathers what is wrong in it."""

    def __init__(self, file: str, root: Node) -> None:
        self._file = file
        self._root = root
        self.problems: list[Problem] = []

    def axes(self, spec: StudySpec) -> Iterator[Axis]:
        for key, values in spec.vary.items():
            yield from self._axis(("vary",), key, values, distinct=True)
        for number, together in enumerate(spec.zip):
            place = ("zip", number)
            parts = [
                axis for key, values in together.items() for axis in self._axis(place, key, values, distinct=False)
            ]
            if len(parts) == len(together) and parts:
                try:
                    yield zipped(parts, self._place(place))
                except ScenarioError as error:
                    self.problems.extend(error.problems)

    def constraints(self, spec: StudySpec) -> Iterator[Constraint]:
        for number, text in enumerate(spec.where):
            try:
                yield parse_constraint(text, self._place(("where", number)))
            except ScenarioError as error:
                self.problems.extend(error.problems)

    def schema_problem(self, detail: ErrorDetails) -> Problem:
        path = tuple(detail["loc"])
        if detail["type"] == "extra_forbidden":
            spec = StudySpec if len(path) == 1 else SensitivitySpec if path[0] == "sensitivity" else DesignSpec
            known = list(spec.model_fields)
            near = nearest(str(path[-1]), known)
            hint = f"did you mean {near!r}?" if near is not None else f"allowed here: {', '.join(known)}"
            meaning = meaning_of(str(path[-1])) if near is None else None
            message = f"unknown key; {meaning or hint}"
        elif detail["type"] == "missing" and path == ("scenario",):
            message = "is missing; expected the path of a scenario file"
        else:
            path, message = explain(detail, path, self._root.value)
        return Problem(self._file, self._root.locate(path), dotted(path), message)

    def _axis(self, section: tuple[str | int, ...], key: str, values: object, distinct: bool) -> Iterator[Axis]:
        try:
            yield axis_of(key, values, self._place((*section, key)), distinct, Path(self._file).parent.absolute())
        except ScenarioError as error:
            self.problems.extend(error.problems)

    def _place(self, path: tuple[str | int, ...]) -> str:
        return f"{self._file}:{self._root.locate(path)}"
