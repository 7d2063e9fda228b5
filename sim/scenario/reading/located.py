"""Errors of a rule over several keys, blamed on the one key that is to be changed."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic_core import InitErrorDetails, ValidationError


class Located(NamedTuple):
    """Something wrong at a path of keys and places in a mapping."""

    path: tuple[str | int, ...]
    given: object
    message: str


def at(path: str, given: object, message: str) -> ValidationError:
    """The error to raise in a validator of a mapping, so that `message` stands at the dotted `path` in it.

    A step of digits is a place in a list. Where pydantic tells the mapping's kinds apart, the path begins with the
    kind, as its own errors do.

    >>> raised = at("mean", 30, "is not wanted here")
    >>> raised.errors()[0]["loc"], str(raised.errors()[0]["ctx"]["error"])
    (('mean',), 'is not wanted here')
    """
    steps = tuple(int(step) if step.isdigit() else step for step in path.split("."))
    return at_all([Located(steps, given, message)])


def at_all(problems: Iterable[Located]) -> ValidationError:
    """The error to raise for several problems at once.

    >>> raised = at_all([Located(("a",), 1, "is odd"), Located(("b", 0), 3, "is odd")])
    >>> [error["loc"] for error in raised.errors()]
    [('a',), ('b', 0)]
    """
    details = [
        InitErrorDetails(type="value_error", loc=path, input=given, ctx={"error": ValueError(message)})
        for path, given, message in problems
    ]
    return ValidationError.from_exception_data("scenario", details)
