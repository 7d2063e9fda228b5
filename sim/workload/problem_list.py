"""The problems found in input files: the first fifty in full, the rest counted."""

from sim.scenario.reading.problems import Problem

MOST_SHOWN = 50


class ProblemList:
    """Collects problems in the order found; a file of a million bad lines yields fifty-one.

    >>> found = ProblemList()
    >>> for line in range(1, 61):
    ...     found.add("a.jsonl", line, "priority", "4 is not 1, 2 or 3")
    >>> print(found.problems()[0])
    a.jsonl:1: priority: 4 is not 1, 2 or 3
    >>> print(found.problems()[-1])
    a.jsonl: and 10 more problems
    """

    def __init__(self) -> None:
        self._shown: list[Problem] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._shown)

    def add(self, file: str | None, line: int | None, field: str, message: str) -> None:
        """Note a problem.

        Args:
            file: the data file; None where a key of the scenario is to blame.
            line: 1-based; None where no single line is meant.
            field: key of the line's object, or dotted key of the scenario; empty where the whole line or file
                is meant.
            message: what is wrong, and what was expected.
        """
        if len(self._shown) == MOST_SHOWN:
            self._more += 1
        else:
            self._shown.append(Problem(file, line, field, message))

    def problems(self) -> tuple[Problem, ...]:
        """Return the first problems, and one more that counts the rest."""
        if not self._more:
            return tuple(self._shown)
        return (*self._shown, Problem(self._shown[-1].file, None, "", f"and {self._more} more problems"))
