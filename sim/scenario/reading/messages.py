"""Plain words for what pydantic finds wrong."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from sim.scenario.reading.near_in_meaning import called_here, meaning_of
from sim.scenario.reading.schema_tree import Path, allowed_keys, description, known_kinds, known_paths, value_at
from sim.scenario.values.plugin_reference import names_a_file
from sim.scenario.values.quantities import plain_number, shown

_MAPPINGS = ("model_type", "model_attributes_type", "dict_type")
_FEW_KEYS = 8  # are listed where a mapping is missing
_EQUAL_WAITS = ("fixed", "constant", "equal")
_KINDS_THAT_LEAVE_0_1 = ("exponential", "lognormal", "gamma", "weibull")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, or None when none is close.

    >>> nearest("max_retry", ["base", "max_retries", "factor"])
    'max_retries'
    """
    matches = get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def choices(value: object, known: Iterable[str]) -> str:
    """What to do about a value outside of a closed list: the nearest one, and the list.

    >>> choices("fif", ["fifo", "priority"])
    "'fif' is unknown; did you mean 'fifo'? Expected fifo or priority"
    """
    names = list(known)
    if not isinstance(value, str):
        return f"{described(value)}; expected {any_of(names)}"
    near = nearest(value.lower(), names) or nearest(value.upper(), names)
    listed = any_of(names)
    if near is not None:
        return f"{shown(value)} is unknown; did you mean {near!r}? Expected {listed}"
    return f"{shown(value)} is unknown; expected {listed}"


def any_of(names: list[str]) -> str:
    """The names as a choice.

    >>> any_of(["wait", "reassign"])
    'wait or reassign'
    """
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def explain(error: ErrorDetails, path: Path, data: object) -> tuple[Path, str]:
    """The path to blame for an error of pydantic's, and the message for a person.

    `path` is where the error lies in the user's `data`.
    """
    kind = error["type"]
    if kind == "missing":
        return path, _missing(path, data)
    if kind == "extra_forbidden":
        return path, _unknown_key(path, data)
    if kind == "union_tag_invalid":
        given = value_at((*path, "kind"), data)
        return (*path, "kind"), _unknown_kind(given, list(known_kinds(path, data)))
    if kind == "union_tag_not_found":
        return path, f"the key 'kind' is missing; expected {any_of(list(known_kinds(path, data)))}"
    if kind == "invalid_key":
        return path, f"the key {shown(error['loc'][-1])} is not text"
    if error["loc"] and error["loc"][-1] == "[key]":
        path = path[:-1] if path[-1] == "[key]" else path
        if kind == "value_error":
            return path, _own_words(error["input"], error.get("ctx", {}))
        return path, _unknown_weight(path, data, error["input"])
    if kind in _MAPPINGS:
        return path, _no_mapping(path, data, error["input"])
    words = _WORDS.get(kind)
    if words is None:
        return path, f"{shown(error['input'])} is not accepted: {error['msg'][:1].lower()}{error['msg'][1:]}"
    # Rather the value as written (4h, 0) than what it was already turned into (14400.0, 0.0).
    written = value_at(path, data)
    short = isinstance(written, str | int | float) and not isinstance(error["input"], str)
    return path, words(written if short else error["input"], error.get("ctx", {}))


def _missing(path: Path, data: object) -> str:
    meaning = description(path, data).rstrip(".")
    return f"is missing; expected here: {meaning[:1].lower()}{meaning[1:]}" if meaning else "is missing"


def _no_mapping(path: Path, data: object, value: object) -> str:
    keys = allowed_keys(path, data)
    told = f": {', '.join(keys)}" if 0 < len(keys) <= _FEW_KEYS else ""
    return f"{described(value)}; expected a mapping of keys to values{told}"


def _unknown_key(path: Path, data: object) -> str:
    keys = allowed_keys(path[:-1], data)
    word = str(path[-1])
    section = next((step for step in reversed(path[:-1]) if isinstance(step, str)), "")
    here = called_here(section, word)
    if here is not None and here in keys:
        return f"unknown key; did you mean {here!r}?"
    meaning = meaning_of(word)
    if meaning is not None:
        return f"unknown key; {meaning}"
    elsewhere = [known for known in known_paths() if known.rpartition(".")[2] == word]
    if len(elsewhere) == 1 and elsewhere[0] != ".".join(map(str, path)):
        return f"unknown key here; did you mean {elsewhere[0]}?"
    near = nearest(word, keys)
    if near is not None:
        return f"unknown key; did you mean {near!r}?"
    return f"unknown key; allowed here: {', '.join(keys)}"


def _unknown_weight(path: Path, data: object, key: object) -> str:
    keys = allowed_keys(path[:-1], data)
    return f"unknown key {shown(key)}; allowed here: {', '.join(keys)}"


