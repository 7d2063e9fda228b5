"""The metrics of a run by name, which help whoever asks for one by another name."""

from sim.scenario.reading.messages import nearest


class NamedMetrics(dict[str, float | None]):
    """The metrics of a run by name; a name that none has is refused with the nearest one.

    >>> NamedMetrics(makespan=60.0)["makspan"]
    Traceback (most recent call last):
    ...
    KeyError: "'makspan' is not a metric of a run; did you mean 'makespan'?"
    """

    def __missing__(self, name: object) -> float | None:
        near = nearest(str(name), self)
        hint = f"did you mean {near!r}?" if near is not None else f"there are {', '.join(self)}"
        raise KeyError(f"{name!r} is not a metric of a run; {hint}")
