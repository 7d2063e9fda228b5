"""Requirements, the evidence on them, and sizes of a fleet in words."""

from collections.abc import Iterator, Sequence

from sim.document.quantity import NOT_DEFINED, count, joined, number, percent
from sim.measures.metrics.catalogue import metric_info
from sim.measures.questions.evidence import Evidence
from sim.measures.questions.requirement import Requirement
from sim.report.comparison.metric_text import label, value
from sim.report.lower_bound import AT_LEAST


def agents(size: int) -> str:
    """Return a number of agents.

    >>> agents(1), agents(12)
    ('1 agent', '12 agents')
    """
    return count(size, "agent")


def requirement_text(requirement: Requirement) -> str:
    """Return a requirement for a sentence.

    >>> requirement_text(Requirement("p95_response", True, 120.0))
    '95th percentile of the response time <= 2 min'
    >>> requirement_text(Requirement("success_rate", False, 0.9995))
    'success rate >= 99.95 %'
    """
    return f"{label(requirement.metric)} {requirement.operator} {limit_text(requirement)}"


def limit_text(requirement: Requirement) -> str:
    """Return the limit with its unit, and never rounded to one that would mean something else.

    >>> limit_text(Requirement("success_rate", False, 0.9995))
    '99.95 %'
    """
    if metric_info(requirement.metric).unit == "0..1":
        return f"{100.0 * requirement.limit:.6g} %"
    return value(requirement.metric, requirement.limit)


def column_text(requirement: Requirement) -> str:
    """Return a requirement for the head of a column.

    >>> column_text(Requirement("p95_response", True, 120.0))
    'p95_response <= 2 min'
    """
    return f"{requirement.metric} {requirement.operator} {limit_text(requirement)}"


def requirements_text(requirements: Sequence[Requirement]) -> str:
    """Return all requirements for a sentence.

    >>> requirements_text([Requirement("makespan", True, 90.0), Requirement("success_rate", False, 0.95)])
    'makespan <= 1.5 min and success rate >= 95 %'
    """
    return joined([requirement_text(each) for each in requirements])


def mean_text(found: Evidence) -> str:
    """Return a mean so that it is seen on which side of its limit it lies.

    >>> mean_text(Evidence(Requirement("success_rate", False, 0.95), 20, 0.94996, 0.001, 1.0, 0.0))
    '94.996 %'
    """
    requirement = found.requirement
    if metric_info(requirement.metric).unit == "0..1":
        shown = percent(found.mean, limit=requirement.limit)
    else:
        shown = value(requirement.metric, found.mean)
    return f"{AT_LEAST}{shown}" if found.cut_off else shown


def bounds_text(found: Evidence, level: float) -> str:
    """Return the bounds of a mean as a range.

    Args:
        found: with the mean.
        level: error of each bound.

    >>> bounds_text(Evidence(Requirement("makespan", True, 90.0), 21, 80.0, 2.0, 0.0, 1.0), 0.05)
    '76.6 s to 83.4 s'
    """
    low, high = found.bounds(level)
    if low is None:
        return NOT_DEFINED
    shown = value(found.requirement.metric, low)
    return f"{shown} or more" if high is None else f"{shown} to {value(found.requirement.metric, high)}"


def about(replications: int) -> str:
    """Return a forecast with the two digits that it deserves, rounded up.

    >>> about(2018), about(88)
    ('about 2100', 'about 88')
    """
    digits = max(0, len(str(replications)) - 2)
    return f"about {-(-replications // 10**digits) * 10**digits}"


def missing_notes(name: str, replications: int, failed: int, evidence: Sequence[Evidence]) -> Iterator[str]:
    """Return what there is to say of runs without a value.

    Args:
        name: of the size or the setting.
        replications: that were run.
        failed: of them.
        evidence: on each requirement.

    >>> found = Evidence(Requirement("p95_response", True, 90.0), 17, 80.0, 2.0, 0.0, 1.0)
    >>> list(missing_notes("2 agents", 20, 1, [found]))  # doctest: +NORMALIZE_WHITESPACE
    ['2 agents: 1 of 20 runs failed and counts in no mean; runs.parquet says why.',
     '2 agents: p95_response has no value in 2 of 20 runs; its mean is over the others.']
    """
    if failed:
        verb = "counts" if failed == 1 else "count"
        yield f"{name}: {failed} of {count(replications, 'run')} failed and {verb} in no mean; runs.parquet says why."
    for found in evidence:
        without = replications - failed - found.replications
        if without > 0:
            why = f" (the warm-up leaves no task to count in {found.empty})" if found.empty else ""
            rest = "; its mean is over the others." if found.replications else ", so nothing can be said."
            yield f"{name}: {found.requirement.metric} has no value in {without} of {replications} runs{why}{rest}"
    for found in evidence:
        if found.unserved is not None:
            yield (
                f"{name}: {number(found.unserved)} tasks a run more than elsewhere end without service, so that its "
                f"{label(found.requirement.metric)} does not count as met. Say how many may: `unserved <= LIMIT`."
            )


def cut_off_notes(names: Sequence[str], evidence: Sequence[Sequence[Evidence]]) -> Iterator[str]:
    """Return what there is to say of runs whose end cuts tasks off.

    Args:
        names: of the sizes or settings.
        evidence: of each, on each requirement.

    >>> cut = Evidence(Requirement("p95_wait", True, 90.0), 20, 80.0, 2.0, 1.0, 1.0, cut_off=20)
    >>> list(cut_off_notes(["1 agent"], [[cut]]))  # doctest: +NORMALIZE_WHITESPACE
    ['The end of the run cuts tasks off (1 agent): the 95th percentile of the waiting time is at least what is shown
    (\u2265), and no number of runs tells how much more. A longer horizon would.']
    """
    cut_off = [(name, each) for name, found in zip(names, evidence, strict=True) for each in found if each.cut_off]
    if cut_off:
        whose = joined(list(dict.fromkeys(name for name, _ in cut_off)))
        least = joined(list(dict.fromkeys(label(each.requirement.metric) for _, each in cut_off)))
        yield (
            f"The end of the run cuts tasks off ({whose}): the {least} is at least what is shown ({AT_LEAST.strip()}), "
            "and no number of runs tells how much more. A longer horizon would."
        )
