"""Draws in bulk as they can be made here: by a compiled text, or by numpy where there is no library made from it."""

from functools import cache
from importlib import import_module
from pathlib import Path

from sim.luck.kernel.polynomials import Polynomials
from sim.luck.kernel_texts import hash_of_texts


@cache
def compiled() -> Polynomials | None:
    """Return the compiled text; None where there is none, or only one that was made from another text.

    Either way draws have the same bits: numpy then does the same multiplications and additions, column by column.
    """
    try:
        library = import_module("sim.luck.compiled_polynomials")
        here = hash_of_texts(Path(__file__).parent / "kernel")
    except (ImportError, OSError):
        return None
    found: Polynomials | None = library.Polynomials() if here == library.TEXTS else None
    return found
