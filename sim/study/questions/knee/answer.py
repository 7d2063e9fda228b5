"""The answer to "from where on do more agents no longer pay": the curve, the knee, and what lies beyond."""

from dataclasses import dataclass
from typing import Any

from sim.measures.comparison.mean import MeanInterval
from sim.measures.questions.knee import Knee


@dataclass(frozen=True)
class KneeAnswer:
    """The knee of throughput over the number of agents.

    Args:
        scenario: its name.
        group: name of the agents that are counted.
        confidence: of each interval.
        worth: share of a first agent's throughput that an added agent must bring.
        sizes: ascending.
        curve: mean throughput at each size, tasks a second.
        knee: numbers of sizes.
        beyond: throughput of the largest size less that of the knee, paired; None without a knee.
        failed: runs that failed, over all sizes.
        cut_off: runs whose end cut tasks off, over all sizes.
    """

    scenario: str
    group: str
    confidence: float
    worth: float
    sizes: tuple[int, ...]
    curve: tuple[MeanInterval, ...]
    knee: Knee
    beyond: MeanInterval | None
    failed: int
    cut_off: int = 0

    @property
    def at(self) -> int | None:
        """The size at the knee; None where there is none within the range."""
        return None if self.knee.at is None else self.sizes[self.knee.at]

    @property
    def low(self) -> int | None:
        """Lower end of its interval; None: beyond the range."""
        return self._size(self.knee.low)

    @property
    def high(self) -> int | None:
        """Upper end of its interval; None: beyond the range."""
        return self._size(self.knee.high)

    def gain(self, place: int) -> float | None:
        """Return what an agent added since the size before brings, as a share of a first agent's throughput.

        Args:
            place: number of the size; the first one has no gain.
        """
        first, before, here = self.curve[0].mean, self.curve[place - 1].mean, self.curve[place].mean
        if place == 0 or not first or before is None or here is None:
            return None
        return (here - before) / (self.sizes[place] - self.sizes[place - 1]) / (first / self.sizes[0])

    def content(self) -> dict[str, Any]:
        """Return it as plain data: the object that `knee --json` prints."""
        beyond = self.beyond
        return {
            "scenario": self.scenario,
            "group": self.group,
            "confidence": self.confidence,
            "worth": self.worth,
            "knee": self.at,
            "low": self.low,
            "high": self.high,
            "beyond_range": self.knee.shares[-1],
            "replications": self.knee.replications,
            "failed": self.failed,
            "cut_off_replications": self.cut_off,
            "beyond": None if beyond is None else {"mean": beyond.mean, "low": beyond.low, "high": beyond.high},
            "sizes": [
                {
                    "size": size,
                    "throughput": mean.mean,
                    "low": mean.low,
                    "high": mean.high,
                    "gain_per_agent": self.gain(place),
                    "knee_share": self.knee.shares[place],
                }
                for place, (size, mean) in enumerate(zip(self.sizes, self.curve, strict=True))
            ],
        }

    def _size(self, place: int) -> int | None:
        return self.sizes[place] if place < len(self.sizes) else None
