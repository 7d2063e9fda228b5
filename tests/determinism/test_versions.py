"""Other versions of Python, numpy and scipy write the same: a matrix of those of the last year.

What names versions is left out of what is compared: manifests, and nothing else.
"""

import pytest

from tests.determinism.interpreters import NotHere, Versions, environment, interpreter
from tests.determinism.test_same_bits import ALL, HERE, different, start, written

MATRIX = (
    Versions("3.11", "2.3.5", "1.16.3"),
    Versions("3.11", "2.4.6", "1.16.3"),
    Versions("3.12", "2.4.0", "1.17.0"),
    Versions("3.13", "2.3.5", "1.17.1"),
)
WHAT = (*ALL, "--any-version")


@pytest.fixture(scope="module")
def everything_here() -> list[str]:
    return written(start(WHAT, HERE))


@pytest.mark.nightly
@pytest.mark.parametrize("versions", MATRIX, ids=str)
def test_other_versions_write_the_same(versions, everything_here):
    try:
        python = environment(versions)
    except NotHere as reason:
        pytest.skip(str(reason))
    there = written(start(WHAT, HERE, python))
    assert len(there) > 300
    assert different(everything_here, there) == []


def test_a_python_that_is_not_here_is_told():
    with pytest.raises(NotHere, match=r"needs CPython 2\.0"):
        interpreter("2.0")
