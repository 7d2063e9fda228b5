"""YAML -> Scenario: every problem at once, each with its file, line and dotted key."""

import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.messages import described, explain, nearest
from sim.scenario.overrides import Override, dotted, options_in, parse_override, put_all
from sim.scenario.plugin_reference import rebased, references_in
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.schema_tree import Path, path_of, steps_in
from sim.scenario.shipped import shipped_names
from sim.scenario.spec import Scenario
from sim.scenario.yaml_reader import Fault, Node, read_yaml

MAX_FILE_SIZE = 5_000_000
Check = Callable[[Scenario], Iterable[Problem]]


def load_scenario(
    path: str | os.PathLike[str],
    overrides: Sequence[str] = (),
    seed: int | None = None,
    checks: Sequence[Check] = (),
) -> Scenario:
    """The scenario in the YAML file `path`, with `KEY=VALUE` overrides and a seed that beats the file's.

    `checks` look at a scenario whose schema is right, and return what else is wrong with it (known
    strategies, data files); their problems need only the dotted path.
    Raises ScenarioError with all problems at once.

    >>> load_scenario("no-such-file.yaml")
    Traceback (most recent call last):
    ...
    sim.scenario.problems.ScenarioError: no-such-file.yaml: there is no such file
    """
    return _build(read_scenario(path), overrides, seed, checks)


def parse_scenario(
    data: Mapping[str, Any],
    origin: FilePath | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    checks: Sequence[Check] = (),
) -> Scenario:
    """The scenario that a mapping says, shaped like the YAML; `origin` is the folder of its relative paths.

    Raises ScenarioError with all problems at once.

    >>> data = {
    ...     "name": "pair",
    ...     "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...     "workload": {"kind": "synthetic", "tasks_per_wave": 5},
    ... }
    >>> parse_scenario(data, overrides=["retry.max_retries=5"]).retry.max_retries
    5
    >>> parse_scenario(data, overrides=["retry.max_retries=-1"])
    Traceback (most recent call last):
    ...
    sim.scenario.problems.ScenarioError: --set retry.max_retries: -1 is less than 0
    """
    return _build(given_scenario(data, origin), overrides, seed, checks)


def read_scenario(path: str | os.PathLike[str]) -> "ScenarioData":
    """The data in the YAML file `path`, read once, from which any number of scenarios can be built.

    Raises ScenarioError when it cannot be read at all; what is wrong in it, `ScenarioData.build` says.
    """
    file = os.fspath(path)
    root, faults = read_document(file, "a scenario")
    return ScenarioData(file, root.value, FilePath(file).parent.absolute(), root, faults)


def given_scenario(data: Mapping[str, Any], origin: FilePath | None = None) -> "ScenarioData":
    """The data of a mapping shaped like the YAML; `origin` is the folder of its relative paths."""
    return ScenarioData("<scenario>", _a_mapping(data), origin)


def _a_mapping(data: object) -> Mapping[str, Any]:
    if isinstance(data, Mapping):
        return data
    message = f"{described(data)}; expected a mapping of keys to values"
    raise ScenarioError([Problem("<scenario>", None, "", message)])


@dataclass(frozen=True)
class ScenarioData:
    """A scenario's data before it is checked, and where each part came from, to say it of each problem.

    >>> data = given_scenario({"name": "one", "fleet": {"agents": [{"name": "agent"}]}, "workload": {
    ...     "kind": "synthetic", "tasks_per_wave": 5}})
    >>> data.build([Override(("retry", "max_retries"), 5, "--vary retry.max_retries")]).retry.max_retries
    5
    """

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
    ) -> Scenario:
        """The scenario that the data and the options say, options in order.

        Raises ScenarioError with `problems`, which were found before, and all others at once.
        """
        origin = self.origin or FilePath.cwd()
        changed, misfits = put_all(self.data, [_told_from(origin, option) for option in options])
        source = replace(self, options=tuple(options))
        found = [*faulty(self.file, self.faults), *problems, *misfits]
        try:
            scenario = Scenario.model_validate(changed)
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


def _build(source: ScenarioData, overrides: Sequence[str], seed: int | None, checks: Sequence[Check]) -> Scenario:
    options, problems = parse_options(overrides, seed)
    return source.build(options, checks, problems)


def parse_options(
    overrides: Sequence[str | Mapping[str, Any]], seed: int | None
) -> tuple[list[Override], list[Problem]]:
    """The overrides that `--set` and `--seed` say, in order, and what is wrong with them."""
    options: list[Override] = []
    problems: list[Problem] = []
    for part in overrides:
        try:
            options += options_in(part, "--set") if isinstance(part, Mapping) else [parse_override(part)]
        except ScenarioError as error:
            problems.extend(error.problems)
    if seed is not None:
        options.append(Override(("seed",), seed, "--seed"))
    return options, problems


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


def read_document(file: str, what: str) -> tuple[Node, tuple[Fault, ...]]:
    """The mapping in a YAML file as a tree of nodes, and what is wrong with its text.

    `what` names what is expected in the file. Raises ScenarioError when there is nothing to go on with.
    """
    text = _text(file)
    root, faults = read_yaml(text)
    if root is None and not faults:
        raise ScenarioError([Problem(file, None, "", f"the file is empty; expected {what}")])
    if root is None:
        raise ScenarioError(faulty(file, faults))
    if not isinstance(root.value, dict):
        message = f"{described(root.value)}; expected a mapping of keys to values"
        raise ScenarioError([*faulty(file, faults), Problem(file, root.line, "", message)])
    return root, faults


def faulty(file: str, faults: tuple[Fault, ...]) -> list[Problem]:
    """What is wrong with the text itself."""
    return [Problem(file, fault.line, dotted(fault.path), fault.message) for fault in faults]


def _text(file: str) -> str:
    try:
        content = _content(file)
    except FileNotFoundError:
        near = nearest(file, shipped_names()) if "." not in file else None
        hint = f"; did you mean {near!r}?" if near is not None else ""
        raise ScenarioError([Problem(file, None, "", f"there is no such file{hint}")]) from None
    except OSError as error:
        raise ScenarioError([Problem(file, None, "", f"cannot be read: {error.strerror}")]) from None
    except ValueError as error:
        raise ScenarioError([Problem(file, None, "", f"cannot be read: {error}")]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise ScenarioError([Problem(file, line, "", message)]) from None


def _content(file: str) -> bytes:
    mode = FilePath(file).stat().st_mode
    if stat.S_ISDIR(mode):
        raise ValueError("it is a folder; expected a scenario file")
    # Opening a pipe or a device could wait for ever.
    if not stat.S_ISREG(mode):
        raise ValueError("it is not a regular file")
    with FilePath(file).open("rb") as stream:
        content = stream.read(MAX_FILE_SIZE + 1)
    if len(content) > MAX_FILE_SIZE:
        raise ValueError(f"it is larger than {MAX_FILE_SIZE // 1_000_000} MB")
    return content
