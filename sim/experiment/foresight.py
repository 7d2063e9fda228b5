"""What a scenario will cost, told before it runs where it can be foreseen: with the number, and what to change.

Nothing here is refused: a run copes with all of it (it samples less often, ends early, leaves files out), but who waits
for it, or reads what came of it, should know beforehand. The length of a run is a lower estimate: the time that its
work takes on average if no slot is ever idle, and never less than one task a wave.
"""

import math
from collections.abc import Iterator

import numpy as np

from sim.document.quantity import duration, exact_duration
from sim.experiment.result_files import MOST_FOLDERS
from sim.luck.inverse_cdf import quantile
from sim.model.monitor_process import MOST_VALUES
from sim.model.world import MOST_OUTAGES
from sim.scenario import AgentSpec, Distribution, OnBreakdown, ReplayWorkload, Scenario, SyntheticWorkload
from sim.scenario.spec.replay_spec import RECORDED

MANY_TASKS = 1_000_000
_BYTES_A_TASK = 1500


def foreseen(scenario: Scenario) -> list[str]:
    """Return a sentence for everything that will be much, or in vain.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "slow",
    ...         "horizon": "30d",
    ...         "fleet": {"agents": [{"name": "agent"}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 4, "duration": "52w"},
    ...     }
    ... )
    >>> foreseen(scenario)[0].partition(": much")[0]
    'horizon: the work takes at least 1456 d, and the run ends at 30 d'
    """
    workload = scenario.workload
    if not isinstance(workload, SyntheticWorkload):
        return _of_the_record(scenario)  # tasks of files are known when they are read
    service_s = workload.mean_service_s
    length_s = least_length_s(scenario, service_s)
    return [
        *_of_the_record(scenario),
        *_of_the_tasks(workload),
        *_of_the_horizon(scenario, length_s),
        *_of_the_breakdowns(scenario, service_s, min(length_s, scenario.horizon)),
        *_of_the_samples(scenario, min(length_s, scenario.horizon)),
        *_of_the_files(scenario, workload.waves),
    ]


def least_length_s(scenario: Scenario, service_s: float) -> float:
    """Return about how long a run takes at least, in virtual seconds, its horizon left aside.

    Args:
        scenario: with a synthetic workload.
        service_s: mean time of an attempt at speed 1.
    """
    assert isinstance(scenario.workload, SyntheticWorkload)
    agents = [spec for _, spec in scenario.fleet.agents_by_id()]
    fastest_s = service_s / max(map(_best_speed, agents))
    breakdowns = scenario.fleet.breakdowns
    ends_attempts = breakdowns is not None and breakdowns.on_breakdown is OnBreakdown.FAIL
    if breakdowns is not None and ends_attempts and chance_to_last(breakdowns.mtbf, fastest_s) < 0.5:
        return 0.0  # attempts end, as failed, long before
    work_a_second = math.fsum(spec.capacity * _best_speed(spec) for spec in agents)
    sizes = scenario.workload.wave_sizes
    return math.fsum(max(fastest_s, (size or 0) * service_s / work_a_second) for size in sizes if size != 0)


def _best_speed(spec: AgentSpec) -> float:
    """Return the speed of an agent at the type that it is fastest at."""
    return spec.speed * max(1.0, *spec.pace.values()) if spec.pace else spec.speed


def chance_to_last(up_times: Distribution, seconds: float) -> float:
    """Return the chance that an up-time is at least so long.

    >>> from sim.scenario import BreakdownSpec
    >>> round(chance_to_last(BreakdownSpec(mtbf=60, mttr=1).mtbf, 60.0), 6)  # exponential: 1 / e
    0.367879
    """
    low, high = 0.0, 1.0
    for _ in range(53):
        middle = (low + high) / 2.0
        if quantile(up_times, np.array([middle]))[0] >= seconds:
            high = middle
        else:
            low = middle
    return 1.0 - high


def _of_the_record(scenario: Scenario) -> list[str]:
    if scenario.assignment.strategy != RECORDED or isinstance(scenario.workload, ReplayWorkload):
        return []
    told = "recorded plays a record back, and this workload is none (`workload.kind: replay`)"
    return [f"assignment.strategy: {told}: tasks go as by load_balanced"]


def _of_the_tasks(workload: SyntheticWorkload) -> Iterator[str]:
    tasks = workload.expected_tasks
    if tasks is not None and tasks > MANY_TASKS:
        memory = tasks * _BYTES_A_TASK / 1e9
        yield (
            f"workload: {tasks:,.0f} tasks take about {memory:.0f} GB of memory and minutes; fewer tasks in several "
            "replications tell as much"
        )


def _of_the_horizon(scenario: Scenario, length_s: float) -> Iterator[str]:
    if length_s > scenario.horizon:
        yield (
            f"horizon: the work takes at least {duration(length_s)}, and the run ends at "
            f"{exact_duration(scenario.horizon)}: much of it will not be done; set a later horizon"
        )


def _of_the_breakdowns(scenario: Scenario, service_s: float, length_s: float) -> Iterator[str]:
    spec = scenario.fleet.breakdowns
    if spec is None:
        return
    agents = [agent for _, agent in scenario.fleet.agents_by_id()]
    fastest_s = service_s / max(map(_best_speed, agents))
    cycle_s = spec.mtbf.mean + spec.mttr.mean
    if (
        spec.on_breakdown is OnBreakdown.RESTART
        and chance_to_last(spec.mtbf, fastest_s) * scenario.horizon * len(agents) < cycle_s
    ):
        length_s = scenario.horizon
        yield (
            f"fleet.breakdowns: an attempt takes {duration(fastest_s)} and begins anew after each breakdown, one every "
            f"{duration(spec.mtbf.mean)} of up-time: hardly any ever ends; set a longer mtbf, shorter tasks, or "
            "on_breakdown: resume"
        )
    outages = len(agents) * length_s / cycle_s
    if outages > MOST_OUTAGES:
        yield (
            f"fleet.breakdowns: about {outages:,.0f} in {duration(length_s)}, and a run ends at {MOST_OUTAGES:,}; "
            "set a longer mtbf, fewer agents, or an earlier horizon"
        )


def _of_the_samples(scenario: Scenario, length_s: float) -> Iterator[str]:
    room = MOST_VALUES // (1 + len(scenario.fleet.agents_by_id()))
    samples = length_s / scenario.monitor.interval
    if samples > room:
        yield (
            f"monitor.interval: at least {samples:,.0f} samples; after {room:,} they are taken less and less often; "
            f"an interval of {duration(length_s / room)} keeps one distance for that long"
        )


def _of_the_files(scenario: Scenario, waves: int) -> Iterator[str]:
    agents = len(scenario.fleet.agents_by_id())
    if waves * agents > MOST_FOLDERS:
        yield (
            f"files: {waves:,} waves of {agents:,} agents would be {waves * agents:,} folders, more than "
            f"{MOST_FOLDERS:,}: a result folder leaves the files of each agent out; its tables hold every row"
        )
