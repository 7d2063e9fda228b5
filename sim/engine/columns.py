"""Columns as the kernel wants them: arrays where it is compiled, lists where its text runs as it is."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

WHOLE = np.int64
REAL = np.float64


class Columns:
    """Gives a kernel its columns and takes them back as arrays.

    Args:
        kernel: compiled or not.
        is_compiled: which.
    """

    def __init__(self, kernel: Any, is_compiled: bool) -> None:
        self._kernel = kernel
        self._is_compiled = is_compiled
        self._given: dict[str, Any] = {}
        self._dtypes: dict[str, Any] = {}
        self._blocks: dict[str, npt.NDArray[Any]] = {}  # by names, columns that are filled together
        self._block_of: dict[str, str] = {}  # by name of a column

    def give(self, name: str, values: npt.ArrayLike, dtype: Any = REAL) -> None:
        """Let a column hold these values; the kernel may write into it."""
        if values is self._given.get(name) and self._is_compiled:
            return
        array = np.ascontiguousarray(values, dtype=dtype)
        column = array if array.ndim == 1 else array.reshape(-1)
        self._put(name, column if self._is_compiled else column.tolist())
        self._dtypes[name] = dtype

    def _put(self, name: str, column: Any) -> None:
        block = self._block_of.pop(name, None)
        if block is not None:
            self._blocks.pop(block, None)  # which has lost one of its columns
        self._given[name] = column
        setattr(self._kernel, name, column)

    def fill(self, names: str, length: int, value: float, dtype: Any = REAL) -> None:
        """Let columns of one length hold one value everywhere."""
        if not self._is_compiled:
            for name in names.split():
                self.give(name, np.full(length, value, dtype), dtype)
            return
        block = self._blocks.get(names)
        if block is None or block.shape[1] != length:
            block = self._new_block(names, length, dtype)
        block.fill(value)

    def _new_block(self, names: str, length: int, dtype: Any) -> npt.NDArray[Any]:
        """Make columns that lie one behind the other, so that all are filled at once."""
        block = np.empty((len(names.split()), length), dtype)
        for name, column in zip(names.split(), block, strict=True):
            self._put(name, column)
            self._dtypes[name], self._block_of[name] = dtype, names
        self._blocks[names] = block
        return block

    def lengthen(self, names: str, length: int) -> None:
        """Let columns have room for more entries; what stands in them stays."""
        for name in names.split():
            old = self._given[name]
            if len(old) >= length:  # an earlier run needed more
                continue
            if self._is_compiled:
                longer = np.zeros(length, dtype=old.dtype)
                longer[: len(old)] = old
                self._put(name, longer)
            else:
                old.extend([type(old[0])(0)] * (length - len(old)))

    def room(self, names: str, length: int, whole: bool = False) -> None:
        """Let columns have room for at least so many entries, for what is written before it is read."""
        for name in names.split():
            old = self._given.get(name)
            if old is None:
                self.give(name, np.zeros(length, WHOLE if whole else REAL), WHOLE if whole else REAL)
            elif len(old) < length:
                self.lengthen(name, length)

    def part(self, name: str, first: int, end: int) -> list[Any]:
        """Return the entries of a column from one place up to another."""
        part = self._given[name][first:end]
        return part.tolist() if self._is_compiled else part  # type: ignore[no-any-return]

    def handed(self, values: npt.ArrayLike) -> Any:
        """Return whole numbers in the form in which the kernel takes them as an argument."""
        array = np.ascontiguousarray(values, dtype=WHOLE)
        return array if self._is_compiled else array.tolist()

    def raw(self, name: str) -> Any:
        """Return a column as the kernel has it."""
        return self._given[name]

    def taken(self, name: str, length: int | None = None) -> npt.NDArray[Any]:
        """Return a column's first entries as an array, which the next run may overwrite."""
        column = self._given[name]
        found = column if self._is_compiled else np.array(column, dtype=self._dtypes[name])
        return found if length is None else found[:length]

    def set(self, numbers: Mapping[str, float | bool]) -> None:
        """Set numbers that are no columns."""
        for name, value in numbers.items():
            setattr(self._kernel, name, value)
