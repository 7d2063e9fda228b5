"""What attempts cost, and what may be spent: US dollars throughout."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Number

MAX_USD = 1e12

Usd = Annotated[Number, Field(ge=0, le=MAX_USD)]


class PriceSpec(Spec):
    """What an attempt costs whose service has begun, whether it succeeds or not.

    >>> PriceSpec(attempt=0.01, second=0.001).usd(served_s=30.0, input_tokens=None, output_tokens=None)
    0.04
    """

    attempt: Usd = Field(0.0, description="USD for each attempt.")
    second: Usd = Field(0.0, description="USD for each second served, for nobody (orphans) too.")
    input_token: Usd = Field(0.0, description="USD for each token read, see `workload.tokens`.")
    output_token: Usd = Field(0.0, description="USD for each token written.")

    def usd(self, served_s: float, input_tokens: float | None, output_tokens: float | None) -> float:
        """What an attempt costs that has begun; of what is not known (None) nothing.

        Args:
            served_s: seconds served, or expected to be.
            input_tokens: that it reads.
            output_tokens: that it writes.
        """
        usd = self.attempt + self.second * served_s
        if input_tokens is not None:
            usd += self.input_token * input_tokens
        return usd if output_tokens is None else usd + self.output_token * output_tokens


class BudgetSpec(Spec):
    """What may be spent, reserved for what is under way and settled at its end.

    >>> BudgetSpec(total=50).task is None
    True
    """

    task: Usd | None = Field(None, description="USD that the attempts at one task may cost together; absent: no limit.")
    total: Usd | None = Field(None, description="USD that all attempts of the run may cost; absent: no limit.")

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if self.task is None and self.total is None:
            raise ValueError("limits nothing; give `task` or `total`, or leave it out")
        return self
