"""A file that a run depends on, as the manifest of its result names it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InputFile:
    """The scenario file, a file that it names, or one that lies beside those."""

    path: str  # as the scenario names it: nothing of the machine
    sha256: str | None  # of its bytes, in hexadecimal; None for a file that was not read
    used: bool  # False: not needed, and ignored
