"""One door for each sort of member: from the name that a scenario has to the member itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sim.plugins.entry_points import installed, member_of, package_of
from sim.plugins.file import member_in_file, read_plugin
from sim.plugins.given import Given
from sim.plugins.own_code import OwnCode, own_code
from sim.plugins.plugin import Found, Plugin, PluginError
from sim.scenario.reading.messages import choices
from sim.scenario.values.plugin_reference import Reference, parse_reference

T = TypeVar("T")


@dataclass(frozen=True)
class Door(Generic[T]):
    """Finds the members of one sort.

    Args:
        what: they are, in a word.
        kind: their type.
        group: of entry points, such as `strategies`.
        built_in: returns those that come with the program, by name.
        name_of: returns a member's own name.
        problems: returns what is wrong with a member, in words; nothing for one that can be used.
    """

    what: str
    kind: type[T]
    group: str
    built_in: Callable[[], Mapping[str, T]]
    name_of: Callable[[T], str]
    problems: Callable[[T], Sequence[str]]

    def find(self, named: str, origin: Path | None, given: Mapping[str, Given[T]] | None = None) -> Found[T] | None:
        """Return the member that a name stands for; None where it is there and must not be looked at now.

        Args:
            named: what the scenario has.
            origin: folder from which the path of a file starts; None: the current one.
            given: objects that were handed over, by the name that stands for them.

        Raises:
            PluginError: there is none, or it cannot be used; says why.
        """
        if given and named in given:
            return given[named].found
        try:
            reference = parse_reference(named)
        except ValueError as error:
            raise PluginError(str(error)) from None
        if reference is not None:
            return self._in_file(named, reference, origin or Path.cwd())
        built_in, from_packages = self.built_in(), installed(self.group)
        if named in built_in:
            if named in from_packages:
                raise PluginError(
                    f"{named!r} is a {self.what} of this program and of {package_of(from_packages[named])}; "
                    "rename the entry point of that package"
                )
            return Found(built_in[named])
        if named not in from_packages:
            known = [*built_in, *from_packages]
            none = f"{named!r} is unknown; expected FILE.py:NAME, such as ./mine.py:{self.what.upper()}"
            raise PluginError(choices(named, known) if known else none)
        return self._from_package(named)

    def hand_over(self, member: T) -> Given[T]:
        """Return an object as a member.

        Raises:
            PluginError: it is none, or cannot be used.
        """
        checked = self._checked(member, "the object that was given")
        name = self.name_of(checked)
        return Given(checked, self.what, name, is_built_in=self.built_in().get(name) is checked)

    def _in_file(self, named: str, reference: Reference, origin: Path) -> Found[T] | None:
        if own_code() is OwnCode.REFUSE:
            raise PluginError(f"{named} is code of your own, and --no-plugins refuses to run any")
        if own_code() is OwnCode.LOOK:
            read_plugin(origin / reference.file, reference.file)
            return None
        value, sha256 = member_in_file(reference, origin)
        member = self._checked(value, named)
        return Found(member, Plugin(self.what, self.name_of(member), named, sha256, reference.file, reference.variable))

    def _from_package(self, named: str) -> Found[T] | None:
        point = installed(self.group)[named]
        if own_code() is OwnCode.REFUSE:
            raise PluginError(f"{named} comes from {package_of(point)}, and --no-plugins refuses to run it")
        if own_code() is OwnCode.LOOK:
            return None
        value, sha256, file, variable, package = member_of(point)
        member = self._checked(value, f"the entry point {named} of {package}")
        plugin = Plugin(self.what, self.name_of(member), named, sha256, file, variable, package)
        return Found(member, plugin)

    def _checked(self, value: Any, told: str) -> T:
        if not isinstance(value, self.kind):
            raise PluginError(
                f"{told} is of type {type(value).__name__}; expected a {self.what}: {self.kind.__name__}(...)"
            )
        wrong = list(self.problems(value))
        if wrong:
            raise PluginError(f"{told} is no {self.what} that can be used: {'; '.join(wrong)}")
        return value
