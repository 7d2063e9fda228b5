"""Members that installed packages bring: entry points of the groups `buddy_sim.strategies`, `gates` and so on."""

import hashlib
import sys
from functools import cache
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from typing import Any, NamedTuple

from sim.plugins.plugin import PluginError

PREFIX = "buddy_sim."


class FromPackage(NamedTuple):
    """What an entry point stands for, and which content its file had."""

    value: Any
    sha256: str
    file: str  # without folders
    variable: str
    package: str  # name and version


@cache
def installed(group: str) -> dict[str, EntryPoint]:
    """Return the entry points of a group by name, in order of name.

    Args:
        group: without the prefix, such as `strategies`.

    >>> list(installed("no_such_group"))
    []
    """
    found = [point for point in _all() if point.group == PREFIX + group]
    found.sort(key=lambda point: (point.name, point.value))
    return {point.name: point for point in reversed(found)}


@cache
def _all() -> tuple[EntryPoint, ...]:
    # Each look goes through every package that is installed.
    points = (point for package in distributions() for point in package.entry_points)
    return tuple(point for point in points if point.group.startswith(PREFIX))


def package_of(point: EntryPoint) -> str:
    """Return the name and version of the package that brings an entry point."""
    return "an unknown package" if point.dist is None else f"{point.dist.name} {point.dist.version}"


def member_of(point: EntryPoint) -> FromPackage:
    """Return what an entry point stands for; imports its module.

    Raises:
        PluginError: it cannot be imported.
    """
    told = f"the entry point {point.name} = {point.value} of {package_of(point)}"
    try:
        value = point.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise PluginError(f"{told} cannot be loaded: {type(error).__name__}: {error}") from error
    file = getattr(sys.modules.get(point.module), "__file__", None)
    content = Path(file).read_bytes() if file is not None else point.value.encode()
    name = Path(file).name if file is not None else point.module
    return FromPackage(value, hashlib.sha256(content).hexdigest(), name, point.attr, package_of(point))
