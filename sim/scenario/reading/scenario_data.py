"""A scenario's data before it is checked: every problem at once, each with its file, line and dotted key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.reading.messages import explain
from sim.scenario.reading.overrides import Override, dotted, put_all
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.reading.schema_tree import Path, path_of, steps_in
from sim.scenario.reading.yaml_reader import Fault, Node
from sim.scenario.values.plugin_reference import rebased, references_in

if TYPE_CHECKING:
    from sim.scenario.spec.spec import Scenario

Check = Callable[["Scenario"], Iterable[Problem]]


@dataclass(frozen=True)
class ScenarioData:
    """A scenario's data before it is checked, and where each part came from, to say it of each problem.

    >>> from sim.scenario.load import given_scenario
    >>> data = given_scenario({"name": "one", "fleet": {"agents": [{"name": "agent"}]}, "workload": {
    ...     "kind": "synthetic", "tasks_per_wave": 5}})
    >>> data.build([Override(("retry", "max_retries"), 5, "--vary retry.max_retries")]).retry.max_retries
    5
    """

    kind: "type[Scenario]"
    """The class of what is built; it hands itself over, so that it can offer reading itself."""
    file: str
    data: Mapping[str, Any]
    origin: FilePath | None = None
    root: Node | None = None
    faults: tuple[Fault, ...] = ()
    options: tuple[Override, ...] = ()
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Objects for names that the scenario may have; see `Scenario.given`."""

    def build(
        self, options: Sequence[Override] = (), checks: Sequence[Check] = (), problems: Iterable[Problem] = ()
    ) -> "Scenario":
        """The scenario that the data and the options say, options in order.

        Raises ScenarioError with `problems`, which were found before, and all others at once.
        """
        origin = self.origin or FilePath.cwd()
        changed, misfits = put_all(self.data, [_told_from(origin, option) for option in options])
        source = replace(self, options=tuple(options))
        found = [*faulty(self.file, self.faults), *problems, *misfits]
        try:
            scenario = self.kind.model_validate(changed)
            # The current folder may be another one, where the files that it names are asked for.
            scenario = scenario.with_origin(origin if any(references_in(changed)) else self.origin)
            scenario = scenario.with_given(self.given) if self.given else scenario
        except ValidationError as error:
            found.extend(_schema_problems(source, error, changed))
        if found:
            raise ScenarioError(source.in_reading_order(found))
        found = [_placed(problem, source) for check in checks for problem in check(scenario)]
        if found:
            raise ScenarioError(source.in_reading_order(found))
        return scenario

    def problem(self, path: Path, message: str) -> Problem:
        """The problem at `path`, blamed on the option that put it there, else on a line of the file."""
        line = self.root.locate(path) if self.root is not None else None
        steps = steps_in(path, self.data)
        for option in reversed(self.options):
            shared = _shared(option.path, path)
            # The option wrote the value, or made the section that the file does not have.
            if shared == len(option.path) or shared > steps:
                return Problem(option.label, None, dotted(path), message)
        for option in reversed(self.options):
            if _shared(option.path, path) == len(path) > 0:
                message = f"{message} (with {option.label})"
                break
        return Problem(self.file, line, dotted(path), message)

    def in_reading_order(self, problems: list[Problem]) -> list[Problem]:
        """The problems of the file by line, then those of other files, then those of options."""
        options = {option.label for option in self.options} | {"--set", "--seed"}

        def place(problem: Problem) -> tuple[int, int]:
            if problem.file == self.file:
                return 0, problem.line or 0
            return (2 if problem.file in options else 1), 0

        return sorted(problems, key=place)


def _told_from(origin: FilePath, option: Override) -> Override:
    """The option with the files that it names told from the scenario's folder."""
    if option.base is None:
        return option
    return replace(option, value=rebased(option.path, option.value, option.base, origin))


def _schema_problems(source: ScenarioData, error: ValidationError, data: Mapping[str, Any]) -> list[Problem]:
    known = {fault.path for fault in source.faults}
    problems: dict[Problem, None] = {}
    for detail in error.errors(include_url=False):
        if _is_echo(detail):
            continue
        path, message = explain(detail, path_of(detail["loc"], data), data)
        # What the text itself does wrong was already said.
        if path not in known:
            problems[source.problem(path, message)] = None
    return list(problems)


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether pydantic calls a list too short only because it counts no items that are wrong themselves."""
    given = detail["input"]
    return (
        detail["type"] == "too_short" and isinstance(given, list | tuple) and len(given) >= detail["ctx"]["min_length"]
    )


def _placed(problem: Problem, source: ScenarioData) -> Problem:
    """A problem that a check found, with the file and line that it did not know."""
    if problem.file is not None:
        return problem
    steps = problem.path.split(".") if problem.path else []
    return source.problem(tuple(int(step) if step.isdigit() else step for step in steps), problem.message)


def _shared(one: Path, other: Path) -> int:
    """How many leading steps two paths share."""
    steps = 0
    for mine, theirs in zip(one, other, strict=False):
        if str(mine) != str(theirs):
            break
        steps += 1
    return steps


def faulty(file: str, faults: tuple[Fault, ...]) -> list[Problem]:
    """What is wrong with the text itself."""
    return [Problem(file, fault.line, dotted(fault.path), fault.message) for fault in faults]
