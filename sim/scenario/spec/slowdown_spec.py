"""How attempts that run at once slow each other down."""

from typing import Annotated

from pydantic import Field

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Number


class SlowdownSpec(Spec):
    """Gunther's universal scalability law: contention for what is shared, and the price of keeping it in step.

    >>> SlowdownSpec(sigma=0.1, kappa=0.01).factor(1), round(SlowdownSpec(sigma=0.1, kappa=0.01).factor(5), 6)
    (1.0, 1.6)
    """

    sigma: Annotated[Number, Field(ge=0, le=1)] = Field(
        0.0, description="Contention: share of the work that waits for what only one attempt can have, 0..1."
    )
    kappa: Annotated[Number, Field(ge=0, le=1)] = Field(
        0.0, description="Crosstalk: what each pair of attempts costs, as a share of the work, 0..1."
    )

    def factor(self, attempts: int) -> float:
        """Return by what factor an attempt takes longer when so many are served at once, itself included.

        1 + sigma (n - 1) + kappa n (n - 1). The throughput of n such attempts is n / factor; it is greatest at
        sqrt((1 - sigma) / kappa).

        Args:
            attempts: n, from 1.

        Source: Gunther, "A simple capacity model of massively parallel transaction systems", CMG 1993; "Guerrilla
            Capacity Planning", 2007, chapter 4.
        """
        return 1.0 + self.sigma * (attempts - 1) + self.kappa * attempts * (attempts - 1)
