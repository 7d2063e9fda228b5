"""A document of JSON, field by field: what is missing or of another type is a problem at its path."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sim.scenario.reading.messages import described
from sim.scenario.values.quantities import shown
from sim.workload.phase20_fields import text
from sim.workload.problem_list import ProblemList

T = TypeVar("T")


def parsed(content: bytes, path: str, problems: ProblemList) -> dict[str, Any] | None:
    """Return the object that a file holds; None where it holds none.

    Args:
        content: the file's bytes, UTF-8.
        path: of the file, for messages.
        problems: takes what is wrong.

    >>> parsed(b'{"a": 1}', "a.json", ProblemList())
    {'a': 1}
    """
    try:
        values = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        problems.add(path, None, "", f"not UTF-8, from byte {error.start + 1} on")
    except json.JSONDecodeError as error:
        problems.add(path, error.lineno, "", f"not JSON: {error.msg}, at column {error.colno}")
    except RecursionError:
        problems.add(path, None, "", "not readable: lists or objects are nested too deeply")
    except ValueError:  # the limit on digits; what it says depends on the version of Python
        problems.add(path, None, "", "not readable: a number has thousands of digits")
    else:
        if isinstance(values, dict):
            return values
        problems.add(path, None, "", f"{described(values)}; expected an object")
    return None


class JsonDocument:
    """The object that a file holds.

    Args:
        values: the object.
        path: of the file, for messages.
        problems: takes what is wrong.
    """

    def __init__(self, values: Mapping[str, Any], path: str, problems: ProblemList) -> None:
        self._values = values
        self._path = path
        self._problems = problems
        self._told: set[tuple[str, str]] = set()

    def blame(self, field: str, message: str) -> None:
        """Note what is wrong with a field, once."""
        if (field, message) not in self._told:
            self._told.add((field, message))
            self._problems.add(self._path, None, field, message)

    def objects(self, field: str) -> list[Mapping[str, Any]]:
        """Return the list of objects that stands at a dotted path; an empty one where it does not.

        >>> JsonDocument({"a": {"b": [{"c": 1}]}}, "a.json", ProblemList()).objects("a.b")
        [{'c': 1}]
        """
        *above, last = field.split(".")
        values: object = self._values
        for depth, key in enumerate(above):
            values = self._at(values, ".".join(above[: depth + 1]), key, dict)
            if values is None:
                return []
        found = self._at(values, field, last, list) or []
        wrong = [index for index, value in enumerate(found) if not isinstance(value, dict)]
        for index in wrong:
            self.blame(f"{field}[{index}]", f"{described(found[index])}; expected an object")
        return [] if wrong else found

    def _at(self, values: object, field: str, key: str, kind: type[T]) -> T | None:
        found = values.get(key) if isinstance(values, Mapping) else None
        if isinstance(found, kind):
            return found
        said = "is missing" if found is None else described(found)
        self.blame(field, f"{said}; expected {'an object' if kind is dict else 'a list'}")
        return None

    def take(
        self, values: Mapping[str, Any], field: str, key: str, check: Callable[[object], T], meaning: str
    ) -> T | None:
        """Return a checked value of an object; None where it is missing or wrong.

        Args:
            values: the object.
            field: where it stands.
            key: of the value.
            check: returns it, or raises ValueError with what it is and what was expected.
            meaning: what was expected where it is missing.
        """
        value = values.get(key)
        if value is None:
            self.blame(f"{field}.{key}", f"is missing; expected {meaning}")
            return None
        try:
            return check(value)
        except ValueError as error:
            self.blame(f"{field}.{key}", str(error))
            return None

    def texts(self, values: Mapping[str, Any], field: str, key: str) -> list[str]:
        """Return a list of texts of an object, without repetitions; an empty one where it is missing or wrong."""
        found = values.get(key)
        if not isinstance(found, list):
            self.blame(f"{field}.{key}", f"{'is missing' if found is None else described(found)}; expected a list")
            return []
        texts: Sequence[str] = []
        try:
            texts = [text(value) for value in found]
        except ValueError as error:
            self.blame(f"{field}.{key}", str(error))
        for twice in sorted(
            {value for value in texts if texts.count(value) > 1} if len(set(texts)) < len(texts) else ()
        ):
            self.blame(f"{field}.{key}", f"{shown(twice)} stands twice")
        return list(dict.fromkeys(texts))
