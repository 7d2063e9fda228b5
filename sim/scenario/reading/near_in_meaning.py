"""What to say of a key that does not exist but whose meaning is known: what does it here, or that nothing does."""

from typing import NamedTuple

PAGE = "docs/background/known-limits.md"


class _Meaning(NamedTuple):
    words: tuple[str, ...]
    message: str


def _absent(what: str, instead: str = "") -> str:
    return f"{what} (see {PAGE}){'; ' + instead if instead else ''}"


_MEANINGS = (
    _Meaning(
        ("expected_duration", "predicted_duration", "estimated_duration"),
        "`workload.size` says how long tasks truly take, and `predictions.duration_error` how far the planner's belief "
        "is from that",
    ),
    _Meaning(
        ("timeout", "time_out", "time_limit", "max_duration"),
        "`retry.timeout` is the time-out of an attempt; `horizon` ends the whole run",
    ),
    _Meaning(
        ("deadline", "due", "due_date", "sla", "slo"),
        "`workload.deadline` is the deadline of each task; a study can ask for times: --meet 'p95_response <= 10min'",
    ),
    _Meaning(
        ("cost", "price", "usd", "dollar", "money", "budget", "spend"),
        "`fleet.agents.N.price` says what attempts cost, `budget: {total: .., task: ..}` what may be spent",
    ),
    _Meaning(
        ("limit", "rate_limit", "ratelimit", "quota", "throttle", "requests_per_min", "tokens_per_min", "rpm", "tpm"),
        "`limits` has limits that attempts share: `limits.N.requests_per_min`, `limits.N.tokens_per_min`, "
        "`limits.N.starts_per_s`, `limits.N.concurrent`",
    ),
    _Meaning(
        ("token", "input_token", "output_token"),
        "`workload.tokens: {input: .., output: ..}` is what each attempt at a task reads and writes",
    ),
    _Meaning(
        ("depends_on", "dependency", "dependencies", "parent", "graph", "dag", "hand_off", "handoff", "workflow"),
        "`workload.graph` says which synthetic tasks of a wave wait for which, `workload.hand_off` how long a result "
        "takes to another agent",
    ),
    _Meaning(("jitter",), "`retry.jitter` scatters the delay before a retry"),
    _Meaning(
        ("copies", "hedge", "hedging", "speculation", "replica", "lease"),
        "`copies: {after: p95}` at the top of a scenario begins another try beside one that takes long",
    ),
    _Meaning(
        ("breaker", "circuit_breaker"),
        "`breaker` stands at the top of a scenario, one for each agent, or in a limit (`limits.N.breaker`), one for "
        "all that it covers",
    ),
    _Meaning(
        ("bulkhead", "pool", "semaphore", "max_concurrency", "max_concurrent"),
        "`limits.N.concurrent` is the number of attempts that may be under way at once, over agents and types of task",
    ),
    _Meaning(
        ("fallback", "fallback_model", "fail_over", "retry_on_other"),
        "`retry.where: other` sends a retry to another agent, `retry.where: tier` up a tier (`fleet.agents.N.tier`); "
        "`failures.NAME.where` does so after failures of one class",
    ),
    _Meaning(
        ("retryable", "retry_on", "retry_codes", "non_retryable"),
        "`failures` has rules by class of failure: `failures.NAME.retry: false`, or other keys of `retry`; "
        "`rate_limited`, `timeout` and `agent_down` are classes that come by themselves",
    ),
    _Meaning(
        ("degradation", "brownout", "slow", "latency", "incident", "incidents"),
        "`fleet.changes` makes agents slower or less reliable from a moment on (`fleet.changes.N.speed`, "
        "`fleet.changes.N.reliability`, `fleet.changes.N.capacity`), `fleet.outages` takes them down",
    ),
    _Meaning(
        ("autoscale", "autoscaling", "scaling", "min_replicas", "max_replicas"),
        _absent("fleets that grow or shrink by themselves are not modelled", "`fleet.agents.N.count` is their size"),
    ),
    _Meaning(("discount", "cached_token"), _absent("discounts and cached tokens are not modelled")),
    _Meaning(
        ("type", "skill", "accept", "pace"),
        "`workload.types` has types of synthetic tasks; `fleet.agents.N.accepts` (`fleet.agents.N.skill`, "
        "`fleet.agents.N.pace`) says which of them an agent takes (how well, how fast)",
    ),
    _Meaning(
        ("difficulty", "hardness", "heterogeneity"),
        "`truth.dispersion` says how much tasks differ in difficulty, and `truth.shared` how much of it agents share",
    ),
    _Meaning(
        ("outage", "maintenance", "downtime"),
        "`fleet.outages` has down-time of groups of agents, planned or drawn, and `fleet.breakdowns` that of each by "
        "itself",
    ),
    _Meaning(
        ("permanent_failure_rate", "failure_class"),
        "`failures` has classes of failure: `failures.NAME.share` of the failed attempts, `failures.NAME.retry: false` "
        "where trying again is in vain",
    ),
    _Meaning(
        ("failure_rate", "error_rate", "failure_probability", "success", "success_rate", "accuracy", "p_success"),
        "`workload.predicted_success` is the chance that an attempt succeeds; `truth.bias` moves the true one from it",
    ),
    _Meaning(
        ("concurrency", "parallelism", "slot", "thread", "worker"),
        "`fleet.agents.N.capacity` is the number of tasks an agent serves at once, `count` beside it that of agents; "
        "`limits.N.concurrent` is a limit over several",
    ),
    _Meaning(
        ("replication", "repetition", "run", "trial"),
        "the option --replications says how often a scenario is run",
    ),
    _Meaning(
        ("arrival_rate", "lambda", "qps", "throughput"),
        "`workload.arrivals: {kind: poisson, rate: ..}` is a stream of tasks, so many a second",
    ),
    _Meaning(
        ("retries", "max_attempts", "attempts"), "`retry.max_retries` is the number of retries after the first attempt"
    ),
    _Meaning(
        ("backoff", "back_off", "delay"),
        "`retry.base` and `retry.factor` say how long a task waits before a retry; `retry.delays` are the waits "
        "themselves",
    ),
    _Meaning(("std", "stddev", "standard_deviation", "variance"), "spread is given by `cv`, standard deviation / mean"),
)
_BY_WORD = {word: meaning.message for meaning in _MEANINGS for word in meaning.words}
# A key that has one of these in it, such as timeout_s or max_cost, means nothing else.
_TELLING = ("timeout", "deadline", "cost", "price", "budget", "quota", "jitter", "hedging")


