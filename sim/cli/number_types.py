"""Numbers on the command line that a machine can do something with."""

import math
from typing import Any

import click

MOST_JOBS = 1000
"""Each is a process of some 100 MB."""


class Runs(click.IntRange):
    """A number of replications: at most as many as a study file may ask for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or fail in click's way."""
        from sim.scenario.varying.study_spec import MAX_REPLICATIONS

        number = int(super().convert(value, param, ctx))
        if number > MAX_REPLICATIONS:
            self.fail(f"{number} is more than {MAX_REPLICATIONS}.", param, ctx)
        return number


class Finite(click.FloatRange):
    """A number that is one: `nan` is in every range, since no comparison rules it out."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or fail in click's way."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number
