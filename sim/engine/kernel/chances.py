"""The number of successes among independent trials whose chances differ."""


class Chances:
    """Convolves trials, the way of `sim.measures.statistics.poisson_binomial`."""

    def fill(self, chances: list[float], trials: int, out: list[float]) -> None:
        """Write the probabilities of 0, 1, .., all successes into a column of that length and one."""
        out[0] = 1.0
        for tried in range(trials):
            chance = chances[tried]
            out[tried + 1] = out[tried] * chance
            for j in range(tried, 0, -1):
                out[j] = out[j] * (1.0 - chance) + out[j - 1] * chance
            out[0] = out[0] * (1.0 - chance)
