"""Names of alternatives fit their room."""

import pytest

from sim.report.figures.comparison.names import name_lines
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
