"""Observed against predicted success, for a page."""

from sim.document.html.chart import Chart
from sim.document.quantity import count, percent
from sim.report.figures.reliability import Point, calibration_title, outcomes, points_of
from sim.report.figures.source import PictureSource
from sim.report.html.plain import short


def calibration(source: PictureSource) -> Chart | None:
    """Return the reliability diagram; None where no attempt got past the gates.

    Args:
        source: table `tasks`.
    """
    predicted, observed = outcomes(source)
    if not predicted.size:
        return None
    points = points_of(predicted, observed)
    names = {True: "chance explains the distance", False: "the interval excludes what was predicted"}
    series = [
        {"name": name, "joined": False, "points": [_point(point) for point in points if point.agrees is agrees]}
        for agrees, name in names.items()
    ]
    told = "Observed against predicted success, in bins of 10 points with exact 95 % intervals; on the line they agree."
    choice = {
        "label": "calibration",
        "x": {"label": "predicted success", "unit": "0..1", "ends": [0, 1]},
        "y": {"label": "observed success", "unit": "0..1", "ends": [0, 1]},
        "rules": [],
        "diagonal": True,
        "series": [one for one in series if one["points"]],
    }
    return Chart("plot", calibration_title(predicted, observed), told, {"choices": [choice]})


def _point(point: Point) -> dict[str, object]:
    seen, interval = point.bin, point.interval
    text = (
        f"{percent(seen.mean_predicted)} predicted, {percent(seen.observed_rate)} observed "
        f"({percent(interval.low)} to {percent(interval.high)}) of {count(seen.tasks, 'task')}"
    )
    return {
        "x": short(seen.mean_predicted),
        "y": short(seen.observed_rate),
        "low": short(interval.low),
        "high": short(interval.high),
        "text": text,
    }
