"""Print the table of docs/background/comparing.md: how often the statistics of a comparison are right.

python -m tests.theory.comparison_tables [MACRO-REPLICATIONS]
"""

import sys
from collections.abc import Iterator

from sim.measures.comparison.precision import PrecisionRule
from tests.theory.comparison_cases import (
    EVEN,
    GAMMA,
    LOGNORMAL,
    NORMAL,
    PRECISE,
    RARE,
    SHAPES,
    UNEVEN,
    WORSE,
    Share,
    mean_coverage,
    paired_coverage,
    precision_stops,
    quantile_coverage,
    rare_coverage,
    rarely_worse,
    slippage,
    wrong_verdicts,
)


def line(what: str, promised: str, share: Share, more: str = "") -> str:
    return f"| {what} | {promised} | {100 * share.value():.1f} ± {100 * share.error():.1f} % | {more} |"


def means(macro: int) -> Iterator[str]:
    for shape in SHAPES:
        for n in (10, 30, 100):
            share = mean_coverage(shape, n, macro)
            yield line(f"mean, {shape.name}, {n} replications", "95 %", share)


def differences(macro: int) -> Iterator[str]:
    for shape, group, n, m in (
        (NORMAL, EVEN, 30, 1),
        (GAMMA, UNEVEN, 30, 1),
        (LOGNORMAL, UNEVEN, 30, 1),
        (NORMAL, UNEVEN, 20, 4),
        (LOGNORMAL, UNEVEN, 20, 4),
        (LOGNORMAL, UNEVEN, 100, 4),
    ):
        what = "a paired difference" if m == 1 else f"{m} paired differences together"
        share = paired_coverage(shape, group, n, m, macro)
        yield line(f"{what}, {shape.name}, {group.name}, {n} replications", "95 %", share)


def quantiles(macro: int) -> Iterator[str]:
    for q, n in ((50, 30), (95, 100), (99, 400)):
        share, promised = quantile_coverage(q, n, macro)
        yield line(f"p{q}, exponential, {n} replications", f"{100 * promised:.1f} %", share)


def verdicts(macro: int) -> Iterator[str]:
    for what, effects, delta, n in (
        ("all equal", [0.0] * 4, 0.0, 20),
        ("three far off, one equal", [9.0, 9.0, 9.0, 0.0], 0.0, 20),
        ("two just over delta, two equal", [0.301, -0.301, 0.0, 0.0], 0.3, 200),
    ):
        share = wrong_verdicts(effects, delta, n, UNEVEN, macro)
        yield line(f"a wrong verdict on one of four, {what}, {n} replications", "at most 5 %", share)


def rare_failures(macro: int) -> Iterator[str]:
    for chance, tasks, n in RARE:
        what = f"success rate {chance:g}, {tasks} tasks a run, {n} replications"
        yield line(what, "95 % or more", rare_coverage(chance, tasks, n, macro))
        yield line(f"{what}, by t alone", "nothing", rare_coverage(chance, tasks, n, macro, told=False))
    for loss, tasks, n in WORSE:
        what = f"{100 * loss:g} % of tasks lost against none, {tasks} tasks a run, {n} replications"
        for told, promised in ((True, ("95 % or more", "at most 5 %")), (False, ("nothing", "nothing"))):
            held, wrong = rarely_worse(loss, tasks, n, macro, told)
            more = "" if told else ", by t alone"
            yield line(f"difference, {what}{more}", promised[0], held)
            yield line(f"called no practical difference, {what}{more}", promised[1], wrong)


def selections(macro: int) -> Iterator[str]:
    for rho in (0.0, 0.8):
        result = slippage(rho, macro)
        yield line(
            f"KN chooses the best of five, correlation {rho:g}",
            "at least 95 %",
            result.correct,
            f"{result.runs:.0f} runs on average",
        )


def stops(macro: int) -> Iterator[str]:
    for shape in SHAPES:
        for relative, most in ((0.2, 120), (0.1, 300), (0.05, 700)):
            result = precision_stops(shape, PrecisionRule(relative), most, macro)
            yield line(
                f"mean at the stop for {100 * relative:g} %, {shape.name}",
                "95 %",
                result.held,
                f"{result.replications:.0f} replications on average",
            )


def main(macro: int) -> None:
    for section in (means, differences, quantiles, verdicts, rare_failures):
        for text in section(macro):
            sys.stdout.write(text + "\n")
    for section in (selections, stops):  # these take about a hundred times longer
        for text in section(macro // 4):
            sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PRECISE)
