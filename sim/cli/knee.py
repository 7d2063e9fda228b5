"""`buddy-sim knee`: from where on more agents no longer pay in throughput."""

from typing import TYPE_CHECKING

import click

from sim.cli.failure import expected_failures
from sim.cli.file_name import not_empty, scenario_file
from sim.cli.foresight import tell_foreseen
from sim.cli.number_types import Finite, Runs
from sim.cli.question import (
    answer_question,
    asking_confidence,
    asking_group,
    asking_inputs,
    asking_overrides,
    asking_seed,
    asking_sizes,
    table_lines,
    target_of,
)
from sim.cli.study import Manner, in_manner

if TYPE_CHECKING:
    from sim.study.questions.knee.asking import KneeStudy

_EPILOG = """\b
Examples:
  buddy-sim knee scenarios/breakdowns.yaml --agents 1..16
  buddy-sim knee scenarios/calm-fleet.yaml --agents "2..32 step 2" --worth 0.25 --replications 60
"""


@click.command("knee", epilog=_EPILOG)
@click.argument("scenario", callback=scenario_file)
@asking_sizes
@asking_group
@click.option(
    "--worth",
    type=Finite(0.0, 1.0, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="Share of a first agent's throughput that an added one must bring.",
)
@asking_confidence
@click.option("--replications", type=Runs(5), default=30, show_default=True, metavar="N", help="Runs of each size.")
@asking_overrides
@asking_seed
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-knee]")
@asking_inputs
@in_manner
def command(
    scenario: str,
    agents: str,
    group: str | None,
    worth: float,
    confidence: float,
    replications: int,
    overrides: tuple[str, ...],
    seed: int | None,
    out: str | None,
    input_uncertainty: bool,
    manner: Manner,
) -> None:
    """Find the knee of throughput over the number of agents.

    The knee is the smallest fleet from which no larger one of the range pays: the agents added bring on average less
    than half (--worth) of the throughput per agent of the smallest fleet. Every size is run, on common random numbers;
    the interval of the knee comes from resampled replications.
    """
    from sim.study.asking.fleet_sizes import plan_sizes
    from sim.study.questions.knee.asking import LEAST_SIZES, knee

    with expected_failures(manner.as_json):
        fleet = plan_sizes(scenario, agents, group, overrides, seed, least=LEAST_SIZES)
        target = target_of(out, fleet.plan.points[0].scenario.name, "knee")
    tell_foreseen((point.scenario for point in fleet.plan.points), manner.quiet)
    answer_question(
        lambda store, workers, tell: knee(fleet, store, workers, replications, worth, confidence, tell),
        "knee",
        _lines,
        target,
        manner,
        input_uncertainty,
    )


def _lines(study: "KneeStudy") -> list[str]:
    from sim.study.questions.knee.report import HEADER, finding, notes, rows

    answer = study.answer
    return table_lines(finding(answer), notes(answer), [HEADER, *rows(answer)])