# What keys of a section are called elsewhere: in other programs, and in sections beside it.
_CALLED_HERE = {
    "agents": {"concurrency": "capacity", "slots": "capacity", "replicas": "count", "cost": "price"},
    "arrivals": {"rps": "rate", "qps": "rate", "per_second": "rate"},
    "breaker": {
        "cooldown": "open_for", "reset_timeout": "open_for", "timeout": "open_for", "open_duration": "open_for",
        "failures": "after_failures", "threshold": "after_failures", "failure_threshold": "after_failures",
        "max_failures": "after_failures", "half_open_max_calls": "probes", "half_open_calls": "probes",
    },
    "budget": {"max": "total", "limit": "total", "usd": "total", "per_task": "task"},
    "changes": {"start": "at", "starts_at": "at", "from": "at", "duration": "over", "slots": "capacity"},
    "limits": {
        "rpm": "requests_per_min", "requests_per_minute": "requests_per_min", "tpm": "tokens_per_min",
        "rps": "starts_per_s", "qps": "starts_per_s", "requests_per_second": "starts_per_s",
        "concurrency": "concurrent", "max_concurrent": "concurrent", "max_concurrency": "concurrent",
        "on_limit": "when_short", "when_exceeded": "when_short", "providers": "agents", "models": "agents",
    },
    "outages": {
        "start": "at", "starts_at": "at", "begin": "at", "begins_at": "at", "from": "at", "duration": "for",
        "length": "for", "lasts": "for", "period": "every", "agent": "agents",
    },
    "price": {
        "per_call": "attempt", "per_request": "attempt", "request": "attempt", "call": "attempt",
        "per_second": "second",
        "input": "input_token", "output": "output_token", "per_input_token": "input_token",
        "per_output_token": "output_token",
    },
    "retry": {"retries": "max_retries", "max": "max_retries", "cap": "max_delay", "max_backoff": "max_delay"},
    "retry_budget": {"ratio": "share", "percent": "share", "min": "min_retries"},
    "workload": {
        "tasks": "tasks_per_wave", "count": "tasks_per_wave", "n": "tasks_per_wave", "num_tasks": "tasks_per_wave",
        "number_of_tasks": "tasks_per_wave", "service_time": "duration", "success_rate": "predicted_success",
    },
}  # fmt: skip


def called_here(section: str, key: str) -> str | None:
    """The key of a section that is called otherwise elsewhere; None where nothing is known of it.

    Args:
        section: its last name, such as `breaker`.
        key: as it was written.

    >>> called_here("breaker", "failure_threshold"), called_here("breaker", "colour")
    ('after_failures', None)
    """
    word = key.strip().lower().replace("-", "_").replace(" ", "_")
    return _CALLED_HERE.get(section, {}).get(word)


def meaning_of(key: str) -> str | None:
    """What a key would mean and where to find it, or that it is not modelled; None for a word without a meaning here.

    >>> meaning_of("Tokens")
    '`workload.tokens: {input: .., output: ..}` is what each attempt at a task reads and writes'
    >>> meaning_of("max_cost") == meaning_of("costs"), meaning_of("max_retry")
    (True, None)
    """
    word = key.strip().lower().replace("-", "_").replace(" ", "_")
    for form in (word, word.removesuffix("s")):
        if form in _BY_WORD:
            return _BY_WORD[form]
    parts = [part.removesuffix("s") for part in word.split("_")]
    return next((_BY_WORD[part] for part in parts if part in _TELLING), None)
