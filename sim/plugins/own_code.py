"""Whether code of other people may run: as always, not now (`validate` only looks), or not at all (`--no-plugins`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum


class OwnCode(Enum):
    """What happens to a file or an installed package that a scenario names."""

    RUN = "run"
    LOOK = "look"  # is it there? Nothing of it runs
    REFUSE = "refuse"


# One switch for a whole command, so that no way to a plug-in can forget to ask.
_now: ContextVar[OwnCode] = ContextVar("own_code", default=OwnCode.RUN)


def own_code() -> OwnCode:
    """Return what happens to other people's code now.

    >>> own_code()
    <OwnCode.RUN: 'run'>
    """
    return _now.get()


@contextmanager
def own_code_is(manner: OwnCode) -> Iterator[None]:
    """Decide about other people's code for as long as the context lasts.

    Args:
        manner: what happens to it.

    >>> with own_code_is(OwnCode.REFUSE):
    ...     own_code()
    <OwnCode.REFUSE: 'refuse'>
    """
    token = _now.set(manner)
    try:
        yield
    finally:
        _now.reset(token)
