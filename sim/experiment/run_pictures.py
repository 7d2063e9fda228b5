"""The pictures of a run, as figures of their own or in axes of somebody else's."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, overload

from sim.record.tables import Columns
from sim.report.figures.source import source_of
from sim.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.report.figures.picture import Picture


class RunPictures(ABC):
    """Whatever has a scenario and the tables of its run."""

    @property
    @abstractmethod
    def scenario(self) -> Scenario:
        """What was run."""

    @property
    @abstractmethod
    def columns(self) -> Mapping[str, Columns]:
        """Every table as lists by column name."""

    @overload
    def plot_health(self, ax: None = None) -> "Picture": ...
    @overload
    def plot_health(self, ax: "Axes") -> "Axes": ...
    def plot_health(self, ax: "Axes | None" = None) -> "Picture | Axes":
        """Draw the score after each wave with what pulled it down, and rates over time.

        Args:
            ax: matplotlib axes for the main panel, the scores; absent: a figure of its own with both.

        Returns:
            The matplotlib Figure, or the axes that were given.
        """
        return self._picture("health", ax)

    @overload
    def plot_timeline(self, ax: None = None) -> "Picture": ...
    @overload
    def plot_timeline(self, ax: "Axes") -> "Axes": ...
    def plot_timeline(self, ax: "Axes | None" = None) -> "Picture | Axes":
        """Draw what each agent worked on and when, failures, back-off and outages.

        Args:
            ax: matplotlib axes; absent: a figure of its own.

        Returns:
            The matplotlib Figure, or the axes that were given.
        """
        return self._picture("timeline", ax)

    @overload
    def plot_queues(self, ax: None = None) -> "Picture": ...
    @overload
    def plot_queues(self, ax: "Axes") -> "Axes": ...
    def plot_queues(self, ax: "Axes | None" = None) -> "Picture | Axes":
        """Draw how many tasks waited, at each agent or over a large fleet.

        Args:
            ax: matplotlib axes for all waiting tasks; absent: a figure of its own, with a strip an agent.

        Returns:
            The matplotlib Figure, or the axes that were given.
        """
        return self._picture("queues", ax)

    @overload
    def plot_calibration(self, ax: None = None) -> "Picture": ...
    @overload
    def plot_calibration(self, ax: "Axes") -> "Axes": ...
    def plot_calibration(self, ax: "Axes | None" = None) -> "Picture | Axes":
        """Draw observed against predicted success.

        Args:
            ax: matplotlib axes for the diagram; absent: a figure of its own, with counts and errors beside it.

        Returns:
            The matplotlib Figure, or the axes that were given.
        """
        return self._picture("calibration", ax)

    @overload
    def plot_graph(self, ax: None = None) -> "Picture": ...
    @overload
    def plot_graph(self, ax: "Axes") -> "Axes": ...
    def plot_graph(self, ax: "Axes | None" = None) -> "Picture | Axes":
        """Draw what waited for what in the wave with most dependencies, over time, and its critical path.

        Args:
            ax: matplotlib axes; absent: a figure of its own.

        Returns:
            The matplotlib Figure, or the axes that were given.
        """
        return self._picture("graph", ax)

    @overload
    def plot_starts(self, ax: None = None) -> "Picture": ...
    @overload
    def plot_starts(self, ax: "Axes") -> "Axes": ...
    def plot_starts(self, ax: "Axes | None" = None) -> "Picture | Axes":
        """Draw the attempts a second over time, with the limits and the faults that were put in.

        Args:
            ax: matplotlib axes; absent: a figure of its own.

        Returns:
            The matplotlib Figure, or the axes that were given.
        """
        return self._picture("starts", ax)

    def _picture(self, name: str, ax: "Axes | None") -> "Picture | Axes":
        source = source_of(self.scenario, self.columns)
        if ax is not None:
            from sim.report.figures.panels import draw_panel

            return draw_panel(name, source, ax)
        from sim.report.figures.gallery import PICTURES

        return PICTURES[name](source)
