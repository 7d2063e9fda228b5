"""Breakdowns, repairs and retries against formulas."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sim.measures.theory.queueing import mm1_breakdowns_mean_in_system, retry_queue_mean_response_s
from sim.measures.theory.reliability import attempts_per_task, availability, mean_machines_down, task_success
from tests.theory.case import Case, Quantity, warm_up_tasks
from tests.theory.observe import (
    attempts_a_task,
    mean_down,
    mean_in_system,
    mean_response,
    share_up,
    share_up_at_start,
    success_share,
)
from tests.theory.queue_cases import ARRIVALS, open_system
from tests.theory.replication import ENDLESS, scenario_data

FAILURES = "failures"
SUCCESS = "success chance"


def fleet_until(
    seconds: float,
    factor: float,
    agents: int,
    mtbf: Mapping[str, Any],
    mttr: Mapping[str, Any],
    **breakdowns: Any,
) -> dict[str, Any]:
    """A fleet that breaks down and is repaired until the horizon; one endless task keeps the run alive."""
    wrong = {**mtbf, "mean": mtbf["mean"] / factor} if "mean" in mtbf else {**mtbf, "value": mtbf["value"] / factor}
    return scenario_data(
        horizon=seconds,
        fleet={
            "agents": [{"name": "agent", "count": agents}],
            "breakdowns": {"mtbf": wrong, "mttr": dict(mttr), "on_breakdown": "resume", **breakdowns},
        },
        workload={"kind": "synthetic", "tasks_per_wave": 1, "duration": ENDLESS, "predicted_success": 1.0},
    )


def exponential(mean: float) -> dict[str, Any]:
    return {"kind": "exponential", "mean": mean}


def uptime(key: str, system: str, mtbf: Mapping[str, Any], mttr: Mapping[str, Any], length: float) -> Case:
    """A fleet of 20, long after its start."""
    return Case(
        key=key,
        system=f"20 agents, up {mtbf['mean']:g} s and down {mttr['mean']:g} s on average, {system}",
        formula="A = mtbf / (mtbf + mttr)",
        source="Barlow, Proschan 1965; Ross 2014, section 7.5.1",
        rate=FAILURES,
        unit="s",
        warm_up=20.0 * mtbf["mean"],
        length=length,
        scenario=partial(fleet_until, agents=20, mtbf=mtbf, mttr=mttr),
        quantities=(Quantity("availability", lambda f: availability(mtbf["mean"] / f, mttr["mean"]), share_up),),
    )


def from_the_start(key: str, system: str, mtbf: Mapping[str, Any], agents: int, at_start: bool = False) -> Case:
    """A large fleet in its steady state at time 0; nothing is left out."""
    mean = float(mtbf.get("mean", mtbf.get("value")))

    def expected(f: float) -> float:
        return availability(mean / f, 40.0)

    return Case(
        key=key,
        system=f"{agents} agents, `initial: stationary`, up {mean:g} s and down 40 s on average, {system}",
        formula="A = mtbf / (mtbf + mttr) at any time",
        source="Cox 1962; Ross 2014, section 7.7",
        rate=FAILURES,
        unit="s",
        warm_up=0.0,
        length=30.0,
        scenario=partial(fleet_until, agents=agents, mtbf=mtbf, mttr=exponential(40.0), initial="stationary"),
        quantities=(
            Quantity("availability, 0 to 30 s", expected, share_up),
            # The draw of the first state is the same for all distributions: looked at once.
            *((Quantity("up at time 0", expected, share_up_at_start),) if at_start else ()),
        ),
    )


def machine_repair(length: float) -> Case:
    """Ten machines and a crew of two."""
    return Case(
        key="machine_repair",
        system="10 agents, failure rate 0.25, repair rate 1, `repairers: 2`",
        formula="birth and death: (10 - n) 0.25 up, min(n, 2) down",
        source="Gross et al. 2008, section 2.8",
        rate=FAILURES,
        unit="s",
        warm_up=100.0,
        length=length,
        scenario=partial(fleet_until, agents=10, mtbf=exponential(4.0), mttr=exponential(1.0), repairers=2),
        quantities=(Quantity("mean number down", lambda f: mean_machines_down(10, 2, 0.25 * f, 1.0), mean_down),),
    )


def queue_with_breakdowns(on_breakdown: str, length: float) -> Case:
    """An M/M/1 queue whose agent breaks down, idle or busy."""
    rate = 0.5
    return Case(
        key=f"breakdowns_{on_breakdown}",
        system=f"M/M/1, arrivals 0.5, mtbf 4 s, mttr 1 s, `on_breakdown: {on_breakdown}`",
        formula="L = lambda ((r+f)^2 + mu f) / ((r+f) (r mu - lambda (r+f)))",
        source="White, Christie 1958; Avi-Itzhak, Naor 1963",
        rate=ARRIVALS,
        unit="tasks",
        warm_up=warm_up_tasks(rate, 0.8, 2.0),
        length=length,
        scenario=partial(breaking_queue, rate, on_breakdown),
        quantities=(
            Quantity(
                "mean number in system",
                lambda f: mm1_breakdowns_mean_in_system(rate * f, 1.0, 4.0, 1.0),
                mean_in_system,
            ),
        ),
    )


def breaking_queue(rate: float, on_breakdown: str, tasks: float, factor: float) -> dict[str, Any]:
    """Failed attempts are repeated at once, as often as it takes."""
    data = open_system(rate, tasks, factor, retry={"base": 0, "max_retries": 1000})
    data["fleet"]["breakdowns"] = {"mtbf": 4, "mttr": 1, "on_breakdown": on_breakdown}
    return data


def retry_queue(length: float) -> Case:
    """One agent; failed attempts rest for 1, 2 and 4 s and queue again."""
    rate, success, rests = 0.45, 0.6, (1.0, 2.0, 4.0)
    return Case(
        key="retry_queue",
        system=f"M/M/1, arrivals {rate:g}, success {success:g} an attempt, back-off 1, 2, 4 s",
        formula="R = L / lambda + rests, L = rho / (1 - rho), rho with all attempts (product form)",
        source="Baskett, Chandy, Muntz, Palacios 1975",
        rate=ARRIVALS,
        unit="tasks",
        warm_up=warm_up_tasks(rate * attempts_per_task(success, 3), 1.0, 2.0),
        length=length,
        scenario=partial(open_system, rate, workload={"predicted_success": success}),
        quantities=(
            Quantity(
                "mean response", lambda f: retry_queue_mean_response_s(rate * f, 1.0, success, rests), mean_response
            ),
        ),
    )


def retries(meaning: str, chance: float, attempt_chance: float, length: float) -> Case:
    """Tasks with up to three retries at once; nobody waits for anybody."""

    def scenario(tasks: float, factor: float) -> dict[str, Any]:
        # The chance of the task that belongs to an attempt's chance which is wrong by the factor.
        wrong = attempt_chance * factor
        predicted = wrong if meaning == "attempt" else task_success(wrong, 3)
        return scenario_data(
            workload={
                "kind": "synthetic",
                "tasks_per_wave": int(tasks),
                "duration": 1,
                "predicted_success": predicted if factor != 1.0 else chance,
            },
            fleet={"agents": [{"name": "agent", "capacity": 10}]},
            retry={"base": 0},
            predictions={"meaning": meaning},
        )

    return Case(
        key=f"retries_{meaning}",
        system=f"`predictions.meaning: {meaning}`, predicted success {chance:g}, 3 retries without back-off",
        formula="success 1 - (1-q)^4; attempts (1 - (1-q)^4) / q",
        source="Ross 2014, section 2.2.3 (the geometric distribution)",
        rate=SUCCESS,
        unit="tasks",
        warm_up=0,
        length=length,
        scenario=scenario,
        quantities=(
            Quantity("success of a task", lambda f: task_success(attempt_chance * f, 3), success_share),
            Quantity("attempts a task", lambda f: attempts_per_task(attempt_chance * f, 3), attempts_a_task),
        ),
    )


CASES = (
    uptime("availability_exponential", "exponential", exponential(60.0), exponential(40.0), 22_000),
    uptime(
        "availability_other",
        "Weibull with cv 1.5 and lognormal with cv 1",
        {"kind": "weibull", "mean": 60.0, "cv": 1.5},
        {"kind": "lognormal", "mean": 40.0, "cv": 1.0},
        22_000,
    ),
    from_the_start("stationary_exponential", "exponential", exponential(60.0), 6000, at_start=True),
    from_the_start("stationary_constant", "constant and exponential", {"kind": "constant", "value": 60.0}, 4000),
    machine_repair(2000),
    queue_with_breakdowns("resume", 3500),
    queue_with_breakdowns("fail", 3500),
    retry_queue(3500),
    retries("attempt", 0.4, 0.4, 1500),
    retries("task", 0.9, 1.0 - 0.1**0.25, 1500),
)
