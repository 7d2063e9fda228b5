"""What to do about failed tasks and missed targets, where a scenario leaves room for it.

Like a lever (`sim.observe.levers`), advice carries what it asks for and what that should move; whatever the scenario
does already, or what the run itself shows to be of no use, is not advised.
"""

from sim.document.quantity import count, percent
from sim.observe.levers import Advice, levers_of
from sim.policies.retry import retries_allowed
from sim.record.conditions import Lever
from sim.record.outcomes import RATE_LIMITED, TIMEOUT, Whose
from sim.report.facts import FailureFacts, ReportFacts
from sim.scenario import Exponential, OnBreakdown, RetryStrategy, SyntheticWorkload
from sim.scenario.spec.price_spec import MAX_USD
from sim.scenario.spec.retry_spec import MAX_RETRIES
from sim.scenario.values.choices import Jitter
from sim.scenario.values.quantities import MAX_SECONDS

WORTH = 0.5
"""Retries whose share of successes is less than this times that of all attempts are no remedy."""

USED_UP = 0.8
"""Of what a limit could give, this share is as good as all: scattered retries would find little more."""

_FIND_OUT = "find out why attempts fail."


def retry_more(facts: ReportFacts, by_the_gates: bool = False) -> Advice | None:
    """Return the advice to retry more; None where the retries of the run seldom succeeded.

    Args:
        facts: of the run.
        by_the_gates: what fails are attempts that the gates put off: their retries say nothing of this.
    """
    spec = facts.scenario.retry
    if retries_allowed(spec) == MAX_RETRIES or not (by_the_gates or _retries_help(facts)):
        return None
    changes: tuple[tuple[str, object], ...] = ()
    if spec.strategy is RetryStrategy.NO_RETRY:
        changes = (("retry.strategy", RetryStrategy.EXPONENTIAL_BACKOFF.value),)
    if not spec.max_retries or not changes:
        changes = (*changes, ("retry.max_retries", min(2 * spec.max_retries + 1, MAX_RETRIES)))
    named = ", ".join(f"`{key}`" if key == "retry.max_retries" else f"`{key}: {value}`" for key, value in changes)
    more = "more retries" if retries_allowed(spec) else "retries"
    return Advice(f"Allow {more} ({named})", changes, "success_rate")


def _retries_help(facts: ReportFacts) -> bool:
    attempts = sum(agent.attempts for agent in facts.agents)
    succeeded = sum(agent.succeeded for agent in facts.agents)
    if not facts.retries.retried:
        return succeeded > 0
    return facts.retries.retried_succeeded * attempts >= WORTH * succeeded * facts.retries.retried > 0


def against(facts: ReportFacts, failure: FailureFacts, whose: Whose) -> Advice:
    """Return what to do about failed tasks, by whose doing it is.

    Args:
        facts: of the run.
        failure: the tasks.
        whose: the fault.
    """
    match whose:
        case Whose.GATES:
            return against_refusals(facts, failure)
        case Whose.AGENT:
            return against_breakdowns(facts)
        case Whose.RUN:
            return against_the_end(facts)
        case Whose.CLIENT:
            return against_impatience(facts, failure)
        case Whose.LIMITS:
            return against_limits(facts, failure)
        case _:
            return against_failures(facts)


def against_failures(facts: ReportFacts) -> Advice:
    """Return what to do where attempts fail by themselves."""
    more = retry_more(facts)
    if more is not None:
        return more._replace(words=f"{more.words}, or {_FIND_OUT}")
    retries = facts.retries
    if not retries.retried:
        return Advice(f"F{_FIND_OUT[1:]}")
    made, helped = count(retries.retried, "retry", "retries"), retries.retried_succeeded
    share = f"only {percent(helped / retries.retried)}" if helped else "none"
    return Advice(f"F{_FIND_OUT[1:-1]}: of {made} {share} succeeded.")


def against_breakdowns(facts: ReportFacts) -> Advice:
    """Return what to do where breakdowns end attempts for good."""
    breakdowns = facts.scenario.fleet.breakdowns
    if breakdowns is not None and breakdowns.on_breakdown is not OnBreakdown.RESUME:
        resume = OnBreakdown.RESUME.value
        return Advice(
            f"Let breakdowns cost less (`fleet.breakdowns.on_breakdown: {resume}`).",
            (("fleet.breakdowns.on_breakdown", resume),),
            "success_rate",
        )
    resume = OnBreakdown.RESUME.value
    changes = tuple(
        (f"fleet.outages.{place}.on_breakdown", resume)
        for place, outage in enumerate(facts.scenario.fleet.outages)
        if outage.on_breakdown is not OnBreakdown.RESUME
    )
    if changes:
        return Advice(f"Let outages cost less (`{changes[0][0]}: {resume}`).", changes, "success_rate")
    return _fewer_breakdowns(facts)


def _fewer_breakdowns(facts: ReportFacts) -> Advice:
    breakdowns = facts.scenario.fleet.breakdowns
    words = "Make breakdowns rarer or shorter (`fleet.breakdowns`)."
    if breakdowns is None and facts.scenario.fleet.outages:
        return Advice("Make outages rarer or shorter (`fleet.outages`), or have agents that they do not take down.")
    if breakdowns is None or not isinstance(breakdowns.mttr, Exponential):
        return Advice(words)
    return Advice(words, (("fleet.breakdowns.mttr", breakdowns.mttr.mean / 2.0),), "availability")


