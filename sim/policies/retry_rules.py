"""What holds after a failure: the keys of `retry`, or those of the failure's class in their place.

Source: world of practice rather than of a paper: which errors are worth another try differs by their kind (Google,
"Site Reliability Engineering", 2016, chapter 22, "Retries"; AWS SDKs, retry modes).
"""

from collections.abc import Mapping
from typing import NamedTuple

from sim.policies.retry import retries_allowed
from sim.scenario import RetrySpec
from sim.scenario.spec.failure_spec import FailureSpec
from sim.scenario.spec.retry_spec import MAX_RETRIES, Where


class Rule(NamedTuple):
    """What holds after failures of one class."""

    retry: RetrySpec
    counts: bool = True  # it uses up a retry
    where: Where = "same"
    of_its_own: bool = False  # where was said of the class itself

    @property
    def max_retries(self) -> int:
        """Counted failures with which a task is still tried again."""
        return retries_allowed(self.retry)


class RetryRules(NamedTuple):
    """The rules of a scenario."""

    otherwise: Rule
    by_class: Mapping[str, Rule]

    def after(self, error_class: str) -> Rule:
        """Return what holds after a failure of a class."""
        return self.by_class.get(error_class, self.otherwise)

    @property
    def most_retries(self) -> int:
        """The number of retries that no task exceeds."""
        rules = (self.otherwise, *self.by_class.values())
        return max(MAX_RETRIES if not rule.counts else rule.max_retries for rule in rules)

    @property
    def holds_slots(self) -> bool:
        """Whether a retry may start in the slot of the attempt before."""
        return any(rule.retry.hold_slot for rule in (self.otherwise, *self.by_class.values()))


def retry_rules(retry: RetrySpec, failures: Mapping[str, FailureSpec]) -> RetryRules:
    """Return the rules of a scenario.

    Args:
        retry: its section of that name.
        failures: classes by name.

    >>> rules = retry_rules(RetrySpec(), {"bug": FailureSpec(share=0.5, retry=False)})
    >>> rules.after("bug").max_retries, rules.after("transient").max_retries, rules.most_retries
    (0, 3, 3)
    """
    by_class = {
        name: Rule(merged, spec.counts, merged.where, spec.where is not None)
        for name, spec in failures.items()
        for merged in (spec.over(retry),)
    }
    return RetryRules(Rule(retry, where=retry.where), by_class)


def retry_is_left(rule: Rule, counted_failures: int, attempts: int) -> bool:
    """Return whether a task may be tried again, as far as numbers go.

    Args:
        rule: after its last failure.
        counted_failures: of the task so far, that one included where it counts.
        attempts: made so far.

    >>> rule = Rule(RetrySpec(max_retries=2))
    >>> [retry_is_left(rule, failures, 5) for failures in (2, 3)]
    [True, False]
    """
    return counted_failures <= rule.max_retries and attempts <= MAX_RETRIES
