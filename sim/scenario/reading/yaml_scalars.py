"""What a plain YAML scalar means: the core schema of YAML 1.2, and on/off as truth values."""

import re

# Longer numbers are nobody's setting, and converting them takes quadratic time.
MAX_NUMBER_LENGTH = 64

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE", "on", "On", "ON"})
_FALSE = frozenset({"false", "False", "FALSE", "off", "Off", "OFF"})
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})

Scalar = None | bool | int | float | str


def plain_scalar(text: str) -> Scalar:
    """The value of a scalar that is written without quotes.

    Unlike in YAML 1.1, `yes`, `1:30`, `1_000` and timestamps are texts. Raises ValueError for a number
    of absurd length.

    >>> [plain_scalar(text) for text in ("12", "1e3", "on", "~", "30s", "2025-01-01")]
    [12, 1000.0, True, None, '30s', '2025-01-01']
    """
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    return _number(text)


def _number(text: str) -> Scalar:
    for pattern, base in ((_INT, 10), (_OCTAL, 8), (_HEX, 16)):
        if pattern.fullmatch(text):
            return int(_of_sane_length(text), base if base == 10 else 0)
    if _FLOAT.fullmatch(text):
        return float(_of_sane_length(text))
    if infinite := _INFINITY.fullmatch(text):
        return float(f"{infinite[1]}inf")
    return float("nan") if text in _NAN else text


def _of_sane_length(text: str) -> str:
    if len(text) > MAX_NUMBER_LENGTH:
        raise ValueError(f"a number of {len(text)} characters is absurd; expected at most {MAX_NUMBER_LENGTH}")
    return text
