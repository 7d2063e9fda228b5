"""Errors for those who call from Python: they gave arguments, not options of a command."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import ParamSpec, TypeVar

from sim.scenario import ScenarioError

P = ParamSpec("P")
R = TypeVar("R")

# Options whose argument has another name in Python; the others are called alike.
_RENAMED = {"set": "overrides", "meet": "requirements"}
_ALIKE = (
    "vary", "where", "seed", "delta", "strategies", "replications", "precision", "select-best", "metrics", "baseline",
    "jobs", "confidence", "design", "agents", "group",
)  # fmt: skip
_OPTION = re.compile(rf"(?<![\w-])--({'|'.join([*_RENAMED, *_ALIKE])})(?![\w-])")


def in_python_words(function: Callable[P, R]) -> Callable[P, R]:
    """Let the errors of a function name its arguments where they would name options of a command.

    >>> @in_python_words
    ... def refuse() -> None:
    ...     raise ValueError("--select-best needs --delta")
    >>> refuse()
    Traceback (most recent call last):
    ...
    ValueError: select_best needs delta
    """

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except ScenarioError as error:
            problems = [
                replace(
                    problem, file=None if problem.file is None else _told(problem.file), message=_told(problem.message)
                )
                for problem in error.problems
            ]
            if problems == list(error.problems):
                raise
            raise ScenarioError(problems) from None
        except ValueError as error:
            told = [_told(part) if isinstance(part, str) else part for part in error.args]
            if type(error) is not ValueError or told == list(error.args):
                raise
            raise ValueError(*told) from None

    return called


def _told(text: str) -> str:
    return _OPTION.sub(lambda match: _RENAMED.get(match[1], match[1].replace("-", "_")), text)
