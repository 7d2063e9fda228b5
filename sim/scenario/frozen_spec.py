"""The base of every spec: frozen, without unknown keys, without NaN or infinity."""

from typing import Any

from pydantic import BaseModel, ConfigDict


def _summary_only(schema: dict[str, Any], model: type[BaseModel]) -> None:
    # The example in a docstring is for programmers; the schema is for authors of scenarios.
    schema["description"] = (model.__doc__ or "").partition("\n")[0]


def _summary_and_kind(schema: dict[str, Any], model: type[BaseModel]) -> None:
    _summary_only(schema, model)
    schema["required"] = ["kind", *schema.get("required", [])]


class Spec(BaseModel):
    """Frozen data as the user wrote it, defaults filled in.

    >>> class Point(Spec):
    ...     x: float = 0.0
    >>> Point(x=2).x
    2.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, json_schema_extra=_summary_only)


class KindSpec(Spec):
    """One of several alternatives that are told apart by their key `kind`.

    Python code need not repeat the kind that the class already says; a mapping must.

    >>> class Circle(KindSpec):
    ...     kind: str = "circle"
    >>> Circle.model_json_schema()["required"]
    ['kind']
    """

    model_config = ConfigDict(json_schema_extra=_summary_and_kind)
