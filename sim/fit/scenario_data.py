"""From what a record says to a scenario: only what the record shows is written, the rest keeps its default."""

import re
from collections.abc import Collection
from math import fsum
from typing import Any

from sim.fit.arrivals import Arrivals
from sim.fit.estimates import AgentEstimate, Estimates
from sim.fit.known_scenario import IN_THEIR_ORDER, known_truth, known_workload, rounded, run_effect
from sim.fit.known_tasks import KnownTasks, runs_to_come
from sim.fit.outages import Outages
from sim.fit.service_times import FamilyChoice
from sim.fit.spending import agent_price


def scenario_data(
    estimates: Estimates, name: str, seed: int, outages: Outages | None = None, tasks: KnownTasks | None = None
) -> dict[str, Any]:
    """Return a scenario as plain data.

    Args:
        estimates: what the record says.
        name: of the scenario.
        seed: of its draws.
        outages: what those of the fleet follow; None: it has none.
        tasks: the recorded ones once more, in `known_scenario.TASKS_FILE`; None: others like them.
    """
    data: dict[str, Any] = {
        "name": name,
        "seed": seed,
        "fleet": {"agents": _agents(estimates)},
        "workload": _workload(estimates) if tasks is None else known_workload(tasks),
        "retry": _retry(estimates),
        "gates": {"min_predicted_success": 0},  # tasks that hardly ever succeed were tried all the same
    }
    if tasks is not None:
        data["assignment"] = IN_THEIR_ORDER
    _add_hindrances(data, estimates)
    _add_spending(data, estimates)
    if outages is not None and outages.up is not None and outages.down is not None:
        data["fleet"]["breakdowns"] = {"mtbf": _distribution(outages.up), "mttr": _distribution(outages.down)}
    truth = _truth(estimates) if tasks is None else known_truth(tasks)
    if truth:
        data["truth"] = truth
    return data


def _add_hindrances(data: dict[str, Any], estimates: Estimates) -> None:
    limit_s, slowdown = estimates.hindrances.limit_s, estimates.hindrances.slowdown
    if limit_s is not None:
        data["retry"]["timeout"] = rounded(limit_s)
    if slowdown is not None and slowdown.is_shown:
        law = {"sigma": rounded(slowdown.sigma), "kappa": rounded(slowdown.kappa)}
        for place in [data["fleet"]] if slowdown.over_fleet else data["fleet"]["agents"]:
            place["slowdown"] = dict(law)


def _add_spending(data: dict[str, Any], estimates: Estimates) -> None:
    """Tokens are drawn once a task; what an agent takes more or less of them stands in its prices."""
    spending = estimates.spending
    if spending.tokens and data["workload"]["kind"] == "synthetic":
        data["workload"]["tokens"] = {
            name: rounded(one.mean) if one.choice is None else _distribution(one.choice)
            for name, one in spending.tokens.items()
        }
    for place, price in spending.prices.items():
        factors = {name: one.agents[place] for name, one in spending.tokens.items()}
        parts = agent_price(price, factors)
        if parts:
            data["fleet"]["agents"][place]["price"] = {name: rounded(usd) for name, usd in parts.items()}


def _agents(estimates: Estimates) -> list[dict[str, Any]]:
    best = max(agent.pooled_success for agent in estimates.agents) or 1.0
    names: set[str] = set()
    return [_agent(agent, best, names) for agent in estimates.agents]


def _agent(agent: AgentEstimate, best: float, names: set[str]) -> dict[str, Any]:
    name = plain_name(agent.name, names)
    names.add(name.casefold())
    entry: dict[str, Any] = {"name": name, "capacity": agent.capacity}
    if abs(agent.pooled_pace - 1.0) > 1e-6:
        entry["speed"] = rounded(agent.pooled_pace)
    reliability = agent.pooled_success / best
    if reliability < 1.0 - 1e-6:
        entry["reliability"] = rounded(reliability)
    return entry


def plain_name(name: str, taken: Collection[str] = ()) -> str:
    """Return a name that a scenario accepts, and that nobody else has got.

    Args:
        name: any text.
        taken: names that are taken, in lower case.

    >>> plain_name("gpt 4/turbo"), plain_name("GPT-4", {"gpt-4"}), plain_name("...")
    ('gpt-4-turbo', 'GPT-4-2', 'agent')
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[:60] or "agent"
    plain, number = stem, 2
    while plain.casefold() in taken:
        plain, number = f"{stem}-{number}", number + 1
    return plain


def _workload(estimates: Estimates) -> dict[str, Any]:
    workload: dict[str, Any] = {"kind": "synthetic", "tasks_per_wave": len(estimates.tasks)}
    levels = estimates.levels
    if estimates.size is not None and estimates.luck is not None and levels.between_sd > 0.0:
        workload["size"] = _distribution(estimates.size)
        workload["duration"] = _shape(estimates.luck)
    else:
        workload["duration"] = _distribution(estimates.times)
    workload["predicted_success"] = rounded(max(agent.pooled_success for agent in estimates.agents))
    if levels.failed_interval is not None and not levels.failed_interval.low <= 1.0 <= levels.failed_interval.high:
        workload["duration_by_outcome"] = {"failed": rounded(levels.failed)}
    effect = run_effect(*runs_to_come(estimates))
    if effect:
        workload["run_effect"] = effect
    arrivals = estimates.arrivals
    if arrivals is not None:
        workload["arrivals"] = _arrivals(arrivals)
    return workload


def _distribution(choice: FamilyChoice) -> dict[str, Any]:
    best = choice.best
    entry: dict[str, Any] = {"kind": best.family.name, "mean": rounded(best.mean_s)}
    if best.family.name != "exponential":
        entry["cv"] = rounded(min(max(best.cv, 0.001), 100.0))
    return entry


def _shape(choice: FamilyChoice) -> dict[str, Any]:
    entry = _distribution(choice)
    del entry["mean"]
    return entry


def _arrivals(arrivals: Arrivals) -> dict[str, Any]:
    if arrivals.kind == "modulated" and arrivals.modulated is not None:
        rates, stays = arrivals.modulated.rates, arrivals.modulated.stays_s
        return {"kind": "modulated", "rates": list(map(rounded, rates)), "stays": list(map(rounded, stays))}
    if arrivals.kind == "renewal" and arrivals.gaps is not None:
        return {"kind": "renewal", "gap": _distribution(arrivals.gaps)}
    if arrivals.kind == "file":
        return {"kind": "file", "path": "arrivals.csv", "column": "arrival_s"}
    return {"kind": "poisson", "rate": rounded(arrivals.rate)}


def _retry(estimates: Estimates) -> dict[str, Any]:
    retries = estimates.retries
    if not retries.are_retries or retries.back_off_s is None:
        return {"strategy": "no_retry"}
    return {"max_retries": min(retries.most - 1, 9_999), "base": rounded(retries.back_off_s), "factor": 1.0}


def _truth(estimates: Estimates) -> dict[str, Any]:
    """Tasks that differ are written where the record shows it: the interval of their dispersion leaves 0 out."""
    found = [agent.dispersion for agent in estimates.agents if agent.dispersion is not None]
    if not found or not any(one.interval.low > 0.0 for one in found):
        return {}
    attempts = fsum(one.attempts for one in found)
    mean = fsum(one.dispersion * one.attempts for one in found) / attempts
    truth: dict[str, Any] = {"dispersion": rounded(min(max(mean, 1e-4), 0.999))}
    if estimates.shared is not None:
        truth["shared"] = rounded(estimates.shared.value)
    return truth
