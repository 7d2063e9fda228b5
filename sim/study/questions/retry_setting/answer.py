"""The answer to "which setting is the cheapest that holds": verdicts, costs, and what breakdowns take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.paired import PairedDifference
from sim.measures.questions.cheapest import Race
from sim.measures.questions.evidence import Evidence, Meets
from sim.measures.questions.requirement import Requirement
from sim.study.questions.smallest_fleet.answer import evidence_content, requirements_content


@dataclass(frozen=True)
class SettingFound:
    """One setting.

    Args:
        name: as it was varied.
        replications: that were run.
        failed: of them.
        level: error allowed for its verdict at the last look at it.
        evidence: on each requirement.
        means: of the requirements' metrics and of costs, by metric.
        lost: by metric, mean of (with breakdowns - without), paired; None where the scenario has no breakdowns.
        needed: replications that would probably decide it; None where no number is known.
        cut_off: replications whose end cut tasks off: costs that would have grown are lower bounds.
    """

    name: str
    replications: int
    failed: int
    level: float
    evidence: tuple[Evidence, ...]
    means: Mapping[str, MeanInterval]
    lost: Mapping[str, MeanInterval] | None
    needed: int | None
    cut_off: int = 0


@dataclass(frozen=True)
class RetryAnswer:
    """The cheapest setting that meets the requirements, with its guarantee.

    Args:
        scenario: its name.
        requirements: all of them must be met.
        cost: the metric that is to be small.
        confidence: of all statements together.
        settings: in design order.
        race: numbers of the settings.
    """

    scenario: str
    requirements: tuple[Requirement, ...]
    cost: str
    confidence: float
    settings: tuple[SettingFound, ...]
    race: Race

    @property
    def chosen(self) -> SettingFound | None:
        """The cheapest of those that are shown to meet the requirements; None where none is."""
        return None if self.race.chosen is None else self.settings[self.race.chosen]

    @property
    def rivals(self) -> tuple[tuple[SettingFound, PairedDifference], ...]:
        """The settings that may be as cheap or cheaper, with their cost beside that of the chosen one."""
        running = self.race.running
        return tuple((self.settings[i], difference) for i, difference in self.race.against if i in running)

    def known(self, place: int) -> Meets:
        """Return what is known of a setting, by its number."""
        return self.race.verdicts[place]

    def against(self, place: int) -> PairedDifference | None:
        """Return its cost beside the chosen one's at the last look; None where it was out before, or is the chosen."""
        return dict(self.race.against).get(place)

    def content(self) -> dict[str, Any]:
        """Return it as plain data: the object that `retry-setting --json` prints."""
        chosen = self.chosen
        return {
            "scenario": self.scenario,
            "requirements": requirements_content(self.requirements),
            "minimise": self.cost,
            "confidence": self.confidence,
            "cheapest_meeting": None if chosen is None else chosen.name,
            "settled": self.race.settled,
            "rivals": [found.name for found, _ in self.rivals],
            "settings": [self._setting_content(place, found) for place, found in enumerate(self.settings)],
        }

    def _setting_content(self, place: int, found: SettingFound) -> dict[str, Any]:
        beaten, against = self.race.beaten_by[place], self.against(place)
        return {
            "name": found.name,
            "verdict": self.known(place).value,
            "replications": found.replications,
            "failed": found.failed,
            "cut_off_replications": found.cut_off,
            "replications_needed": found.needed if self.known(place) is Meets.UNDECIDED else None,
            "beaten_by": None if beaten is None else self.settings[beaten].name,
            "requirements": evidence_content(found.evidence, found.level),
            "means": {metric: _interval(mean) for metric, mean in found.means.items()},
            "cost_against_cheapest": None if against is None else {
                "difference": against.difference, "low": against.low, "high": against.high,
                "verdict": against.verdict.value,
            },
            "lost_to_breakdowns": None if found.lost is None else {
                metric: _interval(mean) for metric, mean in found.lost.items()
            },
        }  # fmt: skip


def _interval(mean: MeanInterval) -> dict[str, float | None]:
    return {"mean": mean.mean, "low": mean.low, "high": mean.high}