def _unknown_kind(kind: object, known: list[str]) -> str:
    if kind in _KINDS_THAT_LEAVE_0_1 and "beta" in known:
        return f"{kind} can leave the range 0..1; expected {any_of(known)}"
    if "plugin" in known and names_a_file(kind):
        return f"{shown(kind)} is no kind; code of one's own is written {{kind: plugin, source: {kind}}}"
    return choices(kind, known)


def _a_type(expected: str) -> Callable[[object, Mapping[str, Any]], str]:
    def words(value: object, _: Mapping[str, Any]) -> str:
        return f"{described(value)}; expected {expected}"

    return words


def described(value: object) -> str:
    """The value and what it is, as in `'4' is text`.

    >>> described("4"), described(2.5), described(None), described([1])
    ("'4' is text", '2.5 is a number', 'nothing is given', 'a list is given')
    """
    if value is None or isinstance(value, dict | list | tuple):
        return f"{shown(value)} is given"
    if isinstance(value, bool):
        return f"{shown(value)} is a truth value"
    if isinstance(value, int | float):
        return f"{shown(value)} is a number"
    return f"{shown(value)} is {'text' if isinstance(value, str) else 'not plain data'}"


def _a_list(value: object, _: Mapping[str, Any]) -> str:
    hint = f" (put it in brackets: [{value}])" if isinstance(value, str) and value.isprintable() else ""
    return f"{described(value)}; expected a list{hint}"


def _a_bound(relation: str, key: str) -> Callable[[object, Mapping[str, Any]], str]:
    def words(value: object, context: Mapping[str, Any]) -> str:
        return f"{shown(value)} is {relation} {plain_number(context[key])}"

    return words


def _own_words(value: object, context: Mapping[str, Any]) -> str:
    return str(context.get("error", f"{shown(value)} is not accepted"))


def _too_short(value: object, context: Mapping[str, Any]) -> str:
    if isinstance(value, str):
        return "the text is empty"
    return f"{_count(context['actual_length'])}; expected at least {context['min_length']}"


def _too_long(value: object, context: Mapping[str, Any]) -> str:
    if isinstance(value, str):
        return f"a text of {len(value)} characters; expected at most {context['max_length']}"
    return f"{_count(context.get('actual_length'))}; expected at most {context['max_length']}"


def _count(number: int | None) -> str:
    if number is None:
        return "too many items"
    return "the list is empty" if number == 0 else f"{number} items"


def _not_a_name(value: object, _: Mapping[str, Any]) -> str:
    return f"{shown(value)} is not a name; expected letters, digits and . _ - (no dot at the start)"


def _a_choice(value: object, context: Mapping[str, Any]) -> str:
    expected = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
    if value in _EQUAL_WAITS and "exponential_backoff" in expected:
        return f"{choices(value, expected)}; equal waits are `delays: [5s]`, without a strategy"
    return choices(value, expected)


def _not_finite(value: object, _: Mapping[str, Any]) -> str:
    return f"{shown(value)} is not a finite number"


def _a_whole(value: object, _: Mapping[str, Any]) -> str:
    if isinstance(value, float):
        return f"{shown(value)} is not a whole number"
    return f"{described(value)}; expected a whole number"


def _a_number(value: object, _: Mapping[str, Any]) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{shown(value)} is too large"
    return f"{described(value)}; expected a number"


def _a_text(value: object, _: Mapping[str, Any]) -> str:
    hint = " (put it in quotes)" if isinstance(value, bool | int | float) else ""
    return f"{described(value)}; expected text{hint}"


_TIME = "a time with its offset such as 2025-01-01T00:00:00Z"
_WORDS: dict[str, Callable[[object, Mapping[str, Any]], str]] = {
    "value_error": _own_words,
    "tuple_type": _a_list,
    "too_short": _too_short,
    "too_long": _too_long,
    "string_type": _a_text,
    "string_sub_type": _a_text,
    "string_unicode": lambda value, _: f"{shown(value)} holds characters that are not Unicode",
    "string_too_short": _too_short,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _not_a_name,
    "int_type": _a_whole,
    "int_parsing_size": lambda value, _: f"{shown(value)} is too large",
    "float_type": _a_number,
    "finite_number": _not_finite,
    "bool_type": _a_type("true or false"),
    "greater_than_equal": _a_bound("less than", "ge"),
    "less_than_equal": _a_bound("more than", "le"),
    "greater_than": _a_bound("not more than", "gt"),
    "less_than": _a_bound("not less than", "lt"),
    "enum": _a_choice,
    "literal_error": _a_choice,
    "timezone_aware": lambda value, _: f"{shown(value)} has no offset; expected {_TIME}",
    "datetime_type": lambda value, _: f"{shown(value)} is not a time; expected {_TIME}",
    "datetime_parsing": lambda value, _: f"{shown(value)} is not a time; expected {_TIME}",
    "datetime_from_date_parsing": lambda value, _: f"{shown(value)} is not a time; expected {_TIME}",
    "datetime_object_invalid": lambda value, _: f"{shown(value)} is not a time; expected {_TIME}",
}
