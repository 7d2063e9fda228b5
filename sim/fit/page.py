"""The report of a fit: what to trust, then what was found, then how it was read."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, Picture, table
from sim.document.quantity import count, duration, number, percent
from sim.document.text import given, strong
from sim.fit.breadth_page import hindrance_words, spending_blocks
from sim.fit.drift import Drift, as_factor
from sim.fit.drifts import RATE_WINDOWS
from sim.fit.estimates import Estimates
from sim.fit.outage_page import outage_blocks
from sim.fit.ratio import Ratio
from sim.fit.record import NOT_RECORDED, Record
from sim.fit.service_times import FamilyChoice
from sim.fit.session import Fitted
from sim.measures.statistics.intervals import Interval

DOUBTFUL = 0.05
"""p-values at or below this are told as a doubt."""


def page(
    name: str, fitted: Fitted, command: str, pictures: Sequence[Picture] = (), tested: Sequence[Block] = ()
) -> list[Block]:
    """Return the report as blocks.

    Args:
        name: of the scenario that was made.
        fitted: a record, and what it says.
        command: that repeats it.
        pictures: of model beside record.
        tested: what forecasts of parts of the record were worth; empty: none were made.
    """
    record, estimates = fitted.record, fitted.estimates
    return [
        Heading(f"Fitted from a record: {given(name)}", level=1),
        Paragraph(" ".join(finding(record, estimates))),
        Paragraph(trust(record, estimates, bool(tested))),
        *pictures[:1],
        *tested,
        *map(Note, doubts(record, estimates)),
        *([Heading("Model beside record"), *pictures[1:]] if pictures[1:] else []),
        Heading("Agents"),
        table(("agent", "attempts", "slots", "succeeds", "95 %", "tasks differ", "pace"), _agents(estimates)),
        Heading("How long attempts take"),
        table(("what", "family", "mean", "95 %", "cv", "95 %", "test of fit"), _families(estimates)),
        Heading("What makes a difference"),
        Items(tuple(_differences(estimates))),
        *spending_blocks(estimates),
        *(outage_blocks(fitted.outages) if fitted.outages is not None else ()),
        Heading("How the record was read"),
        Items(tuple(_reading(record))),
        Heading("How to read this"),
        Items(LEGEND),
        Heading("How to repeat it"),
        Command(command),
    ]


LEGEND = (
    "Slots: the most attempts that were under way at once.",
    "Succeeds: share of attempts; its interval treats a task's attempts as hanging together.",
    "Tasks differ: 0 where all are alike for the agent, 1 where it solves each always or never (truth.dispersion).",
    "Pace: how much faster than the average agent at the same task.",
    "Test of fit: how often times that do follow the family lie as far from their own fit; 0.05 or less is a doubt.",
    "Intervals hold the true value in 95 of 100 records, if attempts at different tasks know nothing of each other.",
)


def trust(record: Record, estimates: Estimates, is_tested: bool) -> str:
    """Return in a sentence how far to trust the scenario.

    Args:
        record: the attempts.
        estimates: what they say.
        is_tested: whether forecasts of parts of the record were put to the test.
    """
    low, high = estimates.times.best.mean_interval()
    half = 0.5 * (high - low) / estimates.times.best.mean_s
    number_of_doubts = len(list(doubts(record, estimates)))
    heard = "nothing speaks against it" if not number_of_doubts else f"{count(number_of_doubts, 'doubt')} below"
    tested = (
        "how well it forecasts stands below"
        if is_tested
        else "whether it forecasts well was not tested: --holdout does, from parts of the record"
    )
    return f"{strong('How far to trust it')}: mean times are known to {percent(half)} either way, {heard}; {tested}."


def finding(record: Record, estimates: Estimates) -> list[str]:
    """Return in sentences what was read, and what of it matters most."""
    attempts = count(len(record), "attempt")
    agents, tasks = count(len(estimates.agents), "agent"), count(len(estimates.tasks), "task")
    said = [
        f"{strong(f'{attempts} of {agents} at {tasks}')}, in {count(estimates.runs, 'run')}.",
        _numbers(estimates),
    ]
    arrivals = estimates.arrivals
    if arrivals is not None:
        said.append(ARRIVAL_WORDS[arrivals.kind].format(rate=f"{number(3600.0 * arrivals.rate)} an hour"))
    return said


def _numbers(estimates: Estimates) -> str:
    best, overall = estimates.times.best, estimates.same_agent.overall
    span = _span(estimates.times.mean_interval())
    takes = f"An attempt takes {duration(best.mean_s)} on average ({span}), {best.family.name},"
    return f"{takes} cv {number(best.cv)}; {percent(overall.value)} succeed ({_share_span(overall)})."


ARRIVAL_WORDS = {
    "poisson": "Tasks come in steadily at random (Poisson), {rate}.",
    "renewal": "Tasks come in at independent gaps that are not those of a Poisson process, {rate}.",
    "modulated": "Tasks come in bursts (two rates in turn), {rate} in all: a Poisson process is refused.",
    "file": "Tasks come in like no process that is known here, {rate}: the recorded moments are played back.",
}


def doubts(record: Record, estimates: Estimates) -> Iterator[str]:
    """Yield what a reader must know before trusting the scenario, a sentence each."""
    left_out = sum(map(int, record.left_out.values()))
    if left_out:
        reasons = "; ".join(f"{why} ({number})" for why, number in record.left_out.items())
        yield f"{left_out} of {len(record) + left_out} entries of the log say nothing and are left out: {reasons}."
    for words, choice in (("service times", estimates.times), ("times around their task", estimates.luck)):
        if choice is not None and choice.p_value is not None and choice.p_value <= DOUBTFUL:
            yield (
                f"No family fits the {words} well: even {choice.best.family.name}, the nearest, lies"
                f" {percent(choice.distance)} off at its worst."
            )
    yield from _drift("The time that attempts take", estimates.drifts.seconds, is_log=True)
    yield from _drift("The share that succeeds", estimates.drifts.success, is_log=False)
    rate = estimates.drifts.rate
    if rate.p_value <= DOUBTFUL and rate.before and rate.after is not None:
        yield (
            f"{strong('The rate at which tasks come in changed')} by a factor of {number(rate.after / rate.before)},"
            f" {'gradually' if rate.is_gradual else f'after {percent(rate.at / RATE_WINDOWS)} of the record'}"
            f" (p = {number(rate.p_value)}): the fit averages over it."
        )
    if record.cut_off.any() and estimates.hindrances.limit_s is None:
        share = percent(float(record.cut_off.mean()))
        yield f"A time-out ended {share} of the attempts: they count as longer than recorded, not as that long."
    if record.outcomes == NOT_RECORDED:
        yield (
            f"{strong('The log does not say which attempts succeeded')}: all count as if they had. Name the column"
            " (--map outcome=..), or write the chance that you expect under workload.predicted_success."
        )
    if estimates.runs == 1:
        yield "There is one run: how much whole runs differ cannot be told, so a forecast is too sure of itself."


def _drift(what: str, drift: Drift, is_log: bool) -> Iterator[str]:
    if drift.p_value > DOUBTFUL or drift.before is None or drift.after is None:
        return
    factor = as_factor(drift)
    change = f"by a factor of {number(factor)}" if is_log else f"by {percent(drift.after - drift.before)} in all"
    how = "gradually" if drift.is_gradual else f"at attempt {drift.at + 1}"
    yield (
        f"{strong(f'{what} changed')} {change}, {how} (p = {number(drift.p_value)}): the fit averages over a record"
        " that does not hang together. Fit what came after the change by itself."
    )


def _agents(estimates: Estimates) -> Iterator[list[str]]:
    for agent in estimates.agents:
        unlike = agent.dispersion
        yield [
            given(agent.name),
            str(agent.attempts),
            str(agent.capacity),
            percent(agent.success.value),
            _share_span(agent.success),
            "not told" if unlike is None else f"{number(unlike.dispersion)} ({_number_span(unlike.interval)})",
            number(agent.pace),
        ]


def _families(estimates: Estimates) -> Iterator[list[str]]:
    named = (
        ("an attempt", estimates.times, True),
        ("a task's own size", estimates.size, True),
        ("luck around the size", estimates.luck, False),
    )
    for what, choice, is_time in named:
        if choice is not None:
            yield _family(what, choice, is_time)


def _family(what: str, choice: FamilyChoice, is_time: bool) -> list[str]:
    best = choice.best
    low, high = choice.mean_interval()
    return [
        what,
        best.family.name,
        duration(best.mean_s) if is_time else f"x {number(best.mean_s)}",
        _span(Interval(low, high)) if is_time else _number_span(Interval(low, high)),
        number(best.cv),
        _number_span(choice.cv_interval()),
        "not tested" if choice.p_value is None else f"p = {number(choice.p_value)}",
    ]


def _differences(estimates: Estimates) -> Iterator[str]:
    levels, same, other = estimates.levels, estimates.same_agent, estimates.other_agent
    if levels.failed_interval is not None:
        factor, span = number(levels.failed), _number_span(levels.failed_interval)
        yield f"A failed attempt takes {factor} x as long as a successful one at the same task ({span})."
    if same.after_failure.value is not None:
        yield _try("the same agent", same.after_failure, same.overall)
    if other is not None and other.after_failure.value is not None:
        yield _try("another agent", other.after_failure, other.overall)
    yield from hindrance_words(estimates)
    if estimates.shared is not None:
        span = _number_span(estimates.shared.interval)
        yield f"Of a task's difficulty, {number(estimates.shared.value)} is the same for all agents ({span})."
    if estimates.run_seconds is not None:
        sd, span = percent(estimates.run_seconds.sd), _share_span_of(estimates.run_seconds.interval)
        yield f"Whole runs differ in their times by {sd} ({span}, one standard deviation)."


def _try(who: str, after_failure: Ratio, overall: Ratio) -> str:
    return (
        f"Where one attempt failed, another by {who} succeeds in {percent(after_failure.value)}"
        f" ({_share_span(after_failure)}), against {percent(overall.value)} of all."
    )


def _reading(record: Record) -> Iterator[str]:
    yield from (f"{note[:1].upper()}{note[1:]}." for note in map(given, record.notes))


def _span(interval: Interval) -> str:
    return f"{duration(interval.low)} to {duration(interval.high)}"


def _number_span(interval: Interval) -> str:
    return f"{number(interval.low)} to {number(interval.high)}"


def _share_span(ratio: Ratio) -> str:
    return _share_span_of(ratio.interval)


def _share_span_of(interval: Interval) -> str:
    return f"{percent(interval.low)} to {percent(interval.high)}"
