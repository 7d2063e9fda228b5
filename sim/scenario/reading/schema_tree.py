"""Which keys a scenario may have, read from the JSON Schema of `Scenario` so that there is one truth."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from sim.scenario.values.quantities import JsonObject

Path = tuple[str | int, ...]
# Below here nothing but distributions nests; it only guards the walk.
_MAX_DEPTH = 12


Root = TypeVar("Root", bound=type[BaseModel])
_roots: list[type[BaseModel]] = []


def root_of_keys(root: Root) -> Root:
    """Decorates the class whose keys these are: it stands above this module, since it reads itself by means of it."""
    _roots.append(root)
    return root


@cache
def _root() -> JsonObject:
    (root,) = _roots
    return root.model_json_schema()


def _options(schema: JsonObject) -> Iterator[JsonObject]:
    """The alternatives of a schema, references followed and nested unions flattened."""
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        yield from _options(_root()["$defs"][name])
    for union in ("anyOf", "oneOf"):
        for option in schema.get(union, ()):
            yield from _options(option)
    if not schema.keys() & {"$ref", "anyOf", "oneOf"}:
        yield schema


def _has_kinds(schema: JsonObject) -> bool:
    """Whether the schema is a union that pydantic tells apart by `kind`, as a whole or in a part of it."""
    return "discriminator" in schema or any(_has_kinds(part) for part in schema.get("anyOf", ()))


def _objects(schema: JsonObject, data: object) -> Iterator[JsonObject]:
    """The alternatives that are mappings, and of the kind that `data` says where it says one."""
    objects = [option for option in _options(schema) if option.get("type") == "object"]
    kind = data.get("kind") if isinstance(data, Mapping) else None
    fitting = [option for option in objects if _kind_of(option) == kind]
    yield from fitting or (option for option in objects if not _takes_any_key(option))


def _takes_any_key(schema: JsonObject) -> bool:
    """Whether the schema is of a kind that has settings of its own: where no kind is said, it would know every key."""
    return _kind_of(schema) is not None and isinstance(schema.get("additionalProperties"), dict)


def _kind_of(schema: JsonObject) -> object:
    return schema.get("properties", {}).get("kind", {}).get("const")


def _child(schema: JsonObject, key: str | int, data: object) -> JsonObject | None:
    """The schema of the value under `key`, or None where no such key is known."""
    if isinstance(key, int):
        items = (option["items"] for option in _options(schema) if "items" in option)
        return next(items, None)
    for option in _objects(schema, data):
        if key in option.get("properties", {}):
            found: JsonObject = option["properties"][key]
            return found
        if isinstance(option.get("additionalProperties"), dict):
            more: JsonObject = option["additionalProperties"]
            return more
    return None


def _below(data: object, key: str | int) -> object:
    if isinstance(data, Mapping):
        return data.get(key)
    if isinstance(data, list | tuple) and isinstance(key, int) and 0 <= key < len(data):
        return data[key]
    return None


def _at(path: Path, data: object) -> JsonObject | None:
    schema: JsonObject | None = _root()
    for key in path:
        if schema is None:
            return None
        schema, data = _child(schema, key, data), _below(data, key)
    return schema


def allowed_keys(path: Path, data: object) -> tuple[str, ...]:
    """The keys that may stand in the mapping at `path` of the scenario `data`; empty where any may.

    >>> allowed_keys(("truth",), {})
    ('bias', 'noise', 'drift', 'dispersion', 'shared')
    """
    schema = _at(path, data)
    found = value_at(path, data)
    keys: dict[str, None] = {}
    for option in _objects(schema, found) if schema is not None else ():
        keys.update(dict.fromkeys(option.get("properties", {})))
    return tuple(keys)


def value_at(path: Path, data: object) -> object:
    """What the user's data holds at `path`; None where nothing stands.

    >>> value_at(("agents", 1, "count"), {"agents": [{}, {"count": 3}]})
    3
    """
    for key in path:
        data = _below(data, key)
    return data


def steps_in(path: Path, data: object) -> int:
    """How many leading steps of `path` exist in the user's data.

    >>> steps_in(("retry", "base"), {"retry": {}})
    1
    """
    for steps, key in enumerate(path):
        if isinstance(data, Mapping):
            there = key in data
        else:
            there = isinstance(data, list | tuple) and isinstance(key, int) and 0 <= key < len(data)
        if not there:
            return steps
        data = _below(data, key)
    return len(path)


def known_kinds(path: Path, data: object) -> tuple[str, ...]:
    """The values that `kind` may have in the mapping at `path`.

    >>> known_kinds(("workload", "graph"), {})
    ('chain', 'fork_join', 'layered')
    """
    schema = _at(path, data)
    options = _options(schema) if schema is not None else ()
    return tuple(dict.fromkeys(str(kind) for kind in map(_kind_of, options) if kind is not None))


def description(path: Path, data: object) -> str:
    """What the key at `path` means, as documented; empty where it is unknown.

    >>> description(("seed",), {})
    'Seed of every random draw, 0..2**63-1.'
    """
    return str((_at(path, data) or {}).get("description", ""))


def is_known(path: Path, data: object) -> bool:
    """Whether `path` is a key that the scenario `data` may have; list items count by their position.

    >>> is_known(("fleet", "agents", 0, "count"), {}), is_known(("retry", "max_retry"), {})
    (True, False)
    """
    return _at(path, data) is not None


def path_of(loc: Path, data: object) -> Path:
    """The path in the user's data of a location that pydantic reports.

    Leaves out the union members that pydantic names in between, and what lies below a value that was
    written in short (`30s` for a constant).

    >>> path_of(("workload", "synthetic", "duration", "constant", "value"), {"workload": {"duration": "x"}})
    ('workload', 'duration')
    """
    schema: JsonObject | None = _root()
    path: list[str | int] = []
    told_apart = False
    for step in loc:
        if isinstance(data, Mapping) and schema is not None and any(_objects(schema, data)):
            if not told_apart and _has_kinds(schema):
                told_apart = True
                continue
        elif not (isinstance(data, list | tuple) and isinstance(step, int)):
            continue
        path.append(step)
        schema = _child(schema, step, data) if schema is not None else None
        data = _below(data, step)
        told_apart = False
    return tuple(path)


@cache
def known_paths() -> tuple[str, ...]:
    """Every dotted path that a scenario may have, sections included; list items stand at position 0.

    >>> [path for path in known_paths() if path.startswith("truth")]
    ['truth', 'truth.bias', 'truth.noise', 'truth.drift', 'truth.dispersion', 'truth.shared']
    """
    return tuple(dict.fromkeys(_walk(_root(), (), 0)))


def _walk(schema: JsonObject, path: tuple[str, ...], depth: int) -> Iterator[str]:
    if path:
        yield ".".join(path)
    if depth > _MAX_DEPTH:
        return
    for option in _options(schema):
        for key, child in option.get("properties", {}).items():
            yield from _walk(child, (*path, key), depth + 1)
        items: Any = option.get("items")
        if isinstance(items, dict):
            yield from _walk(items, (*path, "0"), depth + 1)
