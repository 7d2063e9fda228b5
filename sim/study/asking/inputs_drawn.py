"""What a question's answer owes to inputs that are only estimated, as it is told and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class InputsDrawn:
    """An answer under other values of the estimated inputs.

    Args:
        notes: in sentences.
        content: as plain data: `draws`, `answers` (how many draws gave which), `means` (intervals, with and without).
    """

    notes: tuple[str, ...]
    content: Mapping[str, Any]
