"""Classes of failure: which one an attempt fails with, and how much longer such attempts take."""

from sim.engine.kernel.retries import Retries
from sim.engine.kernel.trace import FIRST_CLASS, TRANSIENT


class FailureClasses(Retries):
    """The classes of one run."""

    has_classes: bool
    drawn_classes: int  # that have a share; they come first
    class_up_to: list[float]  # of these: its share and those before it
    class_length: list[float]  # by how an attempt failed, factor on its length
    u_class: list[float]

    def draw_class(self, draw: int) -> int:
        """Return how an attempt fails that fails by itself."""
        for place in range(self.drawn_classes):
            if self.u_class[draw] < self.class_up_to[place]:
                return FIRST_CLASS + place
        return TRANSIENT
