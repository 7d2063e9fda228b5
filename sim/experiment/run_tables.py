"""The tables of a run as pandas DataFrames, made when they are first asked for."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from sim.record.tables import Columns

if TYPE_CHECKING:
    import pandas as pd


class RunTables(ABC):
    """Whatever has the tables of a run, with the columns of `sim.record.tables`."""

    @property
    @abstractmethod
    def columns(self) -> Mapping[str, Columns]:
        """Every table as lists by column name."""

    def _frame(self, name: str) -> "pd.DataFrame":
        import pandas as pd

        return pd.DataFrame(self.columns[name])

    @cached_property
    def tasks(self) -> "pd.DataFrame":
        """One row a task, in input order."""
        return self._frame("tasks")

    @cached_property
    def attempts(self) -> "pd.DataFrame":
        """One row an attempt, in order of start."""
        return self._frame("attempts")

    @cached_property
    def assignments(self) -> "pd.DataFrame":
        """One row for each time that a task was given to an agent."""
        return self._frame("assignments")

    @cached_property
    def waves(self) -> "pd.DataFrame":
        """One row a wave."""
        return self._frame("waves")

    @cached_property
    def health(self) -> "pd.DataFrame":
        """One row a wave: score, status and metrics of its health."""
        names = ["wave", "health_score", "health_status", "success_rate", "availability", "accuracy", "load_balance"]
        return self.waves[[*names, "confidence", "prediction_error"]]

    @cached_property
    def outages(self) -> "pd.DataFrame":
        """One row an outage of an agent."""
        return self._frame("outages")

    @cached_property
    def injected(self) -> "pd.DataFrame":
        """One row a fault that was put in on purpose."""
        return self._frame("injected")

    @cached_property
    def breakers(self) -> "pd.DataFrame":
        """One row a state that a circuit breaker came to."""
        return self._frame("breakers")

    @cached_property
    def samples(self) -> "pd.DataFrame":
        """One row a sample and agent, and one for the system."""
        return self._frame("samples")

    @cached_property
    def anomalies(self) -> "pd.DataFrame":
        """One row an anomaly."""
        return self._frame("anomalies")

    @cached_property
    def gate_decisions(self) -> "pd.DataFrame":
        """One row a verdict of the safety gates."""
        return self._frame("gate_decisions")

    @cached_property
    def exceptions(self) -> "pd.DataFrame":
        """One row an exception that was caught inside the run."""
        return self._frame("exceptions")
