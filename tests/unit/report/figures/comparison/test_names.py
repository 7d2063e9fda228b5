"""Names of alternatives fit their room."""

import pytest

from sim.report.figures.comparison.names import name_lines
from sim.report.figures.comparison.short_names import short_names
from sim.report.figures.text import text_width


@pytest.mark.parametrize(
    "name",
    ["a", "retry.max_retries=5, fleet.agents.0.breakdowns.mtbf=40min", "x" * 500, "a b " * 50, "\u202e\n", "W" * 30],
)
@pytest.mark.parametrize("width", [1.3, 1.6, 2.4])
def test_at_most_two_lines_none_wider_than_the_room(name, width) -> None:
    found = name_lines(name, width)
    assert 1 <= len(found.lines) <= 2
    assert all(text_width(line, found.size) <= width for line in found.lines)


def test_settings_are_kept_together_where_they_fit() -> None:
    assert name_lines("retry.max_retries=5, retry.base=10s", 1.6).lines == ("retry.max_retries=5,", "retry.base=10s")


def test_a_key_is_broken_at_its_parts() -> None:
    assert name_lines("fleet.breakdowns.failover=reassign", 1.7).lines == ("fleet.breakdowns.failover=", "reassign")


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["round_robin", "load_balanced"], ["round_robin", "load_balanced"]),
        (["retry.base=1s, truth.bias=0", "retry.base=2s, truth.bias=0"], ["base=1s", "base=2s"]),
        # As much of the keys as tells them apart.
        (
            ["fleet.agents.0.count=1, fleet.agents.1.count=2", "fleet.agents.0.count=2, fleet.agents.1.count=1"],
            ["0.count=1, 1.count=2", "0.count=2, 1.count=1"],
        ),
        (["x, retry.base=1s", "y, retry.base=1s", "x, retry.base=2s"], ["x, base=1s", "y, base=1s", "x, base=2s"]),
    ],
)
def test_a_short_name_is_what_differs(names, short) -> None:
    assert list(short_names(names).values()) == short


@pytest.mark.parametrize(
    "names",
    [
        ["a.b=1"],
        ["a.b=[1, 2]", "a.b=[1, 3]"],  # the comma is part of a value
        ["a.b=1", "a.c=1"],
        ["a.b=1", "a.b=1, a.c=2"],
        [],
    ],
)
def test_what_cannot_be_told_shorter_stays(names) -> None:
    assert short_names(names) == {name: name for name in names}
