"""The hash of an object's code: the same in every process, another for any difference that could matter."""

import functools
import os
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
import pytest

from sim.plugins.code_hash import content_of, is_installed
from sim.plugins.plugin import PluginError

SCRIPT = """
from sim.plugins.code_hash import content_of
from sim.policies.strategy import Kind, Setting, Strategy
from enum import Enum
from typing import NamedTuple
import numpy as np

LIMITS = {"low": 1, "high": 2}
NAMES = frozenset({"one", "two", "three", "four", "five"})
TABLE = np.arange(4.0)

class Colour(Enum):
    RED = 1

class State(NamedTuple):
    names: frozenset = NAMES
    def longer(self):
        return len(self.names) + LIMITS["low"]

def helper(view):
    return State().longer() + int(TABLE[0]) + Colour.RED.value

def made(agent):
    def pick(view, memory, u=(1.0, 2.0), *, names={"x", "y", "z"}):
        return helper(view) + agent if "a" in {"a", "b", "c"} else len(names), memory
    return Strategy("made", Kind.IMMEDIATE, "Made.", pick=pick, settings=(Setting("a", 1.0, "A."),))

print(content_of(made(1)).sha256)
"""


def hash_in_another_process(seed: str, script: str = SCRIPT) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_every_process_agrees_and_any_change_is_seen() -> None:
    first = hash_in_another_process("1")
    assert len(first) == 64
    assert hash_in_another_process("2") == first
    for old, new in (
        ("made(1)", "made(2)"),  # in a closure
        ('LIMITS = {"low": 1', 'LIMITS = {"low": 3'),  # a global that a method of a class reads
        ('"two", ', ""),  # a member of a set
        ("arange(4.0)", "arange(5.0)"),
        ("RED = 1", "RED = 2"),
        ("(1.0, 2.0)", "(1.0, 3.0)"),  # a default
        ('"x", "y"', '"y"'),  # a default by keyword
        ('{"a", "b", "c"}', '{"a", "b"}'),  # a constant
        ("+ agent", "- agent"),  # the code
        ('Setting("a", 1.0', 'Setting("a", 2.0'),
    ):
        assert old in SCRIPT
        assert hash_in_another_process("1", SCRIPT.replace(old, new)) != first, (old, new)


def sha256(value: object) -> str:
    return content_of(value).sha256


@dataclass
class Record:
    value: object


class Point(NamedTuple):
    x: float


class Mood(Enum):
    GOOD = 1


def plain(number: float) -> float:
    return number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        ("1", b"1"),
        ((1, 2), [1, 2]),
        ([1, 2], [2, 1]),
        ([[1], 2], [1, [2]]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),  # weights are cumulated in the order written
        (Record(1), Record(2)),
        (Point(1.0), (1.0,)),
        (functools.partial(plain, 1), functools.partial(plain, 2)),
        (lambda x: x + 1, lambda x: x + 2),
        (lambda x, y=1: x, lambda x, y=2: x),
        (np.arange(3), np.arange(3.0)),
        (Mood.GOOD, 1),
        (len, print),
    ],
)
def test_what_differs_has_another_hash(one: object, other: object) -> None:
    assert sha256(one) != sha256(other)
    assert sha256(one) == sha256(one)


def test_equal_constants_need_not_be_one_object() -> None:
    text = "abc"[: int(2.0)]
    assert sha256(("ab", "ab")) == sha256(("ab", text))
    pair = (1, 2)
    assert sha256([pair, pair]) == sha256([pair, tuple(range(1, 3))])


def test_what_refers_to_itself_ends() -> None:
    ring: list[object] = [1]
    ring.append(ring)
    other: list[object] = [2]
    other.append(other)
    assert sha256(ring) != sha256(other)

    def again(n: int) -> int:
        return again(n - 1) if n else 0

    assert sha256(again) == sha256(again)


def test_installed_code_counts_by_its_name() -> None:
    assert content_of(np.mean).modules == ()
    assert sha256(np.mean) != sha256(np.median)
    assert content_of(plain).modules == (__name__,)
    assert is_installed("sim.plugins.file")
    assert not is_installed(__name__)


def test_what_has_no_content_is_told(tmp_path) -> None:
    with (tmp_path / "file").open("w") as file, pytest.raises(PluginError, match=r"it holds _io\.TextIOWrapper, whose"):
        content_of(lambda: file)
