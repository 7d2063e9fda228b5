"""docs/reference/scenario.md: every key of a scenario file, from the JSON Schema of `Scenario`."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from docs.generator.markdown import code, page, section, table
from sim.scenario.spec.spec import Scenario

Schema = Mapping[str, Any]
HEADER = ("key", "type", "default", "unit", "meaning")
SHAPES = "ConstantShape"
NUMBERS = {"FactorConstant": "factors", "TokenConstant": "numbers of tokens"}
DISTRIBUTIONS = frozenset(
    ("constant", "uniform", "exponential", "lognormal", "gamma", "weibull", "triangular", "beta", "empirical")
)
MANY = 1e9  # a limit so high that it only guards against nonsense

INTRO = """A scenario is one YAML mapping. `name`, `fleet` and `workload` are required; everything else has the
default that is shown here. A key that is not listed is an error. Keys are written as dotted paths, as `--set`
takes them; a list item is named by its position (`fleet.agents.0.count`), `N` stands for any position, and `NAME` for a
name that you give.

**Types.** A *duration* is a number of seconds, or a number with a unit: `250ms`, `90s`, `15min`, `4h`, `2d`, `1w`.
A *share* is a number from 0 to 1. *Times* and *shares* with a distribution are described under
[Distributions](#distributions). Truth values are `true`, `false`, `on` or `off`. Numbers are finite.

**Default.** *required*: the key must be given. *absent*: nothing is assumed; the meaning says what that is."""

TIMES = """Where a distribution is allowed, its `kind` tells which, and its other keys stand beside it: `duration:
{kind: lognormal, mean: 30s, cv: 0.4}`. A bare number or duration is the constant; for `mtbf` and `mttr` it is the
exponential with that mean. For shares (`predicted_success`, `confidence`) only the kinds that cannot leave 0..1
are allowed: `constant`, `uniform`, `triangular`, `beta`, `empirical`. *Factors* (`duration_error`) are positive
numbers without a unit, of any kind; a draw that rounds to 0 counts as 1e-9. *Numbers of tokens* are 0 or more, of any
kind but `beta`, and need not be whole."""


class Key(NamedTuple):
    """One line of the table."""

    path: str
    kind: str
    default: str
    unit: str
    meaning: str

    def cells(self) -> list[str]:
        """Return the line's cells."""
        return [code(self.path), self.kind, self.default, self.unit, self.meaning]


def scenario_page() -> str:
    """Return the page."""
    root = Scenario.model_json_schema()
    parts = [
        section(title, note, table(HEADER, (key.cells() for key in keys)))
        for title, note, keys in keys_of(root, "The scenario")
    ]
    parts.append(section("Distributions", TIMES, _distributions(_Walk(root["$defs"]))))
    return page("Scenario keys", INTRO, *parts)


def keys_of(root: Schema, title: str) -> Iterator[tuple[str, str, list[Key]]]:
    """Title, note and keys of each section of a file with this schema; that of the plain keys comes first."""
    walk = _Walk(root["$defs"])
    yield title, "", walk.scalars(root)
    for name, child in root["properties"].items():
        yield from walk.sections(name, child)
        for one in walk.named(child):
            yield f"{name}.NAME", one.get("description", ""), list(walk.keys(f"{name}.NAME", one))


class _Walk:
    """Reads keys out of a schema whose definitions are known."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self.definitions = definitions

    def scalars(self, schema: Schema) -> list[Key]:
        """The keys of a mapping that are no mappings themselves."""
        plain = {name: child for name, child in schema["properties"].items() if not self._mappings(child)}
        keys = {name: self._key("", name, child, schema) for name, child in plain.items()}
        return [key._replace(kind="sections by name") if self.named(plain[name]) else key for name, key in keys.items()]

    def sections(self, path: str, schema: Schema) -> Iterator[tuple[str, str, list[Key]]]:
        """Title, note and keys of the mapping at a path, once for each of its kinds; kinds below it follow."""
        for mapping in self._mappings(schema):
            kind = _kind(mapping)
            title = f"{path} (kind: {kind})" if kind else path
            yield title, mapping.get("description", ""), list(self.keys(path, mapping))
            for name, child in mapping["properties"].items():
                if _is_told_apart(self._mappings(child)):
                    yield from self.sections(f"{path}.{name}", child)

    def keys(self, path: str, mapping: Schema) -> Iterator[Key]:
        """The keys of a mapping at a path, those of its sections included."""
        for name, child in mapping["properties"].items():
            key = self._key(f"{path}.", name, child, mapping)
            inner = self._mappings(child)
            named = self.named(child)
            if named:
                yield key._replace(kind="sections by name", unit="")
                for one in named:
                    yield from self.keys(f"{path}.{name}.NAME", one)
            elif _is_told_apart(inner):
                yield key._replace(kind="a section of its `kind`, below", unit="")
            elif inner and not _is_distribution(inner):
                below = f"{path}.{name}.N" if _items(child) else f"{path}.{name}"
                yield key._replace(kind="a list" if _items(child) else "a section")
                for one in inner:
                    yield from self.keys(below, one)
            else:
                yield key

    def named(self, schema: Schema) -> list[Schema]:
        """The mappings under names that users give."""
        found = (one.get("additionalProperties") for one in self._flat(schema) if one.get("type") == "object")
        return [mapping for one in found if isinstance(one, Mapping) for mapping in self._mappings(one)]

    def _key(self, above: str, name: str, schema: Schema, parent: Schema) -> Key:
        kind, unit = self.type_of(schema)
        meaning = schema.get("description", "Which kind this is.")
        return Key(above + name, kind, _default(name, schema, parent), unit, meaning)

    def type_of(self, schema: Schema) -> tuple[str, str]:
        """Type and unit of a value, in words."""
        options = [one for one in self._flat(schema) if one.get("type") != "null"]
        mappings = [one for one in options if one.get("type") == "object"]
        titles = {one.get("title") for one in mappings}
        times = any("pattern" in one for one in options)
        if SHAPES in titles:
            return ("times, or a shape", "s") if times else ("a shape: `kind` and `cv`", "")
        numbers = [words for title, words in NUMBERS.items() if title in titles]
        if numbers:
            return numbers[0], ""
        if _is_distribution(mappings):
            return ("times", "s") if times else ("shares", "0..1")
        if any("pattern" in one and one.get("type") == "string" and len(options) > 1 for one in options):
            return "duration" + _bounds(options[0]), "s"
        words = [_word(one) for one in options]
        return " or ".join(dict.fromkeys(words)), ""

    def _mappings(self, schema: Schema) -> list[Schema]:
        found = [one for one in self._flat(schema) if one.get("type") == "object" and "kind" not in _only(one)]
        items = _items(schema)
        found += self._mappings(items) if items else []
        return [one for one in found if one.get("properties") and not _is_weights(one)]

    def _flat(self, schema: Schema) -> Iterator[Schema]:
        if "$ref" in schema:
            yield from self._flat(self.definitions[schema["$ref"].rpartition("/")[2]])
        for union in ("anyOf", "oneOf"):
            for option in schema.get(union, ()):
                yield from self._flat(option)
        if not schema.keys() & {"$ref", "anyOf", "oneOf"}:
            yield schema


def _only(mapping: Schema) -> set[str]:
    # `kind` alone is no section: the constant shape.
    names = set(mapping.get("properties", {}))
    return names if len(names) == 1 else set()


def _items(schema: Schema) -> Schema | None:
    found: Schema | None = schema.get("items")
    return found if found and "$ref" in found else None


def _is_distribution(mappings: list[Schema]) -> bool:
    return len(mappings) > 2 and all(_kind(one) in DISTRIBUTIONS for one in mappings)


def _is_told_apart(mappings: list[Schema]) -> bool:
    """Whether these are the kinds of one section, each with keys of its own."""
    return len(mappings) > 1 and all(_kind(one) for one in mappings) and not _is_distribution(mappings)


def _is_weights(mapping: Schema) -> bool:
    values = list(mapping["properties"].values())
    return all(value.get("maximum") == 1e9 for value in values)


def _kind(mapping: Schema) -> str:
    return str(mapping.get("properties", {}).get("kind", {}).get("const", ""))


def _word(schema: Schema) -> str:
    if "enum" in schema:
        return ", ".join(code(choice) for choice in schema["enum"])
    if "const" in schema:
        return code(schema["const"])
    kind = schema.get("type", "value")
    if kind == "object" and "properties" not in schema:
        return "keys and their values"
    if kind == "object":
        return f"weights of {', '.join(code(name) for name in schema['properties'])}"
    if kind == "array":
        return "a list"
    if kind == "number" and (schema.get("minimum"), schema.get("maximum")) == (0, 1):
        return "share"
    names = {"string": "text", "boolean": "truth value", "integer": "whole number", "number": "number"}
    return names[kind] + (_bounds(schema) if kind in ("integer", "number") else "")


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None and high < MANY:
        return f" {_number(low)}..{_number(high)}"
    signs = ((">=", low), (">", above), ("<", below))
    limits = [f"{sign} {_number(limit)}" for sign, limit in signs if limit is not None]
    return f" {', '.join(limits)}" if limits else ""


def _number(value: float) -> str:
    return f"{value:_}" if value == int(value) and isinstance(value, int) else f"{value:.10g}"


def _default(name: str, schema: Schema, parent: Schema) -> str:
    if name in parent.get("required", ()):
        return "*required*"
    value = schema.get("default")
    if value is None or value == []:
        return "*absent*" if value is None else "none"
    if isinstance(value, Mapping) and value and all(item is None for item in value.values()):
        return "*absent*"
    if isinstance(value, Mapping):
        if "$ref" in schema:
            return "below"
        return code("{" + ", ".join(f"{key}: {_plain(item)}" for key, item in value.items()) + "}")
    return code(_plain(value)) if value != "" else "empty"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return f"{value:.1f}" if abs(value) < 1e6 else str(int(value))
    return str(value)


def _distributions(walk: _Walk) -> str:
    kinds = ("Constant", "Uniform", "Exponential", "Lognormal", "Gamma", "Weibull", "Triangular", "Beta", "Empirical")
    rows = []
    for name in kinds:
        mapping = walk.definitions[name]
        keys = [(key, child) for key, child in mapping["properties"].items() if key != "kind"]
        for place, (key, child) in enumerate(keys):
            rows.append(
                [
                    code(_kind(mapping)) if place == 0 else "",
                    code(key),
                    walk.type_of(child)[0],
                    child["description"],
                    mapping["description"] if place == 0 else "",
                ]
            )
    return table(("kind", "key", "type", "meaning", "the distribution"), rows)
