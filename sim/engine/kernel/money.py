"""Money: an attempt starts only where the budget still has what it is expected to cost."""

from sim.engine.kernel.changes import Changes

TOLERANCE_USD = 1e-9  # amounts closer than this are the same


class Money(Changes):
    """What is spent and what is reserved in one run: running sums, in the order in which attempts start and end."""

    has_budget: bool
    most_usd: float  # of all attempts; below 0: no limit
    most_usd_of_task: float
    price_attempt: list[float]  # by agent
    price_second: list[float]
    price_input: list[float]
    price_output: list[float]
    input_tokens: list[float]  # by task; NaN: not known
    output_tokens: list[float]
    committed_usd: float
    committed_to: list[float]  # by task
    reserved_usd: list[float]  # by task, for the attempt under way

    def usd_of(self, task: int, agent: int, served_s: float) -> float:
        """Return what an attempt costs that is served so long."""
        usd = self.price_attempt[agent] + self.price_second[agent] * served_s
        if self.input_tokens[task] == self.input_tokens[task]:
            usd = usd + self.price_input[agent] * self.input_tokens[task]
        if self.output_tokens[task] == self.output_tokens[task]:
            usd = usd + self.price_output[agent] * self.output_tokens[task]
        return usd

    def reserve(self, task: int, agent: int) -> bool:
        """Reserve what an attempt is expected to cost; return whether the budget has it, and else reserve nothing."""
        usd = self.usd_of(task, agent, self.expected_s[task])
        if self.most_usd >= 0.0 and self.committed_usd + usd > self.most_usd + TOLERANCE_USD:
            return False
        if self.most_usd_of_task >= 0.0 and self.committed_to[task] + usd > self.most_usd_of_task + TOLERANCE_USD:
            return False
        self.reserved_usd[task] = usd
        self.commit(task, usd)
        return True

    def settle(self, task: int, agent: int) -> None:
        """Turn what was reserved for an attempt into what it cost: its slot is free now."""
        usd = self.usd_of(task, agent, self.served_s[task]) - self.reserved_usd[task]
        self.reserved_usd[task] = 0.0
        self.commit(task, usd)

    def commit(self, task: int, usd: float) -> None:
        """Add to what is spent and reserved."""
        self.committed_usd = self.committed_usd + usd
        self.committed_to[task] = self.committed_to[task] + usd
