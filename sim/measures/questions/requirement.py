"""`p95_response <= 2min, success_rate >= 0.95`: what the means of a run's metrics must keep to."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from sim.measures.metrics.catalogue import greatest, metric_info
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.values.quantities import parse_duration, shown

_PARTS = re.compile(r"\s*(?:,|\band\b)\s*")
_COMPARISON = re.compile(r"\s*([^\s<>=!]+)\s*(<=|>=|<|>|==|=|!=)\s*([^<>=!]+?)\s*")
EXPECTED = "expected METRIC <= LIMIT or METRIC >= LIMIT, such as p95_response <= 2min or success_rate >= 0.95"


class Requirement(NamedTuple):
    """What the true mean over replications of one metric must keep to.

    Args:
        metric: its name.
        at_most: the mean must be `limit` or less; else `limit` or more.
        limit: in the metric's unit.
    """

    metric: str
    at_most: bool
    limit: float

    def __str__(self) -> str:
        """The requirement as it may be written after `--meet`."""
        return f"{self.metric} {self.operator} {self.limit:.12g}"

    @property
    def operator(self) -> str:
        """`<=` or `>=`."""
        return "<=" if self.at_most else ">="


def parse_requirements(text: str, option: str = "--meet") -> tuple[Requirement, ...]:
    """Return the requirements that a text says, with commas (or `and`) between them.

    `<` and `>` are taken for `<=` and `>=`: no number of runs tells a mean from one that is as close as you like.

    Args:
        text: what stands after the option.
        option: as an error names it.

    Raises:
        ScenarioError: with all that is wrong.

    >>> [str(requirement) for requirement in parse_requirements("p95_response <= 2min, success_rate >= 95%")]
    ['p95_response <= 120', 'success_rate >= 0.95']
    >>> parse_requirements("p95_responce <= 120")
    Traceback (most recent call last):
    ...
    sim.scenario.reading.problems.ScenarioError: --meet: 'p95_responce' is not a metric of a run; did you mean ...
    """
    problems: list[Problem] = []
    requirements: list[Requirement] = []
    for part in _PARTS.split(text.strip()):
        try:
            requirements.append(_requirement(part))
        except ValueError as error:
            problems.append(Problem(option, None, "", str(error)))
    problems += [Problem(option, None, "", message) for message in _contradictions(requirements)]
    if problems:
        raise ScenarioError(problems)
    return tuple(requirements)


def _requirement(text: str) -> Requirement:
    match = _COMPARISON.fullmatch(text) if len(text) <= 200 else None
    if match is None:
        raise ValueError(f"{shown(text)} is not a requirement; {EXPECTED}")
    metric, operator, written = match.groups()
    if operator not in ("<=", ">=", "<", ">"):
        raise ValueError(f"{shown(text)}: a mean is never known to be equal, or not; {EXPECTED}")
    info = metric_info(metric)
    limit = _limit(metric, info.unit, written)
    requirement = Requirement(metric, operator.startswith("<"), limit)
    most = greatest(metric)
    where = "0 or more" if most == math.inf else f"0 to {most:g}"
    if not 0.0 <= limit <= most:
        share = info.unit == "0..1" and 1.0 < limit <= 100.0 and not written.endswith("%")
        hint = f"; did you mean {limit:g}%?" if share else ""
        raise ValueError(f"{requirement}: {metric} is always {where}{hint}")
    if limit == (0.0 if requirement.at_most else most):
        raise ValueError(f"{requirement}: runs can refute that, and never show it; ask for a little less")
    if limit == (most if requirement.at_most else 0.0):
        raise ValueError(f"{requirement}: that is always so; {metric} is {where}")
    return requirement


def _limit(metric: str, unit: str, written: str) -> float:
    percent = written.endswith("%") and unit == "0..1"
    try:
        number = float(written.removesuffix("%").strip()) / 100.0 if percent else float(written)
    except ValueError:
        if unit != "s":
            raise ValueError(f"{metric}: {shown(written)} is not a number") from None
        number = parse_duration(written)
    if not math.isfinite(number):
        raise ValueError(f"{metric}: {shown(written)} is not a finite number")
    return number


def _contradictions(requirements: list[Requirement]) -> Iterator[str]:
    for place, one in enumerate(requirements):
        for other in requirements[:place]:
            if one.metric != other.metric:
                continue
            if one.at_most == other.at_most:
                yield f"{one.metric} has two limits of one kind, {other} and {one}; keep one"
            elif (one.limit < other.limit) == one.at_most and one.limit != other.limit:
                yield f"{other} and {one} exclude each other"
