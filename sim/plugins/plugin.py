"""What is told of code of one's own: where it was found, and which content it had."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class PluginError(Exception):
    """Code of one's own that cannot be used; the message says which, why, and what was expected."""


@dataclass(frozen=True)
class Plugin:
    """A strategy, gate, detector or source that does not come with the program.

    >>> plugin = Plugin("strategy", "fewest", "./mine.py:FEWEST", "5feceb66", file="./mine.py", variable="FEWEST")
    >>> plugin.told
    'the strategy ./mine.py:FEWEST'
    """

    what: str  # strategy, gate, detector or source
    name: str  # its own
    named: str  # how the scenario names it; its own name, for an object
    sha256: str  # of the file's bytes; of an object: of its code and everything that the code refers to
    file: str | None = None  # as the scenario has it; of an object: without folders; None where there is none
    variable: str | None = None
    package: str | None = None  # that brings it as an entry point, with its version
    is_object: bool = False  # handed over by Python code

    @property
    def told(self) -> str:
        """The plug-in in an error or a report."""
        return f"the {self.what} {self.named}"

    @property
    def place(self) -> str:
        """Where it is found, in words."""
        if self.is_object:
            where = "no file" if self.file is None else f"{self.variable} in {self.file}"
            return f"an object that Python code handed over, {where}"
        if self.package is not None:
            return f"{self.variable} in {self.file} of {self.package}"
        return "code of one's own in a file"

    def content(self) -> dict[str, Any]:
        """Return it as plain data, for a manifest."""
        found = "object" if self.is_object else "entry point" if self.package is not None else "file"
        return {
            "kind": self.what,
            "name": self.name,
            "named": self.named,
            "found": found,
            "file": self.file,
            "variable": self.variable,
            "package": self.package,
            "sha256": self.sha256,
        }


def plugin_from(content: Mapping[str, Any]) -> Plugin:
    """Return what a manifest tells of a plug-in.

    Args:
        content: from `Plugin.content`.

    Raises:
        KeyError: something is missing.

    >>> plugin = Plugin("gate", "mine", "./mine.py:GATE", "5feceb66", file="./mine.py", variable="GATE")
    >>> plugin_from(plugin.content()) == plugin
    True
    """
    return Plugin(
        what=content["kind"],
        name=content["name"],
        named=content["named"],
        sha256=content["sha256"],
        file=content["file"],
        variable=content["variable"],
        package=content["package"],
        is_object=content["found"] == "object",
    )


@dataclass(frozen=True)
class Found(Generic[T]):
    """A member, and what is told of it where it does not come with the program."""

    member: T
    plugin: Plugin | None = None