def against_refusals(facts: ReportFacts, failure: FailureFacts) -> Advice:
    """Return what to do where a gate refused tasks for good."""
    gates = facts.scenario.gates
    match failure.gate:
        case "clearance" if gates.approve != "all":
            words = "Approve such tasks after a look (`gates.approve`), have them assessed again, or leave them out."
            return Advice(words, (("gates.approve", "all"),), "success_rate")
        case "minimum_success":
            words = "Leave such tasks out, make them easier, or lower `gates.min_predicted_success`."
            return Advice(words, (("gates.min_predicted_success", 0.0),), "success_rate")
        case "transient_refusal":
            more = retry_more(facts, by_the_gates=True)
            if more is None:
                return Advice("Make refusals rarer (`gates.transient_refusal_rate`).")
            return more._replace(words=f"{more.words} while refusals are this frequent.")
        case gate:
            return Advice(_GATES.get(gate or "", "Read why in `tables/gate_decisions.parquet`."))


_GATES = {
    "structure": "Correct the data of these tasks.",
    "clearance": "Have such tasks assessed again, or leave them out.",
    "blocking_anomaly": "Clear the anomaly that blocks the agent, or give its work to others.",
    "error": "Repair the gate; `run.log` holds the traceback.",
}


def against_impatience(facts: ReportFacts, failure: FailureFacts) -> Advice:
    """Return what to do where nobody waits long enough."""
    retry = facts.scenario.retry
    if failure.cause == TIMEOUT.code and retry.timeout is not None:
        words = "Wait longer (`retry.timeout`), or give the fleet less to do: more agents, fewer or shorter tasks."
        return Advice(words, (("retry.timeout", min(2.0 * retry.timeout, MAX_SECONDS)),), "success_rate")
    return Advice("Give tasks more time (`workload.deadline`), or the fleet less to do at once.")


def against_limits(facts: ReportFacts, failure: FailureFacts) -> Advice:
    """Return what to do where attempts do not get what they need."""
    if failure.cause == RATE_LIMITED.code:
        return _against_rate_limits(facts)
    budget, words = facts.scenario.budget, "Allow more to be spent (`budget`), or let attempts cost less."
    if budget is None or budget.total is None:
        return Advice(words)
    return Advice(words, (("budget.total", min(2.0 * budget.total, MAX_USD)),), "success_rate")


def _against_rate_limits(facts: ReportFacts) -> Advice:
    failing = [place for place, limit in enumerate(facts.scenario.limits) if limit.when_short == "fail"]
    if not failing:
        return Advice("Raise the limit (`limits`): a task needs more than it ever holds.")
    changes = tuple((f"limits.{place}.when_short", "wait") for place in failing)
    retry = facts.scenario.retry
    words = "Let attempts wait at limits (`when_short: wait`), or raise these."
    used = max((limit.used for limit in facts.limits if limit.used is not None), default=0.0)
    if used >= USED_UP:  # nothing was left over: whenever they had come, as many would have been refused
        share = percent(used)
        words = (
            f"The limit gave {share} of what it can while it refused: let attempts wait at it (`when_short: wait`), "
            "try again for longer, ask less of it, or raise it."
        )
    elif retries_allowed(retry) and retry.jitter is Jitter.NONE:  # they come back together, and are refused together
        words = (
            "Scatter retries (`retry.jitter: full`), let attempts wait at limits (`when_short: wait`), or raise these."
        )
    return Advice(words, changes, "success_rate")


def against_the_end(facts: ReportFacts) -> Advice:
    """Return what to do where the run ended before its work did."""
    if facts.scenario.fleet.breakdowns is not None:
        return Advice(
            "Repair agents sooner (`fleet.breakdowns.mttr`), or give the run more time (`horizon`).",
        )
    words = "Give the run more time (`horizon`), more agents, or fewer tasks."
    return Advice(words, (("horizon", 2.0 * facts.scenario.horizon),), "success_rate")


def towards_target(facts: ReportFacts, metric: str) -> Advice:
    """Return what moves a metric of the waves towards its target."""
    levers = dict(levers_of(facts.scenario))
    match metric:
        case "success_rate":
            return against_failures(facts)
        case "availability":
            return _fewer_breakdowns(facts)
        case "accuracy":
            return levers.get(Lever.RECALIBRATE, _AT_THE_SOURCE)._replace(words=_ACCURACY[Lever.RECALIBRATE in levers])
        case "load_balance":
            return levers.get(Lever.EVEN_LOAD) or _more_tasks(facts)
        case _:
            return Advice("Plan surer tasks, or agents that are better at them.")


_AT_THE_SOURCE = Advice("")
_ACCURACY = {
    True: "Recalibrate the predictions (`feedback.learning: true`).",
    False: "Correct the predictions at their source: the planner learns already.",
}


def _more_tasks(facts: ReportFacts) -> Advice:
    words = "The assignment goes by load already: give it more and shorter tasks a wave."
    workload = facts.scenario.workload
    if not isinstance(workload, SyntheticWorkload) or workload.tasks_per_wave is None:
        return Advice(words)
    return Advice(words, (("workload.tasks_per_wave", 8 * workload.tasks_per_wave),), "load_balance")
