"""The texts that draws in bulk are compiled from, and their hash; the build reads this file too, by its path."""

import hashlib
from collections.abc import Iterator
from pathlib import Path


def kernel_texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every text.

    Args:
        folder: in which they lie.

    Raises:
        OSError: one is missing.
    """
    for name in ("polynomials.py", "polynomials.pxd"):
        yield name, (folder / name).read_bytes()


def hash_of_texts(folder: Path) -> str:
    """Return the SHA-256, in hexadecimal, of all texts.

    Args:
        folder: in which they lie.

    Raises:
        OSError: one is missing.
    """
    return hashlib.sha256(b"\0".join(content for _, content in kernel_texts(folder))).hexdigest()
