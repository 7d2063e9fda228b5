"""The content of an object that no file holds, as a hash: its code, and everything that the code refers to.

Two processes agree on it whatever their hash seed: byte code, constants, names, default values, what a closure holds,
and the global variables that the code reads are walked in an order of their own; nothing is taken from addresses or
from the order of sets. What is installed (and this program itself) counts by its name: its version is part of the
store's key already.
"""

import dis
import hashlib
import sys
import sysconfig
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any, NamedTuple

from sim.plugins.plugin import PluginError

_PLAIN = (bool, int, float, complex, str, bytes, type(...))
_READS_A_GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME")
# Of a class: what Python makes by itself, and what only describes.
_NOT_OF_A_CLASS = frozenset(
    {
        "__dict__", "__weakref__", "__module__", "__doc__", "__annotations__", "__firstlineno__", "__annotate__",
        "__static_attributes__", "__annotate_func__", "__annotations_cache__", "__abstractmethods__", "_abc_impl",
        "__dataclass_fields__", "__dataclass_params__",
    }
)  # fmt: skip


class Content(NamedTuple):
    """An object's content."""

    sha256: str
    modules: tuple[str, ...]  # not installed ones, whose code takes part; sorted


def content_of(value: object) -> Content:
    """Return the hash of an object's code and of all that the code refers to.

    Args:
        value: a strategy, gate, detector or source; or anything that such a one may hold.

    Raises:
        PluginError: it holds something that has no content, such as an open file.

    >>> def times(factor):
    ...     return lambda number: number * factor
    >>> content_of(times(2)) == content_of(times(2)) != content_of(times(3))
    True
    """
    walk = _Walk()
    walk.take(value)
    return Content(walk.digest.hexdigest(), tuple(sorted(walk.modules)))


def is_installed(module: str) -> bool:
    """Return whether a module comes with Python, with this program or with an installed package.

    >>> is_installed("json.decoder"), is_installed("numpy"), is_installed("__main__")
    (True, True, False)
    """
    first = module.partition(".")[0]
    if first == "__main__":
        return False
    if first in sys.stdlib_module_names or first == __name__.partition(".")[0]:
        return True
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return False
    places = {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")}
    return any(place in Path(file).resolve().parents for place in places)


class _Walk:
    """Goes through an object and what hangs from it, each thing once."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.modules: set[str] = set()
        self._known: dict[int, int] = {}
        self._kept: list[object] = []  # alive, so that no other object gets its id

    def take(self, value: object) -> None:
        """Add a value to the hash."""
        if value is None or type(value) in _PLAIN:
            self._say(type(value).__name__, repr(value))
            return
        # Whether equal constants are one object depends on how they came into the process.
        if not isinstance(value, tuple | frozenset | CodeType):
            if id(value) in self._known:
                self._say("again", self._known[id(value)])
                return
            self._known[id(value)] = len(self._known)
            self._kept.append(value)
        self._take_new(value)

    def _say(self, *words: object) -> None:
        self.digest.update(repr(words).encode() + b"\0")

    def _take_new(self, value: object) -> None:
        if isinstance(value, CodeType):
            self._take_code(value)
        elif isinstance(value, FunctionType):
            self._take_function(value)
        elif isinstance(value, MethodType):
            self._take_all("method", value.__func__, value.__self__)
        elif isinstance(value, ModuleType):
            self._take_module(value)
        elif isinstance(value, type):
            self._take_class(value)
        elif isinstance(value, Enum):
            self._take_all("member", type(value), value.name, value.value)
        elif isinstance(value, dict | MappingProxyType):
            self._take_all("mapping", type(value), *(part for item in value.items() for part in item))
        elif isinstance(value, list | tuple):
            self._take_all("sequence", type(value), *value)
        elif isinstance(value, set | frozenset):
            # Each by itself: the order of a set is that of the hash seed.
            self._take_all("set", type(value), *sorted(content_of(item).sha256 for item in value))
        else:
            self._take_object(value)

    def _take_all(self, what: str, *parts: object) -> None:
        self._say(what, len(parts))
        for part in parts:
            self.take(part)

    def _take_code(self, code: CodeType) -> None:
        shape = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
        names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        self._say("code", code.co_name, shape, names, code.co_code, code.co_exceptiontable)
        self._take_all("constants", *code.co_consts)

    def _take_function(self, function: FunctionType) -> None:
        module = function.__module__ or ""
        if is_installed(module):
            self._say("installed", module, function.__qualname__)
            if "<locals>" not in function.__qualname__ and "<lambda>" not in function.__qualname__:
                return
        else:
            self.modules.add(module)
        self.take(function.__code__)
        cells = [_cell_content(cell) for cell in function.__closure__ or ()]
        own = {name: value for name, value in vars(function).items() if name != "__wrapped__"}
        self._take_all("function", function.__defaults__, function.__kwdefaults__, *cells, own)
        for name in sorted(set(_globals_read(function.__code__))):
            if name in function.__globals__:
                self._take_all("global", name, function.__globals__[name])

    def _take_module(self, module: ModuleType) -> None:
        self._say("module", module.__name__)
        file = getattr(module, "__file__", None)
        if file is not None and not is_installed(module.__name__):
            self.modules.add(module.__name__)
            self._say(hashlib.sha256(Path(file).read_bytes()).hexdigest())

    def _take_class(self, kind: type) -> None:
        self._say("class", kind.__qualname__)
        if is_installed(kind.__module__):
            self._say(kind.__module__)
            return
        self.modules.add(kind.__module__)
        members = {name: value for name, value in sorted(vars(kind).items()) if name not in _NOT_OF_A_CLASS}
        self._take_all("made of", *kind.__bases__, members)

    def _take_object(self, value: object) -> None:
        if isinstance(value, staticmethod | classmethod):
            self._take_all(type(value).__name__, value.__func__)
            return
        if isinstance(value, property):
            self._take_all("property", value.fget, value.fset, value.fdel)
            return
        if isinstance(value, BuiltinFunctionType):
            self._take_all("built in", value.__qualname__, value.__module__)
            return
        try:
            parts: Any = value.__reduce_ex__(4)
        except Exception as error:  # noqa: BLE001 - whatever a class does here
            raise PluginError(
                f"it holds {type(value).__module__}.{type(value).__qualname__}, whose content cannot be told "
                f"({type(error).__name__}: {error}); expected plain data and functions, or a file"
            ) from None
        if isinstance(parts, str):
            parts = (type(value), parts, getattr(value, "__wrapped__", None))
        self._take_all("object", *(tuple(part) if isinstance(part, Iterator) else part for part in parts))


def _cell_content(cell: Any) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # not bound yet
        return "empty"


def _globals_read(code: CodeType) -> Iterator[str]:
    """Yield the names of the global variables that a piece of code reads, those of functions inside it too."""
    for step in dis.get_instructions(code):
        if step.opname in _READS_A_GLOBAL:
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_read(constant)
