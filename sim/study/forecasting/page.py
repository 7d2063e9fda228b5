"""The report of forecasts that were put to the test."""

from collections.abc import Callable, Iterator, Sequence

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, Picture, table
from sim.document.quantity import count, duration, percent
from sim.document.text import given, strong
from sim.fit.known_scenario import rounded
from sim.report.figures.forecasts import forecasts_picture
from sim.report.figures.picture import Picture as Drawn
from sim.report.trust import sentence
from sim.scenario.spec.forecast_spec import ForecastSpec
from sim.study.forecasting.forecast import Forecast, PartForecast
from sim.study.forecasting.trust import stalls_told

LEGEND = (
    "Forecast: the median of runs of a scenario that was fitted to the rest of the record.",
    "It was given the tasks of the part, their order, when they were queued where that is known, and its slots.",
    "95 %: of 100 such intervals 95 hold what comes, if the model is right.",
    "Error: distance of the forecast from what came, as a share of it; the median over the parts.",
    "Bias: the mean of forecast / what came, less 1: above 0 forecasts are too high.",
    "A part stalls where nothing ran for 0.5 % of it or longer while work was left.",
)


def blocks(trust: ForecastSpec, forecasts: Sequence[PartForecast], pictures: Sequence[Picture] = ()) -> list[Block]:
    """Return what the test found, from its sentences to its numbers.

    Args:
        trust: what the forecasts were worth.
        forecasts: of all parts.
        pictures: of them.
    """
    return [
        Paragraph(f"{strong('How far to trust a forecast')}: {given(trust.tested)}."),
        Items(tuple(sentence(name, one) for name, one in trust.metrics.items())),
        *pictures,
        *map(Note, stalls_told(forecasts)),
        *map(Note, unknown_tasks_told(forecasts)),
        table(("part", "tasks", "makespan", "forecast", "95 %", "success", "forecast", "95 %"), _rows(forecasts)),
        *_tries(forecasts),
    ]


def page(
    name: str,
    trust: ForecastSpec,
    forecasts: Sequence[PartForecast],
    notes: Sequence[str],
    command: str,
    pictures: Sequence[Picture] = (),
) -> list[Block]:
    """Return the report as blocks.

    Args:
        name: of the record.
        trust: what the forecasts were worth.
        forecasts: of all parts.
        notes: how the record was read, in sentences.
        command: that repeats it.
        pictures: of the forecasts.
    """
    return [
        Heading(f"Forecasts put to the test: {given(name)}", level=1),
        *blocks(trust, forecasts, pictures),
        Heading("How the record was read"),
        Items(tuple(f"{note[:1].upper()}{note[1:]}." for note in map(given, notes))),
        Heading("How to read this"),
        Items(LEGEND),
        Heading("How to repeat it"),
        Command(command),
    ]


def unknown_tasks_told(forecasts: Sequence[PartForecast]) -> Iterator[str]:
    """Yield in a sentence how many tasks were forecast without having been seen before."""
    unknown, tasks = sum(one.unknown for one in forecasts), sum(one.tasks for one in forecasts)
    if unknown:
        yield (
            f"{unknown} of {count(tasks, 'task')} ({percent(unknown / tasks)}) are in no other part: they were forecast"
            " as tasks like the others, with all the spread that those have."
        )


def _tries(forecasts: Sequence[PartForecast]) -> list[Block]:
    """Return the table of blind tries, where there are any."""
    rows = [
        [given(one.name), str(one.tasks), *_cells(forecast, percent)]
        for one in forecasts
        for name, forecast in one.metrics.items()
        if name.startswith("solved_")
    ]
    return [table(("tries", "tasks", "solved", "forecast", "95 %"), rows)] if rows else []


def _rows(forecasts: Sequence[PartForecast]) -> Iterator[list[str]]:
    for one in forecasts:
        makespan, success = one.metrics.get("makespan"), one.metrics.get("success_rate")
        if makespan is None and success is None:
            continue
        yield [given(one.name), str(one.tasks), *_cells(makespan, duration), *_cells(success, percent)]


def _cells(forecast: Forecast | None, told: Callable[[float], str]) -> list[str]:
    if forecast is None:
        return ["not told"] * 3
    mark = "" if forecast.holds else " (outside)"
    span = f"{told(forecast.low)} to {told(forecast.high)}"
    return [f"{told(forecast.recorded)}{mark}", told(forecast.median), span]


def drawn(forecasts: Sequence[PartForecast], trust: ForecastSpec) -> Drawn | None:
    """Return a picture of the makespans' forecasts; None where there is none.

    Args:
        forecasts: of all parts.
        trust: what they were worth.
    """
    with_makespan = [(one.name, one.metrics["makespan"]) for one in forecasts if "makespan" in one.metrics]
    found = trust.metrics.get("makespan")
    if not with_makespan or found is None:
        return None
    near = "" if found.error is None else f", off by {percent(found.error)} at the median"
    return forecasts_picture(
        [name for name, _ in with_makespan],
        [one.recorded for _, one in with_makespan],
        [(one.low, one.median, one.high) for _, one in with_makespan],
        f"{found.held} of {count(found.parts, 'interval')} held the makespan{near}",
    )


def plain(trust: ForecastSpec, forecasts: Sequence[PartForecast]) -> dict[str, object]:
    """Return the same as plain data, for forecast.json and `--json`.

    Args:
        trust: what the forecasts were worth.
        forecasts: of all parts.
    """
    return {
        **trust.model_dump(mode="json"),
        "verdicts": {name: sentence(name, one) for name, one in trust.metrics.items()},
        "parts": [
            {
                "part": one.name,
                "tasks": one.tasks,
                "unknown_tasks": one.unknown,
                "stalls": [list(stall) for stall in one.happened.stalls],
                "metrics": {name: _plain(forecast) for name, forecast in one.metrics.items()},
            }
            for one in forecasts
        ],
    }


def _plain(forecast: Forecast) -> dict[str, object]:
    ends = {"recorded": forecast.recorded, "median": forecast.median, "low": forecast.low, "high": forecast.high}
    return {**{name: rounded(value) for name, value in ends.items()}, "holds": forecast.holds}


def lines(trust: ForecastSpec, forecasts: Sequence[PartForecast]) -> list[str]:
    """Return what a terminal shows: a sentence a metric, then the stalls.

    Args:
        trust: what the forecasts were worth.
        forecasts: of all parts.
    """
    said = [f"{trust.tested[:1].upper()}{trust.tested[1:]}:"]
    said += [sentence(name, one) for name, one in trust.metrics.items()]
    return [*said, *stalls_told(forecasts), *unknown_tasks_told(forecasts)]
