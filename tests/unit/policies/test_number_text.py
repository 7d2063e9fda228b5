import math

import pytest

from sim.policies.number_text import beside


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (0.5, 0.9, "0.50"),
        (0.8999, 0.9, "0.8999"),
        (0.9, 0.9, "0.90"),
        (0.90001, 0.9, "0.90"),  # not below the limit, and not shown below it
        (0.74999, 0.75, "0.74999"),
        (0.1, 0.125, "0.10"),
        (0.12, 0.123, "0.12"),
    ],
)
def test_the_text_stands_on_the_same_side_of_the_limit(value: float, limit: float, text: str) -> None:
    assert beside(value, limit) == text


def test_even_the_next_float_below() -> None:
    for limit in (0.1, 0.5, 0.75, 0.9):
        assert float(beside(math.nextafter(limit, 0.0), limit)) < limit


def test_what_sixteen_decimals_cannot_tell_apart_is_written_out():
    assert beside(2e-17, 1e-17) == "2e-17"
