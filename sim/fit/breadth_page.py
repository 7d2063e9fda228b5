"""What the report of a fit says of time-outs, contention, tokens and prices."""

from collections.abc import Iterator

from sim.document.blocks import Block, Heading, Paragraph, table
from sim.document.quantity import count, duration, number, percent
from sim.document.text import given
from sim.fit.contention import Slowdown, as_words
from sim.fit.estimates import Estimates
from sim.fit.spending import WELL, PriceEstimate, TokenEstimate
from sim.fit.time_outs import TimeOut
from sim.measures.statistics.intervals import Interval

PER_MILLION = {"input_token": "a million input tokens", "output_token": "a million output tokens"}
PARTS = {"attempt": "an attempt", "second": "an hour of service"}


def hindrance_words(estimates: Estimates) -> Iterator[str]:
    """Yield what holds attempts up, a sentence each."""
    time_out, slowdown = estimates.hindrances.time_out, estimates.hindrances.slowdown
    if time_out is not None:
        yield _time_out(time_out)
    if slowdown is not None:
        yield _slowdown(slowdown)


def _time_out(found: TimeOut) -> str:
    ended = f"A time-out ended {count(found.cut_off, 'attempt')} ({percent(found.share)})"
    if found.seconds is None:
        return (
            f"{ended}, at times that have no limit in common: the scenario has none, and times count as longer than"
            " recorded."
        )
    return (
        f"{ended}, all after {duration(found.seconds)}: the scenario has it (retry.timeout); such times are counted as"
        " exceeded, not as that long, and chances of success are of attempts that it did not end."
    )


def _slowdown(found: Slowdown) -> str:
    whose = "the fleet" if found.over_fleet else "an agent"
    law = (
        f"sigma {number(found.sigma)} ({_span(found.sigma_interval)}),"
        f" kappa {number(found.kappa)} ({_span(found.kappa_interval)}), p = {number(found.p_value)}"
    )
    if not found.is_shown:
        return f"Attempts of {whose} that run at once are not shown to slow each other down ({law})."
    return (
        f"Attempts of {whose} that run at once slow each other down: {as_words(found)} ({law}). Times in the scenario"
        " are those of attempts alone."
    )


def spending_blocks(estimates: Estimates) -> list[Block]:
    """Return the sections on tokens and prices; none where the log has neither."""
    spending = estimates.spending
    blocks: list[Block] = []
    if spending.tokens:
        heads = ("tokens", "family", "mean", "95 %", "cv", "test of fit")
        rows = [row for name, one in spending.tokens.items() for row in _tokens(name, one, estimates)]
        blocks += [Heading("Tokens of a task"), table(heads, rows)]
    if spending.prices:
        rows = [row for place, one in spending.prices.items() for row in _price(estimates.agents[place].name, one)]
        blocks += [
            Heading("What attempts cost"),
            table(("agent", "USD for", "price", "95 %", "an attempt costs", "off at the median"), rows),
            *([Paragraph(POORLY)] if any(one.off > WELL for one in spending.prices.values()) else []),
        ]
    return blocks


POORLY = (
    "Where costs lie more than 5 % off, no price per attempt, second and token explains them: cached tokens, several"
    " models or rounding do that. Totals are right on average, single attempts are not."
)


def _tokens(name: str, one: TokenEstimate, estimates: Estimates) -> Iterator[list[str]]:
    if one.choice is None:
        yield [name, "always the same", number(one.mean), "", "", ""]
    else:
        best, p_value = one.choice.best, one.choice.p_value
        low, high = best.mean_interval()
        tested = "not tested" if p_value is None else f"p = {number(p_value)}"
        yield [name, best.family.name, number(best.mean_s), _span(Interval(low, high)), number(best.cv), tested]
    for of_type, (mean, span) in one.by_type.items():
        yield [f"{name}, type {given(of_type)}", "", number(mean), _span(span), "", ""]
    for place, interval in enumerate(one.agent_intervals):
        if interval is not None:
            who = f"{name}, agent {given(estimates.agents[place].name)}"
            yield [who, "", f"x {number(one.agents[place])}", _span(interval), "", ""]


def _price(agent: str, one: PriceEstimate) -> Iterator[list[str]]:
    for part, usd in one.parts.items():
        scale, words = (1e6, PER_MILLION[part]) if part in PER_MILLION else (1.0, PARTS[part])
        scale = 3600.0 if part == "second" else scale
        span = one.intervals[part]
        yield [
            given(agent),
            words,
            number(scale * usd),
            _span(Interval(scale * span.low, scale * span.high)),
            f"{number(one.mean_usd)} USD",
            percent(one.off),
        ]


def _span(interval: Interval) -> str:
    return f"{number(interval.low)} to {number(interval.high)}"
