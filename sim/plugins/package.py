"""The members that the program brings: every module of their package binds one agreed name."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


class CatalogueError(Exception):
    """A file of the program's own that cannot be used; the message says which and what is missing."""


def discover(package: ModuleType, name: str, kind: type[T]) -> list[tuple[str, T]]:
    """Return what each module of a package binds under a name.

    Args:
        package: a package whose every module is a member.
        name: the name that a member binds, such as STRATEGY.
        kind: the type of what it binds.

    Returns:
        Pairs of a module's own name and what it binds, in order of module name.

    Raises:
        CatalogueError: a module does not bind the name, or binds something else.

    >>> import sim.policies.gates
    >>> from sim.policies.gate import Gate
    >>> [module for module, _ in discover(sim.policies.gates, "GATE", Gate)][:3]
    ['blocking_anomaly', 'clearance', 'dependencies']
    """
    members = []
    for module_name in sorted(found.name for found in pkgutil.iter_modules(package.__path__)):
        path = f"{package.__name__}.{module_name}"
        member = getattr(importlib.import_module(path), name, None)
        if member is None:
            raise CatalogueError(f"{path} binds no name {name}; expected {name} = {kind.__name__}(...)")
        if not isinstance(member, kind):
            raise CatalogueError(f"{path}: {name} is of type {type(member).__name__}, expected {kind.__name__}")
        members.append((module_name, member))
    return members
