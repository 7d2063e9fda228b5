"""The kernel as it is here: compiled, or its text as it is where there is no library that was made from it."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.engine.kernel.chances import Chances
from sim.engine.kernel.kernel import Kernel
from sim.engine.kernel_texts import hash_of_texts

HOW_TO_GET_IT = "with a C compiler on the machine, install the package again: pip install --force-reinstall --no-deps ."


@dataclass(frozen=True)
class Library:
    """A kernel that can be had."""

    make: Any  # called without arguments: a kernel
    chances: Chances | None  # convolves chances of success; None: numpy does it
    is_compiled: bool
    why: str  # in half a sentence


@cache
def library() -> Library:
    """Return the compiled kernel, or its text where there is none, or only one that was made from another text."""
    try:
        compiled = import_module("sim.engine.compiled_kernel")
    except ImportError:
        return uncompiled(f"there is no compiled library ({HOW_TO_GET_IT})")
    try:
        here = hash_of_texts(Path(__file__).parent / "kernel")
    except OSError:
        here = ""
    if here != compiled.TEXTS:
        return uncompiled(f"the compiled library was made from another text than the one here ({HOW_TO_GET_IT})")
    return Library(compiled.Kernel, compiled.Chances(), True, "compiled")


def uncompiled(why: str) -> Library:
    """Return the kernel's text as it is.

    Args:
        why: it is not compiled, in half a sentence.
    """
    return Library(Kernel, None, False, why)
