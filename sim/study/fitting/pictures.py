"""The pictures of a fit: every quantity that was fitted, the model beside the record."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.document.blocks import Picture
from sim.fit.estimates import task_sizes
from sim.fit.service_times import FamilyChoice
from sim.fit.session import Fitted
from sim.fit.spending import PriceEstimate
from sim.report.figures import fitted as figures
from sim.report.figures.picture import Picture as Figure
from sim.report.figures.picture import png
from sim.report.figures.service_times import service_times_picture

MOST_PRICES = 4
"""Agents whose prices are drawn."""

Drawn = tuple[str, str, Callable[[], Figure]]
"""(file, caption, what draws it)"""


def draw(fitted: Fitted, stage: Path) -> list[Picture]:
    """Draw everything that was fitted into the folder `plots`, and return it for the report.

    Args:
        fitted: a record, and what it says.
        stage: of the result folder.
    """
    (stage / "plots").mkdir(exist_ok=True)
    shown = []
    for name, caption, drawing in _all(fitted):
        (stage / "plots" / f"{name}.png").write_bytes(png(drawing()))
        shown.append(Picture(caption, f"plots/{name}.png"))
    return shown


def _all(fitted: Fitted) -> Iterator[Drawn]:
    record, estimates = fitted.record, fitted.estimates
    served = record.served_s / estimates.hindrances.alone
    yield (
        "service-times",
        "How long attempts take: model beside record",
        lambda: service_times_picture(served, record.cut_off, estimates.times),
    )
    caption = "How often attempts succeed: model beside record"
    yield "success", caption, lambda: figures.success_picture(estimates.agents)
    yield from _tasks(fitted)
    slowdown = estimates.hindrances.slowdown
    if slowdown is not None:
        yield "slowdown", "How attempts slow each other down", lambda: figures.slowdown_picture(slowdown)
    yield from _spending(fitted)
    yield from _arrivals(fitted)


def _spending(fitted: Fitted) -> Iterator[Drawn]:
    spending = fitted.estimates.spending
    for name, one in spending.tokens.items():
        if one.choice is not None:
            what = f"{name.capitalize()} tokens of a task"
            drawing = _distribution(one.values, one.choice, what, "tokens")
            yield f"tokens-{name}", f"{what}: model beside record", drawing
    for number, (place, price) in enumerate(list(spending.prices.items())[:MOST_PRICES], start=1):
        drawing = _price(fitted.estimates.agents[place].name, price)
        yield f"price-{number}", "What attempts cost: recorded beside what the prices make of them", drawing


def _price(agent: str, price: PriceEstimate) -> Callable[[], Figure]:
    return lambda: figures.price_picture(agent, price)


def _tasks(fitted: Fitted) -> Iterator[Drawn]:
    estimates = fitted.estimates
    if estimates.size is not None:
        drawing = _distribution(task_sizes(estimates.levels), estimates.size, "Tasks' own mean times", "s")
        yield "task-sizes", "How long tasks are: model beside record", drawing
    if estimates.luck is not None:
        luck = estimates.levels.factors()
        drawing = _distribution(luck, estimates.luck, "Luck around a task's mean", "times as long")
        yield "luck", "How attempts at a task differ: model beside record", drawing


def _arrivals(fitted: Fitted) -> Iterator[Drawn]:
    arrivals = fitted.estimates.arrivals
    if arrivals is None or arrivals.gaps is None:
        return
    queued = np.sort(fitted.record.queued_s[np.isfinite(fitted.record.queued_s)])
    gaps = np.diff(queued)
    drawing = _distribution(gaps[gaps > 0.0], arrivals.gaps, "Gaps between arrivals", "s")
    yield "arrivals", "How tasks come in: gaps of the model beside the record", drawing


def _distribution(values: NDArray[np.float64], choice: FamilyChoice, what: str, unit: str) -> Callable[[], Figure]:
    return lambda: figures.distribution_picture(values, choice, what, unit)
