"""How a contract suite tells what is wrong."""

from collections.abc import Sequence
from typing import NoReturn, TypeVar

from sim.plugins.door import Door
from sim.plugins.plugin import PluginError

T = TypeVar("T")


class ContractBroken(AssertionError):
    """A member does not do what everything that uses it relies on; the message says what, and on which question."""


def broken(told: str, what: str, question: object = None) -> NoReturn:
    """Raise ContractBroken.

    Args:
        told: the member, such as "the gate mine".
        what: is wrong.
        question: on which it went wrong.
    """
    asked = "" if question is None else f"\nAsked: {question!r}"
    raise ContractBroken(f"{told}: {what}{asked}")


def refuse_wrong(told: str, problems: Sequence[str]) -> None:
    """Raise ContractBroken where a member is not made as it should be."""
    if problems:
        broken(told, "; ".join(problems))


def member_of(door: Door[T], member: T | str) -> T:
    """Return the member that a suite was given, loaded where it is named as a scenario would name it.

    Args:
        door: of its sort.
        member: the object, or `./mine.py:NAME` from the current folder, or an installed one's name.

    Raises:
        ContractBroken: there is none.
    """
    if not isinstance(member, str):
        return member
    try:
        found = door.find(member, None)
    except PluginError as error:
        broken(f"the {door.what} {member}", str(error))
    assert found is not None
    return found.member
