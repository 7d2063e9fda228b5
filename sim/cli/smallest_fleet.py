"""`buddy-sim smallest-fleet`: how few agents meet requirements, with confidence."""

from typing import TYPE_CHECKING

import click

from sim.cli.failure import expected_failures
from sim.cli.file_name import not_empty, scenario_file
from sim.cli.foresight import tell_foreseen
from sim.cli.question import (
    answer_question,
    asking_confidence,
    asking_group,
    asking_inputs,
    asking_limits,
    asking_looks,
    asking_overrides,
    asking_seed,
    asking_sizes,
    table_lines,
    target_of,
)
from sim.cli.study import Manner, in_manner

if TYPE_CHECKING:
    from sim.study.questions.smallest_fleet.asking import FleetStudy

_EPILOG = """\b
Examples:
  buddy-sim smallest-fleet scenarios/breakdowns.yaml --agents 1..16 --meet "p95_response <= 15min"
  buddy-sim smallest-fleet day.yaml --agents 1..64 --meet "mean_wait <= 30s, success_rate >= 95%" --confidence 0.99
  buddy-sim smallest-fleet mixed.yaml --agents 2..8 --group reviewer --meet "makespan <= 4h" --replications 20..640
"""


@click.command("smallest-fleet", epilog=_EPILOG)
@click.argument("scenario", callback=scenario_file)
@asking_limits
@asking_sizes
@asking_group
@asking_confidence
@asking_looks
@asking_overrides
@asking_seed
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-smallest-fleet]")
@asking_inputs
@in_manner
def command(
    scenario: str,
    meet: str,
    agents: str,
    group: str | None,
    confidence: float,
    replications: str | None,
    overrides: tuple[str, ...],
    seed: int | None,
    out: str | None,
    input_uncertainty: bool,
    manner: Manner,
) -> None:
    """Find the smallest fleet that meets requirements, with confidence.

    A fleet meets `p95_response <= 2min` where the mean of that metric over all replications there could be is 2
    minutes or less: no promise about a single run. Any metric will do, times as 90s, 2min or seconds, shares as 0.95
    or 95%; several requirements must all be met. Sizes are searched by bisection, and each is run again and again until
    it is decided; what cannot be decided is said.
    """
    from sim.measures.questions.requirement import parse_requirements
    from sim.study.asking.fleet_sizes import plan_sizes
    from sim.study.asking.runs import parse_looks
    from sim.study.questions.smallest_fleet.asking import smallest_fleet

    with expected_failures(manner.as_json):
        requirements = parse_requirements(meet)
        planned = parse_looks(replications)
        fleet = plan_sizes(scenario, agents, group, overrides, seed)
        target = target_of(out, fleet.plan.points[0].scenario.name, "smallest-fleet")
    tell_foreseen((point.scenario for point in fleet.plan.points), manner.quiet)
    answer_question(
        lambda store, workers, tell: smallest_fleet(
            fleet, requirements, store, workers, confidence, planned, tell, goes_on=replications is None
        ),
        "smallest-fleet",
        _lines,
        target,
        manner,
        input_uncertainty,
    )


def _lines(study: "FleetStudy") -> list[str]:
    from sim.study.questions.smallest_fleet.report import columns, finding, notes, rows

    answer = study.answer
    return table_lines(finding(answer), notes(answer), [columns(answer), *rows(answer)])
