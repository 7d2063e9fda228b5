"""How a contract suite tells what is wrong."""

from collections.abc import Sequence
from typing import NoReturn


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
