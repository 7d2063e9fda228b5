"""Logs of known parameters, and what a fit should find in them.

Source: the model of docs/background/model.md: seconds are size * luck / speed * run (* failed), chances of a task are
beta variables joined by a normal copula.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from sim.fit.cleaning import make_record
from sim.fit.estimates import Estimates
from sim.fit.record import Record
from sim.fit.shared_difficulty import joint_success
from sim.measures.statistics.intervals import Interval

Held = Iterator[tuple[str, float, Interval | None]]
"""(quantity, true value, interval of it)"""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A fleet that tries the same tasks in several runs, each agent once a run."""

    runs: int = 5
    tasks: int = 100
    size_s: float = 60.0
    size_cv: float = 0.8
    luck_cv: float = 0.4
    speeds: tuple[float, ...] = (1.0, 1.3)
    chances: tuple[float, ...] = (0.6, 0.45)
    dispersion: float = 0.35
    shared: float = 0.6
    failed: float = 1.4
    run_sd: float = 0.08

    def record(self, luck: np.random.Generator) -> Record:
        """Return a log of it."""
        agents = len(self.speeds)
        run, task, agent = (part.ravel() for part in np.indices((self.runs, self.tasks, agents), dtype=np.int64))
        size = lognormal(luck, self.tasks, self.size_s, self.size_cv)
        solved = luck.random(len(run)) < self._chances(luck)[task, agent]
        shift = luck.normal(0.0, self.run_sd, self.runs)
        seconds = size[task] * lognormal(luck, len(run), 1.0, self.luck_cv) / np.array(self.speeds)[agent]
        seconds *= np.exp(shift[run]) * np.where(solved, 1.0, self.failed)
        return make_record({
            "run": run.tolist(),
            "task": [f"t{number}" for number in task],
            "agent": [f"a{number}" for number in agent],
            "start": np.arange(len(run), dtype=float).tolist(),
            "seconds": seconds.tolist(),
            "outcome": solved.astype(int).tolist(),
        })  # fmt: skip

    def _chances(self, luck: np.random.Generator) -> NDArray[np.float64]:
        agents, weight = len(self.speeds), (1.0 - self.dispersion) / self.dispersion
        of_task, of_pair = luck.normal(size=(self.tasks, 1)), luck.normal(size=(self.tasks, agents))
        mean = np.array(self.chances)
        level = ndtr(sqrt(self.shared) * of_task + sqrt(1.0 - self.shared) * of_pair)
        return np.asarray(betaincinv(mean * weight, (1.0 - mean) * weight, level))

    def held(self, found: Estimates) -> Held:
        """Yield what was put in, beside the interval that was found."""
        pace = np.array(self.speeds) / np.exp(np.log(self.speeds).mean())
        for place, agent in enumerate(found.agents):
            mean, unlike = self.chances[place], agent.dispersion
            yield f"success of agent {place}", mean, agent.success.interval
            yield f"mean chance of agent {place}", mean, None if unlike is None else unlike.mean_interval
            yield f"dispersion of agent {place}", self.dispersion, None if unlike is None else unlike.interval
            yield f"pace of agent {place}", float(pace[place]), found.levels.pace_interval[place]
        yield "failed attempts take", self.failed, found.levels.failed_interval
        yield "shared difficulty", self.shared, None if found.shared is None else found.shared.interval
        yield "run effect", self.run_sd, None if found.run_seconds is None else found.run_seconds.interval
        average_s = self.size_s / exp(float(np.log(self.speeds).mean()))
        yield "mean size", average_s, None if found.size is None else found.size.mean_interval()
        yield "cv of sizes", self.size_cv, None if found.size is None else found.size.cv_interval()
        yield "cv of luck", self.luck_cv, None if found.luck is None else found.luck.cv_interval()
        yield "mean seconds", self._mean_s(), found.times.mean_interval()
        yield "cv of seconds", self._cv(), found.times.cv_interval()
        yield from self._second_tries(found)

    def _moment(self, power: int) -> float:
        # Of size x luck x run, all lognormal, times speed and failing of the agents.
        variance = log1p(self.size_cv**2) + log1p(self.luck_cv**2) + self.run_sd**2
        mean_log = log(self.size_s) - 0.5 * (log1p(self.size_cv**2) + log1p(self.luck_cv**2))
        by_agent = [
            (p + (1.0 - p) * self.failed**power) / speed**power
            for p, speed in zip(self.chances, self.speeds, strict=True)
        ]
        return exp(power * mean_log + power**2 * variance / 2.0) * float(np.mean(by_agent))

    def _mean_s(self) -> float:
        return self._moment(1)

    def _cv(self) -> float:
        return sqrt(self._moment(2) / self._moment(1) ** 2 - 1.0)

    def _second_tries(self, found: Estimates) -> Held:
        p, r = np.array(self.chances), self.dispersion
        mended, failed = p * (1.0 - p) * (1.0 - r), 1.0 - p
        yield "second try", float(mended.sum() / failed.sum()), found.same_agent.after_failure.interval
        if found.other_agent is not None:
            both = joint_success(p[0], p[1], r, r, self.shared)
            other = (p[0] - both + p[1] - both) / float(failed.sum())
            yield "second try by another", float(other), found.other_agent.after_failure.interval


def lognormal(luck: np.random.Generator, n: int, mean: float, cv: float) -> NDArray[np.float64]:
    """Return lognormal variables of a mean and a coefficient of variation."""
    variance = log1p(cv * cv)
    return np.asarray(np.exp(luck.normal(log(mean) - variance / 2.0, sqrt(variance), n)))
