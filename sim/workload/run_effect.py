"""What a whole run has of its own: one draw a replication for its times, one for its chances."""

from dataclasses import replace

import numpy as np

from sim.luck.inverse_cdf import quantile_at
from sim.luck.keyed import Luck, Purpose
from sim.numerics import exp, normal_quantile, student
from sim.scenario import Scenario
from sim.scenario.spec.factor_spec import LEAST_FACTOR, MAX_FACTOR
from sim.scenario.spec.run_effect_spec import RunEffect, RunShift
from sim.workload.task_table import TaskTable


def run_effect_of(scenario: Scenario) -> RunEffect:
    """Return what a scenario says of runs that differ; nothing where its workload has no such key.

    Args:
        scenario: of any workload.
    """
    found = getattr(scenario.workload, "run_effect", None)
    return found if isinstance(found, RunEffect) else RunEffect()


def with_run_factor(tasks: TaskTable, scenario: Scenario, luck: Luck) -> TaskTable:
    """Return the tasks with the true times that they have in this run; what is believed of them stays.

    Args:
        tasks: of a source, with what is true and what is believed of their durations.
        scenario: says how runs differ.
        luck: uniforms of the replication; it draws one, at the address (wave 0, k 0, position 0).

    >>> from sim.scenario import parse_scenario
    >>> from sim.workload.synthetic import load_tasks
    >>> workload = {"kind": "synthetic", "tasks_per_wave": 2, "duration": "60s", "run_effect": {"duration": 0.1}}
    >>> scenario = parse_scenario({"name": "slow", "fleet": {"agents": [{"name": "a"}]}, "workload": workload})
    >>> luck = Luck(seed=1)
    >>> tasks = with_run_factor(load_tasks(scenario, luck, ("a_0",)).tasks, scenario, luck)
    >>> tasks.true_s.round(2).tolist(), tasks.expected_s.tolist()
    ([[69.87], [69.87]], [[60.0], [60.0]])
    """
    effect = run_effect_of(scenario).duration
    if effect is None:
        return tasks
    u = luck.uniform(Purpose.RUN_DURATION, 0, 0, 0)
    factor = exp(run_shift(effect, u)) if isinstance(effect, RunShift) else quantile_at(effect, u)
    true_s = tasks.true_s * min(max(factor, LEAST_FACTOR), MAX_FACTOR)
    true_s.setflags(write=False)
    return replace(tasks, true_s=true_s)


def success_shift(scenario: Scenario, luck: Luck) -> float:
    """Return what this run adds to the logit of every true chance; 0 where the scenario says nothing of it.

    Args:
        scenario: says how runs differ.
        luck: uniforms of the replication; it draws one, at the address (wave 0, k 0, position 0).
    """
    effect = run_effect_of(scenario).success
    return 0.0 if effect is None else run_shift(effect, luck.uniform(Purpose.RUN_SUCCESS, 0, 0, 0))


def run_shift(effect: RunShift, u: float) -> float:
    """Return the shift below which a run's lies with probability u.

    Args:
        effect: its scale, and how sure that is.
        u: strictly between 0 and 1.

    >>> round(run_shift(RunShift(sd=0.1), 0.975), 4), round(run_shift(RunShift(sd=0.1, freedom=3), 0.975), 4)
    (0.196, 0.3182)
    """
    if effect.sd == 0.0:
        return 0.0
    z = normal_quantile(u) if effect.freedom is None else student.t_quantile(u, effect.freedom)
    return float(np.clip(effect.sd * z, -100.0, 100.0))
