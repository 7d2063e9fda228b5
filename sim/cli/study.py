"""What `compare` and `sweep` do alike: run a plan's points, compare them, write the result, show it."""

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.failure import FAILED, INPUT_WRONG, CommandFailed, expected_failures

if TYPE_CHECKING:
    from sim.experiment.compare import Budget, ComparisonStudy
    from sim.experiment.pace import Progress
    from sim.experiment.store import RunStore
    from sim.experiment.study_runs import Outcome, Plan
    from sim.experiment.workers import Workers

    Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Manner:
    """How a study is run and shown.

    Args:
        jobs: processes; None: one a core.
        backend: what does the runs; None: as fits.
        scheduler: address of a Dask scheduler.
        resume: keep finished runs of earlier sessions.
        plots: draw pictures.
        as_json: print one JSON object.
        quiet: print nothing but errors.
    """

    jobs: int | None
    backend: str | None
    scheduler: str | None
    resume: bool
    plots: bool
    as_json: bool
    quiet: bool


_OPTIONS = (
    click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes.  [default: one a core]"),
    click.option("--backend", type=click.Choice(["serial", "joblib", "dask"]), help="What does the runs."),
    click.option("--scheduler", metavar="ADDRESS", help="Of a Dask scheduler, such as tcp://host:8786."),
    click.option(
        "--resume", is_flag=True, help="Keep finished runs of earlier sessions; more replications extend them."
    ),
    click.option("--plots/--no-plots", default=True, show_default=True, help="Draw pictures too."),
    click.option("--json", "as_json", is_flag=True, help="Print the comparison as one JSON object."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
)


def in_manner(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a `Manner`, and hand it that in their place, as the argument `manner`."""

    @wraps(function)
    def command(**values: Any) -> None:
        manner = Manner(**{field.name: values.pop(field.name) for field in fields(Manner)})
        function(manner=manner, **values)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def run_study(
    plan: "Plan", target: Path, budget: "Budget", baseline: str | None, metrics: Sequence[str], manner: Manner
) -> None:
    """Run a study, write its result folder and show it.

    Args:
        plan: the points.
        target: the result folder, checked already.
        budget: how many replications.
        baseline: name of a point, or `best`; None: the first.
        metrics: what is compared.
        manner: how it is run and shown.

    Raises:
        CommandFailed: it could not be run or written, or runs are missing.
    """
    from sim.experiment.compare import compare
    from sim.experiment.study_files import write_comparison

    refuse_request(plan, metrics, baseline, manner)  # before finished runs of earlier sessions are dropped
    with working(target, manner) as (store, workers, tell):
        study = compare(plan, store, workers, budget, baseline, metrics, tell=tell)
    with expected_failures(manner.as_json, writing=True):
        write_comparison(study, target, shlex.join(["buddy-sim", *sys.argv[1:]]), plots=manner.plots)
    _show(study, target, manner)
    refuse_missing(study.stop.outcome)


def refuse_request(plan: "Plan", metrics: Sequence[str], baseline: str | None, manner: Manner) -> None:
    """End a command with a failure where a metric or the baseline is unknown."""
    from sim.experiment.compare import check_request

    try:
        check_request(plan, metrics, baseline)
    except ValueError as error:
        raise CommandFailed([str(error)], INPUT_WRONG, manner.as_json) from error


@contextmanager
def working(target: Path, manner: Manner) -> "Iterator[tuple[RunStore, Workers, Tell | None]]":
    """Give the store beside a result folder, workers, and who hears of the progress; errors become the command's.

    Args:
        target: the result folder, checked already.
        manner: how a study is run.

    Raises:
        CommandFailed: the work could not go on, or was asked for wrongly.
    """
    from sim.experiment.chunk import OtherProgram
    from sim.experiment.workers import ExecutionError, open_workers

    store = store_beside(target)
    if not manner.resume:
        store.clear()
    shown = not manner.as_json and not manner.quiet and sys.stderr.isatty()
    try:
        with (
            expected_failures(manner.as_json),
            open_workers(manner.backend, manner.jobs, manner.scheduler) as workers,
        ):
            yield store, workers, _show_progress if shown else None
    except ValueError as error:
        raise CommandFailed([str(error)], INPUT_WRONG, manner.as_json) from error
    except (ExecutionError, OtherProgram) as error:
        raise CommandFailed([str(error)], FAILED, manner.as_json) from error


def store_beside(target: Path) -> "RunStore":
    """Return the store of the runs behind a result folder."""
    from sim.experiment.store import RunStore

    return RunStore(target.with_name(f"{target.name}.runs"))


def refuse_missing(outcome: "Outcome") -> None:
    """End a command with a failure where runs are missing; what there is has been written and shown."""
    if not outcome.is_complete:
        lost = len(outcome.lost)
        raise CommandFailed([f"{lost} runs are missing; the same command with --resume computes them"], FAILED)


def _show_progress(progress: "Progress") -> None:
    left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
    rate = "" if progress.rate is None else f", {progress.rate:.1f} runs a second"
    end = "\n" if progress.done + progress.lost == progress.total else ""
    click.echo(f"\r\x1b[K{progress.done} of {progress.total} runs{rate}{left}{end}", nl=False, err=True)


def _show(study: "ComparisonStudy", target: Path, manner: Manner) -> None:
    from sim.cli.comparison_table import show_comparison
    from sim.record.files import json_text
    from sim.report.comparison.advice import advice

    if manner.as_json:
        said = advice(study.comparison)
        click.echo(json_text({**study.comparison.content(), "advice": said, "output": target.as_posix()}))
    elif not manner.quiet:
        show_comparison(study.comparison, study.stop.notes, target)
