"""A retry budget: retries may be no more than a share of what is attempted, over the whole fleet.

Source: Google, "Site Reliability Engineering", 2016, chapter 21 ("Handling overload", per-client retry budget of 10 %);
Finagle's RetryBudget (a share, a window and a minimum).
"""

from sim.scenario.spec.retry_spec import RetryBudgetSpec


def budget_is_left(budget: RetryBudgetSpec, retries: int, starts: int) -> bool:
    """Return whether one retry more is within the budget.

    Args:
        budget: what the scenario says.
        retries: that started in the window, or are now in back-off.
        starts: attempts that began service in the window.

    >>> budget = RetryBudgetSpec(share=0.1, window=10, min_retries=2)
    >>> [budget_is_left(budget, retries, starts=20) for retries in (3, 4)]
    [True, False]
    """
    return retries + 1 <= budget.share * starts + budget.min_retries + 1e-9
