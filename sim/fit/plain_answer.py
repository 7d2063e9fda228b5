"""What a fit found, as plain data for fit.json and `--json`."""

from collections.abc import Sequence
from dataclasses import is_dataclass
from typing import Any

from sim.fit.estimates import Estimates
from sim.fit.outages import Outages
from sim.fit.service_times import FamilyChoice
from sim.fit.session import Fitted, FleetOutages
from sim.fit.spending import PriceEstimate, TokenEstimate
from sim.measures.statistics.intervals import Interval


def content(fitted: Fitted) -> dict[str, Any]:
    """Return everything that was read and found.

    Args:
        fitted: a record, and what it says.
    """
    record, estimates = fitted.record, fitted.estimates
    levels = estimates.levels
    names = [agent.name for agent in estimates.agents]
    return {
        "attempts": len(record),
        "left_out": dict(record.left_out),
        "notes": list(record.notes),
        "runs": estimates.runs,
        "tasks": len(estimates.tasks),
        "retries": _plain(estimates.retries),
        "agents": [_plain(agent) for agent in estimates.agents],
        "service_time": _choice(estimates.times),
        "service_time_around_task": _choice(estimates.luck),
        "task_size": _choice(estimates.size),
        "between_tasks_sd": levels.between_sd,
        "within_task_sd": levels.within_sd,
        "failed_factor": levels.failed,
        "failed_factor_interval": _plain(levels.failed_interval),
        "shared": _plain(estimates.shared),
        "second_try_same_agent": _plain(estimates.same_agent),
        "second_try_other_agent": _plain(estimates.other_agent),
        "arrivals": _arrivals(estimates),
        "run_effect_seconds": _plain(estimates.run_seconds),
        "run_effect_success": _plain(estimates.run_success),
        "drift_seconds": _plain(estimates.drifts.seconds),
        "drift_success": _plain(estimates.drifts.success),
        "drift_rate": _plain(estimates.drifts.rate),
        "time_out": _plain(estimates.hindrances.time_out),
        "slowdown": _plain(estimates.hindrances.slowdown),
        "tokens": {name: _tokens(one, names) for name, one in estimates.spending.tokens.items()},
        "prices": {names[place]: _price(one) for place, one in estimates.spending.prices.items()},
        "outages": None if fitted.outages is None else _outages(fitted.outages),
    }


def _choice(choice: FamilyChoice | None) -> dict[str, Any] | None:
    if choice is None:
        return None
    best = choice.best
    return {
        "family": best.family.name,
        "mean": best.mean_s,
        "mean_interval": list(choice.mean_interval()),
        "cv": best.cv,
        "cv_interval": list(choice.cv_interval()),
        "n": best.n,
        "cut_off": best.cut_off,
        "p_value": choice.p_value,
        "margin": choice.margin if choice.others else None,
        "others": [fit.family.name for fit in choice.others],
    }


def _tokens(one: TokenEstimate, names: Sequence[str]) -> dict[str, Any]:
    return {
        "mean": one.mean,
        "of_a_task": _choice(one.choice),
        "agents": dict(zip(names, one.agents, strict=True)),
        "agent_intervals": dict(zip(names, _plain(one.agent_intervals), strict=True)),
        "by_type": _plain(one.by_type),
    }


def _price(one: PriceEstimate) -> dict[str, Any]:
    return {
        "usd": one.parts,
        "intervals": _plain(one.intervals),
        "attempts": one.attempts,
        "off_at_the_median": one.off,
        "mean_usd": one.mean_usd,
    }


def _outages(outages: FleetOutages) -> dict[str, Any]:
    return {
        "fleet": _outage(outages.fleet),
        "by_agent": {agent: _outage(own) for agent, own in outages.by_agent.items()},
        "together": [_plain(pair) for pair in outages.together],
    }


def _outage(own: Outages) -> dict[str, Any]:
    return {
        "n": own.n,
        "mttr_s": own.mttr_s,
        "mttr_interval": _plain(own.mttr_interval),
        "mtbf_s": own.mtbf_s,
        "mtbf_interval": _plain(own.mtbf_interval),
        "up": _choice(own.up),
        "down": _choice(own.down),
        "start_to_start": _choice(own.gaps),
    }


def _arrivals(estimates: Estimates) -> dict[str, Any] | None:
    found = estimates.arrivals
    if found is None:
        return None
    return {
        "kind": found.kind,
        "rate": found.rate,
        "n": found.n,
        "gap_cv": found.gap_cv,
        "windows_s": list(found.dispersions.windows_s),
        "dispersion": list(found.dispersions.recorded),
        "p_value_poisson": found.dispersions.p_value,
        "modulated": _plain(found.modulated),
    }


def _plain(value: Any) -> Any:
    """Return dataclasses as mappings, intervals as pairs."""
    if isinstance(value, Interval):
        return [value.low, value.high]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in _fields(value).items()}
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
