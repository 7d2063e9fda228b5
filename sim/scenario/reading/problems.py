"""What is wrong with a scenario: where, what, and what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass

MAX_PROBLEMS = 200


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input.

    `file` is the file as the user named it, or the option (`--set retry.base`); `line` counts from 1;
    `path` is the dotted key. Checks of a scenario leave `file` and `line` None: the loader knows them.

    >>> print(Problem("x.yaml", 12, "retry.max_retries", "-1 is less than 0"))
    x.yaml:12: retry.max_retries: -1 is less than 0
    >>> print(Problem("--set retry.base", None, "retry.base", "true is not a duration"))
    --set retry.base: true is not a duration
    """

    file: str | None
    line: int | None
    path: str
    message: str

    def __str__(self) -> str:
        where = self.file or ""
        if where and self.line is not None:
            where = f"{where}:{self.line}"
        # An option or an argument that names the key already need not say it twice.
        named = self.line is None and where.removeprefix("--").rpartition(" ")[2] == self.path
        return one_line(": ".join(part for part in (where, "" if named else self.path, self.message) if part))


def one_line(text: str) -> str:
    r"""The text without characters that would break the line or steer a terminal: a file may have any name.

    >>> print(one_line("two\nlines.yaml: there is no such file"))
    two\nlines.yaml: there is no such file
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class ScenarioError(Exception):
    """The input is wrong; `problems` says all that is, one line each.

    >>> print(ScenarioError([Problem("x.yaml", 1, "seed", "-1 is less than 0")]))
    x.yaml:1: seed: -1 is less than 0
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = tuple(problems)
        if len(found) > MAX_PROBLEMS:
            rest = len(found) - MAX_PROBLEMS
            found = (*found[:MAX_PROBLEMS], Problem(found[0].file, None, "", f"and {rest} more problems"))
        self.problems: tuple[Problem, ...] = found
        super().__init__("\n".join(str(problem) for problem in found))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Problem, ...]]]:
        # The default would hand the text to the constructor, when an error crosses to another process.
        return type(self), (self.problems,)
