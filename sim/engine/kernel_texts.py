"""The texts that the kernel is compiled from, and their hash; the build reads this file too, by its path."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

MODULES = (
    "chances", "calendar", "lines", "fleet", "trace", "hand_offs", "patience", "acceptance", "choices", "plan_order",
    "decisions", "moves", "dependencies", "orphans", "retries", "failure_classes", "contention", "changes", "money",
    "life", "withdrawals", "outages", "breakdowns", "samples", "kernel",
)  # fmt: skip
"""In their order: each builds on those before it."""


def kernel_texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every text.

    Args:
        folder: in which they lie.

    Raises:
        OSError: one is missing.
    """
    for module in MODULES:
        for name in (f"{module}.py", f"{module}.pxd"):
            yield name, (folder / name).read_bytes()


def hash_of_texts(folder: Path) -> str:
    """Return the SHA-256, in hexadecimal, of all texts.

    Args:
        folder: in which they lie.

    Raises:
        OSError: one is missing.
    """
    digest = hashlib.sha256()
    for name, content in kernel_texts(folder):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()
