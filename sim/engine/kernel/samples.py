"""What the monitor sees of the fleet at each sample; nothing in the world depends on it."""

from sim.engine.kernel.breakdowns import Breakdowns
from sim.engine.kernel.calendar import SAMPLE
from sim.engine.kernel.trace import SAMPLED


class Samples(Breakdowns):
    """The samples of one run."""

    interval_s: float  # seconds to the next sample; 0: none is taken
    samples: int  # so far
    most_samples: int  # for which there is room
    until_longer: int  # samples after which the interval doubles
    half: int  # samples between two doublings from then on
    sample_at: list[float]
    sample_waiting: list[int]  # tasks at the manager
    sample_ready: list[int]
    sample_queued: list[int]  # by sample and agent
    sample_busy: list[int]
    sample_up: list[int]
    sample_load: list[float]

    def begin_samples(self) -> None:
        """Plan the first sample."""
        if self.interval_s > 0.0:
            self.plan(self.now + self.interval_s, SAMPLE, 0)

    def sample(self) -> None:
        """Note what can be seen of the fleet now; plan the next sample, later where the run has grown very long."""
        j = self.samples
        self.sample_at[j] = self.now
        self.sample_waiting[j] = self.in_fleet_lines if self.pulls else self.holding
        self.sample_ready[j] = self.ready
        for agent in range(self.agents):
            place = j * self.agents + agent
            self.sample_queued[place] = self.line_length[agent]
            self.sample_busy[place] = self.taken[agent] if self.up[agent] else 0
            self.sample_up[place] = self.up[agent]
            self.sample_load[place] = self.load_s(agent)
        self.samples = j + 1
        self.note(SAMPLED, j)
        self.until_longer = self.until_longer - 1
        if self.until_longer == 0:
            self.until_longer = self.half
            self.interval_s = 2.0 * self.interval_s
        self.plan(self.now + self.interval_s, SAMPLE, 0)
