"""Streams of arrivals, a kind a file: each module binds the name ARRIVALS, and nothing else need know of it."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import BeforeValidator, Field

from sim.scenario.spec.arrival_forms import Stream


def kinds() -> tuple[type[Stream], ...]:
    """Return the spec of every kind, by name.

    >>> [kind.model_fields["kind"].default for kind in kinds()]
    ['file', 'modulated', 'poisson', 'profile', 'renewal']
    """
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").ARRIVALS for name in names)


def _poisson_unless_said(value: object) -> object:
    if isinstance(value, Mapping) and "kind" not in value and "rate" in value:
        return {"kind": "poisson", **value}
    return value


if TYPE_CHECKING:
    Arrivals = Stream
else:
    Arrivals = Annotated[
        Annotated[Union[kinds()], Field(discriminator="kind")],  # noqa: UP007 - as many as there are files
        BeforeValidator(_poisson_unless_said),
    ]
