"""Members that Python code hands over as objects: how they are told, and how they travel to workers."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

from sim.plugins.code_hash import content_of
from sim.plugins.plugin import Found, Plugin, PluginError

T = TypeVar("T")


class Given(Generic[T]):
    """A member that was handed over, with what is told of it.

    It travels by value, whatever module it was made in: a worker need not be able to import that.

    Args:
        member: the object.
        what: strategy, gate, detector or source.
        name: its own.
        is_built_in: it comes with the program, so that there is nothing to tell.

    Raises:
        PluginError: it holds something whose content cannot be told.

    >>> given = Given(lambda view: 1, "gate", "ones")
    >>> given.plugin.file is None, given.plugin.told
    (True, 'the gate ones')
    """

    def __init__(self, member: T, what: str, name: str, is_built_in: bool = False) -> None:
        try:
            content = content_of(member)
        except PluginError as error:
            raise PluginError(f"the {what} {name}: {error}") from None
        file, variable = _place_of(member)
        self._member: T | None = member
        self._payload: bytes | None = None
        self._modules: tuple[str, ...] = content.modules
        self.plugin = Plugin(what, name, name, content.sha256, file, variable, is_object=True)
        self._is_built_in = is_built_in

    @property
    def found(self) -> Found[T]:
        """The member, and what is told of it.

        Raises:
            PluginError: it has come from another process, and cannot be made here.
        """
        if self._member is None:
            assert self._payload is not None
            self._member = _unpacked(self._payload, self.plugin)
        return Found(self._member, None if self._is_built_in else self.plugin)

    def __reduce__(self) -> tuple[Callable[..., "Given[T]"], tuple[Plugin, bytes, tuple[str, ...], bool]]:
        if self._payload is None:
            self._payload = _packed(self._member, self._modules, self.plugin)
        return _arrived, (self.plugin, self._payload, self._modules, self._is_built_in)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Given) and self.plugin == other.plugin

    def __hash__(self) -> int:
        return hash(self.plugin)

    def __repr__(self) -> str:
        return f"<{self.plugin.told}, {self.plugin.sha256[:12]}>"


def _arrived(plugin: Plugin, payload: bytes, modules: tuple[str, ...], is_built_in: bool) -> Given[Any]:
    given: Given[Any] = Given.__new__(Given)
    given._member = None  # made when it is asked for: what goes wrong then is told as part of a run
    given._payload = payload
    given._modules = modules
    given._is_built_in = is_built_in
    given.plugin = plugin
    return given


def _packed(member: object, modules: Sequence[str], plugin: Plugin) -> bytes:
    import cloudpickle

    own = [sys.modules[name] for name in modules if name in sys.modules and name != "__main__"]
    registered = [module for module in own if module.__name__ not in cloudpickle.list_registry_pickle_by_value()]
    for module in registered:
        cloudpickle.register_pickle_by_value(module)
    try:
        packed: bytes = cloudpickle.dumps(member)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise PluginError(f"{plugin.told} cannot be sent to other processes ({reason}); put it in a file") from error
    finally:
        for module in registered:
            cloudpickle.unregister_pickle_by_value(module)
    return packed


def _unpacked(payload: bytes, plugin: Plugin) -> Any:
    import cloudpickle

    try:
        return cloudpickle.loads(payload)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise PluginError(f"{plugin.told} cannot be made in this process ({reason}); put it in a file") from error


def _place_of(member: object) -> tuple[str | None, str | None]:
    """Return the file, without folders, and the variable that hold an object; None and None where none do."""
    for module in _modules_of(member):
        file = getattr(module, "__file__", None)
        if file is not None and Path(file).is_file():
            for name, value in vars(module).items():
                if value is member:
                    return Path(file).name, name
    return None, None


def _modules_of(member: object) -> list[ModuleType]:
    """Return the modules in which the functions of a member were made."""
    functions = [value for value in getattr(member, "__dict__", {}).values() if callable(value)]
    names = dict.fromkeys(str(getattr(function, "__module__", "")) for function in [*functions, member])
    return [sys.modules[name] for name in names if name in sys.modules]
