"""Size and duration of a type: its own keys in place of the workload's, and the rule that holds for what results."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sim.scenario.reading.located import Located
from sim.scenario.spec.distribution_spec import Distribution
from sim.scenario.spec.service_spec import WHY_A_SHAPE
from sim.scenario.spec.shape_spec import ConstantShape, DurationShape
from sim.scenario.spec.type_spec import TypeSpec


class Times(NamedTuple):
    """How long tasks take: a size and a shape around it, or a duration with its mean.

    Args:
        size: true mean service time of each task; None: the mean of the duration.
        duration: of an attempt.
        is_written: whether somebody wrote the duration.
    """

    size: Distribution | None
    duration: Distribution | DurationShape
    is_written: bool

    @property
    def mean_s(self) -> float:
        """Mean of the true mean service times; a shape beside a size has none of its own."""
        mean: float = getattr(self.size or self.duration, "mean")  # noqa: B009 - a shape stands beside a size only
        return mean

    def of_type(self, spec: TypeSpec) -> "Times":
        """The times of a type, whose keys replace these."""
        size = self.size if spec.size is None else spec.size
        if spec.duration is not None:
            return Times(size, spec.duration, is_written=True)
        if size is not None and not self.is_written and isinstance(self.duration, Distribution):
            return Times(size, ConstantShape(), is_written=False)  # the default beside a size
        return Times(size, self.duration, self.is_written)


def duration_problems(times: Times, types: Mapping[str, TypeSpec]) -> Iterator[Located]:
    """Yield the types whose size and duration do not go together.

    Args:
        times: of the workload.
        types: by name.
    """
    for name, spec in types.items():
        size, duration, _ = times.of_type(spec)
        if size is not None and isinstance(duration, Distribution):
            if spec.duration is not None:
                yield Located(("types", name, "duration"), None, f"{WHY_A_SHAPE}: there is a `size`; write a shape")
            else:
                message = f"{WHY_A_SHAPE}: `workload.duration` has a mean; give this type a `duration` that is a shape"
                yield Located(("types", name, "size"), None, message)
        elif size is None and not isinstance(duration, Distribution):
            message = "is a shape, and there is no `size` whose mean it would scatter around; give one, or a mean here"
            yield Located(("types", name, "duration"), None, message)
