"""What went wrong in a strategy during a run of the kernel, and when: between which rows of the trace."""

from dataclasses import dataclass
from typing import Any

from sim.record.rows import FaultCaught


@dataclass(frozen=True)
class Caught:
    """An exception that the run survived."""

    before_row: int  # of the trace
    in_wave: bool  # after the wave's beginning was told
    at: float
    error: BaseException
    wave: int
    where: str
    fallback: str

    def row(self) -> FaultCaught:
        """Return its row of the log."""
        return FaultCaught(self.at, self.wave, self.where, type(self.error).__name__, str(self.error), self.fallback)


class Catcher:
    """Catches what goes wrong in a run of the kernel, in place of `sim.record.faults.Faults`.

    Args:
        kernel: whose trace says when it was.
    """

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self.in_wave = False
        self.all: list[Caught] = []

    def caught(self, error: BaseException, wave: int, where: str, fallback: str) -> None:
        """Keep an exception, and what is done instead."""
        kernel = self._kernel
        self.all.append(Caught(kernel.rows, self.in_wave, kernel.now, error, wave, where, fallback))
