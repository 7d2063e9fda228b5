"""Errors of a rule over several keys, blamed on the one key that is to be changed."""

from pydantic_core import InitErrorDetails, ValidationError


def at(path: str, given: object, message: str) -> ValidationError:
    """The error to raise in a validator of a mapping, so that `message` stands at the dotted `path` in it.

    A step of digits is a place in a list.

    Where pydantic tells the mapping's kinds apart, the path begins with the kind, as its own errors do.

    >>> raised = at("mean", 30, "is not wanted here")
    >>> raised.errors()[0]["loc"], str(raised.errors()[0]["ctx"]["error"])
    (('mean',), 'is not wanted here')
    """
    loc = tuple(int(step) if step.isdigit() else step for step in path.split("."))
    detail = InitErrorDetails(type="value_error", loc=loc, input=given, ctx={"error": ValueError(message)})
    return ValidationError.from_exception_data(path, [detail])
