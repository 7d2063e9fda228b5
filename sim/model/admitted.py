"""What limits have said to one attempt, and what it has of them."""

from dataclasses import dataclass
from typing import Protocol


class Place(Protocol):
    """What an attempt holds a place in, from the start of its service until its slot is free."""

    under_way: int


@dataclass(slots=True)
class Admission:
    """What limits have said to one attempt."""

    slot_at: float  # when it got its slot
    lacks: bool = False  # some limit has not enough
    places: tuple[Place, ...] = ()  # in the limits that it has taken from
    refused_by: str | None = None
    retry_after_s: float = 0.0  # what the limit that refused it adds to its back-off
