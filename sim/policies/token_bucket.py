"""The token bucket: how much may pass, and when there will be enough.

A bucket is known by the moment at which it is full again, if nothing more is taken (virtual scheduling): one number,
which takes move on by what they need, so that no rounding adds up however often it is asked.

Source: Turner, "New directions in communications (or which way to the information age?)", IEEE Communications Magazine
24, 1986 (the leaky bucket as a meter); ITU-T I.371 (the generic cell rate algorithm, virtual scheduling).
"""

from typing import NamedTuple

SAME_MOMENT_S = 1e-9
"""What is enough within this time is enough now: sums of floats differ in their last digits."""


class Bucket(NamedTuple):
    """A bucket: full at the start, refilled continuously.

    It gives at most rate * window + size in any window.
    """

    rate: float  # a second
    size: float

    def holds(self, full_at: float, now: float) -> float:
        """Return how much is in it.

        Args:
            full_at: when it is full again, in seconds.
            now: in seconds.

        >>> Bucket(rate=2.0, size=10.0).holds(full_at=3.0, now=1.0)
        6.0
        """
        return self.size - self.rate * max(0.0, full_at - now)

    def enough_at(self, full_at: float, now: float, need: float) -> float:
        """Return the first moment at which it holds what is needed; now, where it does.

        Args:
            full_at: when it is full again, in seconds.
            now: in seconds.
            need: at most `size`.

        >>> bucket = Bucket(rate=2.0, size=10.0)
        >>> bucket.enough_at(full_at=5.0, now=0.0, need=1.0), bucket.enough_at(full_at=4.5, now=0.0, need=1.0)
        (0.5, 0.0)
        """
        return max(now, full_at + (need - self.size) / self.rate)

    def has_enough(self, full_at: float, now: float, need: float) -> bool:
        """Return whether it holds what is needed; moments closer than 1e-9 s are the same.

        Args:
            full_at: when it is full again, in seconds.
            now: in seconds.
            need: of it.

        >>> Bucket(rate=1.0, size=1.0).has_enough(full_at=1.0, now=1.0 - 1e-10, need=1.0)
        True
        """
        return need <= self.size and self.enough_at(full_at, now, need) - now <= SAME_MOMENT_S

    def taken(self, full_at: float, now: float, need: float) -> float:
        """Return when it is full again after something has been taken.

        Args:
            full_at: when it would have been, in seconds.
            now: in seconds.
            need: what is taken, in units.

        >>> Bucket(rate=2.0, size=10.0).taken(full_at=0.0, now=7.0, need=10.0)
        12.0
        """
        return max(full_at, now) + need / self.rate
