"""The tasks of a record, each by itself, and what a few runs say of the next one."""

import numpy as np
import pytest
from scipy import stats

from sim.fit.cleaning import make_record
from sim.fit.estimates import estimate
from sim.fit.known_tasks import are_the_same, known_tasks
from sim.fit.next_run import TYPICAL, next_run
from sim.fit.run_effect import RunEffect, fit_run_effect
from sim.measures.statistics.intervals import Interval


def record_of(luck, runs=5, tasks=40, run_sd=0.1, within=0.3, chance=None):
    level, shift = luck.normal(4.0, 0.8, tasks), luck.normal(0.0, run_sd, runs)
    run, task = np.repeat(np.arange(runs), tasks), np.tile(np.arange(tasks), runs)
    seconds = np.exp(level[task] + shift[run] + luck.normal(0.0, within, runs * tasks))
    solved = luck.random(runs * tasks) < (luck.beta(0.5, 0.5, tasks) if chance is None else chance)[task]
    raw = {
        "run": run.tolist(),
        "task": [f"t{number}" for number in task],
        "start": np.arange(runs * tasks, dtype=float).tolist(),
        "seconds": seconds.tolist(),
        "outcome": solved.astype(int).tolist(),
    }
    return make_record(raw), np.exp(level + within**2 / 2.0)


def test_tasks_come_out_as_they_were_put_in(luck) -> None:
    record, true_s = record_of(luck(1), runs=20)
    found = known_tasks(record, estimate(record, None))
    off = np.log(found.seconds) - np.log(true_s)
    # 20 runs with luck 0.3 and an effect of 0.1: a task's mean is known to 0.07, all of them together to 0.025.
    assert np.abs(off - off.mean()).max() < 4.0 * 0.07
    assert abs(off.mean()) < 4.0 * 0.025
    assert found.family == "lognormal"
    assert found.cv == pytest.approx(np.sqrt(np.expm1(0.3**2)), rel=0.15)
    assert are_the_same(record, estimate(record, None))


def test_few_attempts_leave_a_task_near_the_others_and_its_chance_unsure(luck) -> None:
    record, _ = record_of(luck(2), runs=2)
    few = known_tasks(record, estimate(record, None))
    record, _ = record_of(luck(2), runs=30)
    many = known_tasks(record, estimate(record, None))
    assert few.dispersion > 3.0 * many.dispersion
    assert few.chance.min() > many.chance.min()
    assert few.cv > many.cv


def test_a_task_that_was_never_seen_is_like_the_others_with_all_their_spread(luck) -> None:
    record, _ = record_of(luck(3))
    estimates = estimate(record, None)
    seen, unseen = known_tasks(record, estimates), known_tasks(record, estimates, ("nobody", "knows"))
    assert unseen.seconds[0] == unseen.seconds[1]
    assert seen.seconds.min() < unseen.seconds[0] < seen.seconds.max()
    assert unseen.cv > 2.0 * seen.cv


@pytest.mark.parametrize(("runs", "run_sd"), [(4, 0.03), (4, 0.08), (10, 0.1)])
def test_the_next_run_lies_within_what_was_said_of_it(luck, runs, run_sd) -> None:
    generator, studies, luck_sd, within = luck(4), 120, 0.035, 0.3
    u, z = generator.random(1999), generator.normal(size=1999)
    means = generator.normal(0.0, run_sd, (studies, runs + 1)) + generator.normal(0.0, luck_sd, (studies, runs + 1))
    held = plain = 0
    for study in means:
        seen, off = study[:-1], study[-1] - study[:-1].mean()
        seen_sd = float(seen.std(ddof=1))
        sd = np.sqrt(max(seen_sd**2 - luck_sd**2, 0.0))
        said = next_run(RunEffect(sd, Interval(0.0, 1.0), within, runs, seen_sd, luck_sd), TYPICAL * within)
        own = luck_sd * np.sqrt(1.0 + 1.0 / runs) * z
        held += abs(off) <= np.quantile(np.abs(said.sd * stats.t.ppf(u, said.freedom or 1e6) + own), 0.95)
        plain += abs(off) <= np.quantile(np.abs(own), 0.95)
    least = 0.93 - 4.0 * np.sqrt(0.93 * 0.07 / studies)  # 0.93: where runs lie further apart than is typical
    assert held / studies > least
    if run_sd > 0.05:
        assert plain / studies < least  # the negative control: without an effect of runs the interval lies


def test_runs_that_do_not_differ_and_have_no_luck_have_no_effect() -> None:
    assert next_run(RunEffect(0.0, Interval(0.0, 0.0), 0.0, 3, 0.0, 0.0), 0.0).sd == 0.0


def test_runs_with_tasks_of_their_own_are_compared_as_they_are(luck) -> None:
    generator = luck(5)
    run = np.repeat(np.arange(12), 50)
    values = generator.normal(0.0, 0.4, 12)[run] + generator.normal(0.0, 0.5, 600)
    found = fit_run_effect(values, run, np.arange(600))
    assert found.interval.low < 0.4 < found.interval.high
    assert found.within_sd == pytest.approx(0.5, rel=0.1)
