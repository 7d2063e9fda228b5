"""Arrow arrays made of lists of plain values, buffer by buffer.

`pyarrow.array` says the same in a word, but imports pandas for it, which costs more than a small run does.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

Buffers = list[Any]  # what has the buffer protocol


def arrow_array(values: Sequence[Any], alias: str) -> Any:
    """Return an Arrow array of values of one type; None and NaN are null.

    Args:
        values: plain numbers, texts or truths, and None.
        alias: Arrow type. What is not `float64`, `int64`, `string` or `bool`, or no list, is left to `pyarrow.array`.

    Raises:
        pyarrow.ArrowException, TypeError, ValueError: a value is of another type, in the words of pyarrow.

    >>> arrow_array([0.5, None, float("nan")], "float64").to_pylist()
    [0.5, None, None]
    >>> arrow_array(["one", None, "zwölf"], "string").to_pylist()
    ['one', None, 'zwölf']
    """
    import pyarrow as pa

    content = _CONTENT.get(alias)
    if content is None or not isinstance(values, list | tuple):
        return pa.array(values, type=pa.type_for_alias(alias), from_pandas=True)
    known = [value is not None and value == value for value in values]  # NaN differs from itself
    missing = known.count(False)
    try:
        buffers = content([value if there else None for value, there in zip(values, known, strict=True)])
    except (AttributeError, OverflowError, TypeError, ValueError):  # not of this type: pyarrow has the words for it
        return pa.array(values, type=pa.type_for_alias(alias), from_pandas=True)
    validity = pa.py_buffer(_bits(known)) if missing else None
    filled = [validity, *map(pa.py_buffer, buffers)]
    return pa.Array.from_buffers(pa.type_for_alias(alias), len(known), filled, missing)


def has_infinity(numbers: Any) -> bool:
    """Return whether any number of an Arrow array of floats is infinite.

    Args:
        numbers: the array.

    >>> import pyarrow
    >>> has_infinity(pyarrow.array([1.0, None])), has_infinity(pyarrow.array([1.0, float("-inf")]))
    (False, True)
    """
    import numpy as np
    import pyarrow as pa

    if numbers.type != pa.float64():
        import pyarrow.compute as pc

        return bool(pc.any(pc.is_inf(numbers)).as_py())
    # Read as they lie in memory: to load pyarrow's own functions takes longer than all of a small run's columns.
    _, content = numbers.buffers()
    if content is None:
        return False
    return bool(np.isinf(np.frombuffer(content, dtype=np.float64)[numbers.offset :][: len(numbers)]).any())


def _floats(values: Sequence[Any]) -> Buffers:
    return [array("d", [0.0 if value is None else value for value in values])]


def _integers(values: Sequence[Any]) -> Buffers:
    return [array("q", [0 if value is None else value for value in values])]


def _truths(values: Sequence[Any]) -> Buffers:
    return [_bits([False if value is None else value for value in values])]


def _texts(values: Sequence[Any]) -> Buffers:
    encoded = [b"" if value is None else value.encode() for value in values]
    return [array("i", accumulate(map(len, encoded), initial=0)), b"".join(encoded)]


def _bits(truths: Sequence[bool]) -> bytes:
    """Eight truths a byte, the first in its lowest bit."""
    import numpy as np

    return np.packbits(np.frombuffer(bytes(truths), dtype=np.uint8), bitorder="little").tobytes()


_CONTENT: Mapping[str, Callable[[Sequence[Any]], Buffers]] = {
    "float64": _floats,
    "int64": _integers,
    "bool": _truths,
    "string": _texts,
}
