"""The base of every spec: frozen, without unknown keys, without NaN or infinity."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from sim.scenario.values.frozen_map import FrozenMap


def _summary_only(schema: dict[str, Any], model: type[BaseModel]) -> None:
    # The example in a docstring is for programmers; the schema is for authors of scenarios.
    schema["description"] = (model.__doc__ or "").partition("\n")[0]


def _summary_and_kind(schema: dict[str, Any], model: type[BaseModel]) -> None:
    _summary_only(schema, model)
    schema["required"] = ["kind", *schema.get("required", [])]


def plain(value: object) -> object:
    """The value with Python's own numbers in place of numpy's; lists item by item.

    >>> import numpy as np
    >>> plain(np.array([1.5, 2.0])), plain([np.int64(3)])
    ([1.5, 2.0], [3])
    """
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if type(value) is dict:
        return {key: plain(item) for key, item in value.items()}
    # Arrays and numbers of numpy, without an import of numpy: `--help` must not wait for it.
    return value.tolist() if type(value).__module__ == "numpy" and hasattr(value, "tolist") else value


def _as_written(spec: "Spec", name: str) -> object:
    value = getattr(spec, name)
    if isinstance(value, Spec):
        return value.written()
    if isinstance(value, FrozenMap) and any(isinstance(item, Spec) for item in value.values()):
        return {str(key): item.written() for key, item in value.items()}
    if isinstance(value, tuple):
        return [item.written() if isinstance(item, Spec) else item for item in value]
    return spec.model_dump(mode="json", include={name})[name]


class Spec(BaseModel):
    """Frozen data as the user wrote it, defaults filled in.

    >>> class Point(Spec):
    ...     x: float = 0.0
    >>> Point(x=2).x
    2.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, json_schema_extra=_summary_only)

    @model_validator(mode="before")
    @classmethod
    def _numbers_of_numpy(cls, data: object) -> object:
        if isinstance(data, Mapping):
            return {key: plain(value) for key, value in data.items()}
        return data

    def written(self) -> dict[str, Any]:
        """The keys that were given, as plain data: what a file would hold that says the same.

        >>> Spec().written()
        {}
        """
        return {name: _as_written(self, name) for name in type(self).model_fields if self._is_written(name)}

    def _is_written(self, name: str) -> bool:
        return name in self.model_fields_set


class KindSpec(Spec):
    """One of several alternatives that are told apart by their key `kind`.

    Python code need not repeat the kind that the class already says; a mapping must.

    >>> class Circle(KindSpec):
    ...     kind: str = "circle"
    >>> Circle.model_json_schema()["required"]
    ['kind']
    """

    model_config = ConfigDict(json_schema_extra=_summary_and_kind)

    def _is_written(self, name: str) -> bool:
        # Python code need not have said it, a file must.
        return name == "kind" or super()._is_written(name)
