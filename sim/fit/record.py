"""A record of attempts: cleaned, counted, and told what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Names = NDArray[np.object_]
"""Texts, an object for each different one: a record of millions holds each name once."""

RECORDED, FROM_ERRORS, NOT_RECORDED = "recorded", "from errors", "not recorded"


@dataclass(frozen=True, slots=True)
class Record:
    """Attempts in the order of their start, an entry each in every array.

    Attributes:
        run, task, agent, type, error: texts; empty where the log has none.
        start_s, end_s: seconds from the first start of the attempt's run.
        queued_s: likewise; NaN: not recorded.
        succeeded: whether it did; an attempt without a verdict did not.
        cut_off: whether a time-out ended it.
        input_tokens, output_tokens, cost_usd: NaN: not recorded.
        outcomes: where it is known from whether attempts succeeded: RECORDED, FROM_ERRORS or NOT_RECORDED.
        notes: how the log was read, in sentences.
        left_out: attempts that say nothing, by reason.
    """

    run: Names
    task: Names
    agent: Names
    type: Names
    error: Names
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    queued_s: NDArray[np.float64]
    succeeded: NDArray[np.bool_]
    cut_off: NDArray[np.bool_]
    input_tokens: NDArray[np.float64]
    output_tokens: NDArray[np.float64]
    cost_usd: NDArray[np.float64]
    outcomes: str = RECORDED
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.task)

    @property
    def served_s(self) -> NDArray[np.float64]:
        """Seconds that each attempt served."""
        return self.end_s - self.start_s

    def chosen(self, keep: NDArray[np.bool_]) -> "Record":
        """Return the record of some of its attempts, clocks as they are.

        Args:
            keep: which; shape (n,).
        """
        columns = {each.name: getattr(self, each.name) for each in fields(self)}
        kept: dict[str, Any] = {name: own[keep] for name, own in columns.items() if isinstance(own, np.ndarray)}
        return replace(self, **kept)
