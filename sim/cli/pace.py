"""Virtual time held to the clock on the wall: so many virtual seconds a second, with pauses."""

from collections.abc import Callable

_LOOK_S = 0.05
"""Between two looks for a key."""

_LEAST_S = 1e-6
"""No clock tells less; waiting for less would never end."""


class Pace:
    """Lets virtual time pass no faster than wanted.

    Args:
        speed: virtual seconds a second.
        clock: seconds on the wall.
        sleep: waits for some seconds.
        pressed: the key that was pressed since the last look; "": none.

    >>> now, slept = [0.0], []
    >>> pace = Pace(10.0, lambda: now[0], lambda s: (slept.append(s), now.append(now.pop() + s))[0], lambda: "")
    >>> pace.wait_until(1.0)
    >>> round(sum(slept), 6)
    0.1
    """

    def __init__(
        self, speed: float, clock: Callable[[], float], sleep: Callable[[float], object], pressed: Callable[[], str]
    ) -> None:
        self.speed = speed
        self.paused = False
        self.at_once = False  # wait for nothing any more
        self._clock, self._sleep, self._pressed = clock, sleep, pressed
        self._since: tuple[float, float] | None = None  # on the wall, virtual
        self._virtual_s = 0.0

    def wait_until(self, at_s: float, changed: Callable[[], None] = lambda: None) -> None:
        """Wait until a virtual time has come.

        Args:
            at_s: virtual seconds.
            changed: called when a key has changed something that is shown.
        """
        if self._since is None:
            self._since = self._clock(), self._virtual_s
        while True:
            if self._look():
                changed()
            if self.at_once:
                break
            wall, virtual = self._since
            now = virtual if self.paused else virtual + (self._clock() - wall) * self.speed
            left_s = _LOOK_S if self.paused else (at_s - now) / self.speed
            if left_s < _LEAST_S:
                break
            self._sleep(min(_LOOK_S, left_s))
        self._virtual_s = at_s

    def told(self) -> str:
        """Return the speed in words."""
        return "paused" if self.paused else f"{self.speed:g} x"

    def _look(self) -> bool:
        key = self._pressed()
        if key not in (" ", "+", "-", "q") or not key:
            return False
        assert self._since is not None
        wall, virtual = self._since
        reached = virtual if self.paused else virtual + (self._clock() - wall) * self.speed
        if key == " ":
            self.paused = not self.paused
        elif key == "q":
            self.at_once = True
        else:
            self.speed *= 2.0 if key == "+" else 0.5
        self._since = self._clock(), reached
        return True
