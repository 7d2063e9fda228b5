"""A read-only, hashable mapping that keeps the order in which it was written."""

from collections.abc import Hashable, Iterator, Mapping
from types import GenericAlias
from typing import Any, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class FrozenMap(Mapping[K, V]):
    """A mapping that cannot change, can be hashed, and whose order counts in comparisons.

    Weights are cumulated in the order written, so two orders are two different scenarios.

    >>> weights = FrozenMap({"LOW": 0.8, "HIGH": 0.2})
    >>> weights["LOW"], list(weights)
    (0.8, ['LOW', 'HIGH'])
    >>> weights == FrozenMap({"HIGH": 0.2, "LOW": 0.8})
    False
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V]) -> None:
        self._items: dict[K, V] = dict(items)

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return list(self.items()) == list(other.items())

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        key, value = get_args(source) or (Any, Any)
        thaw = core_schema.no_info_before_validator_function(
            _thaw, handler.generate_schema(GenericAlias(dict, (key, value)))
        )
        return core_schema.no_info_after_validator_function(
            cls, thaw, serialization=core_schema.plain_serializer_function_ser_schema(_as_json)
        )


def _thaw(items: object) -> object:
    return dict(items) if isinstance(items, FrozenMap) else items


def _as_json(items: "FrozenMap[Any, Any]") -> dict[str, Any]:
    # Keys of a JSON object are text.
    return {str(key): value for key, value in items.items()}
