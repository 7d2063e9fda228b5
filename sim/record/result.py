"""What a run came to, as data: everything that its report, pictures and pages are made from.

It is the same whether the run has just ended or its folder was read back, so that both give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.plugins.plugin import Plugin
from sim.record.tables import Columns
from sim.record.views import LearningSignal, Phase21ExecutionResult, SystemHealth
from sim.scenario import Scenario


@dataclass(frozen=True, repr=False)
class RunResult:
    """The result of one run."""

    scenario: Scenario  # with the seed that was used
    scenario_file: str | None  # its name, without folder; None: made in Python
    summary: Phase21ExecutionResult
    healths: tuple[SystemHealth, ...]  # after each wave that ended
    signals: tuple[LearningSignal, ...]
    tables: Mapping[str, Columns]  # see `sim.record.tables`
    notes: tuple[str, ...] = ()  # how the input was understood, one sentence each
    plugins: tuple[Plugin, ...] = ()  # members that do not come with the program

    def __repr__(self) -> str:
        return f"<RunResult of {self.scenario.name!r}, seed {self.summary.seed}>"
