"""What `compare` and `sweep` do alike: run a plan's points, compare them, write the result, show it."""

import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.cli.failure import FAILED, INPUT_WRONG, CommandFailed, expected_failures

if TYPE_CHECKING:
    from sim.experiment.compare import Budget, ComparisonStudy
    from sim.experiment.pace import Progress
    from sim.experiment.store import RunStore
    from sim.experiment.study_runs import Plan
    from sim.experiment.workers import Workers

T = TypeVar("T")


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
    click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object."),
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

    def ask(store: "RunStore", workers: "Workers") -> "ComparisonStudy":
        return compare(plan, store, workers, budget, baseline, metrics, tell=progress_wanted(manner, _show_progress))

    study = with_workers(ask, target, manner)
    with expected_failures(manner.as_json, writing=True):
        write_comparison(study, target, command_line(), plots=manner.plots)
    _show(study, target, manner)
    outcome = study.stop.outcome
    refuse_lost(0 if outcome.is_complete else len(outcome.lost), outcome.is_complete)


def with_workers(ask: "Callable[[RunStore, Workers], T]", target: Path, manner: Manner) -> "T":
    """Open the store beside the result and the workers, and do what is asked with them.

    Args:
        ask: does all the runs.
        target: the result folder, checked already.
        manner: how it is run.

    Raises:
        CommandFailed: it could not be run.
    """
    from sim.experiment.chunk import OtherProgram
    from sim.experiment.store import RunStore
    from sim.experiment.workers import ExecutionError, open_workers

    store = RunStore(target.with_name(f"{target.name}.runs"))
    if not manner.resume:
        store.clear()
    try:
        with (
            expected_failures(manner.as_json),
            open_workers(manner.backend, manner.jobs, manner.scheduler) as workers,
        ):
            return ask(store, workers)
    except ValueError as error:
        raise CommandFailed([str(error)], INPUT_WRONG, manner.as_json) from error
    except (ExecutionError, OtherProgram) as error:
        raise CommandFailed([str(error)], FAILED, manner.as_json) from error


def refuse_lost(lost: int, complete: bool) -> None:
    """Let a command that is done end as a failure where runs are missing.

    Args:
        lost: how many.
        complete: whether none is.

    Raises:
        CommandFailed: runs are missing.
    """
    if not complete:
        raise CommandFailed([f"{lost} runs are missing; the same command with --resume computes them"], FAILED)


def command_line() -> str:
    """Return the command that repeats this one, for the report."""
    return shlex.join(["buddy-sim", *sys.argv[1:]])


def progress_wanted(manner: Manner, show: "Callable[[Progress], None]") -> "Callable[[Progress], None] | None":
    """Return what shows the progress, where a person looks at stderr and has not asked for silence."""
    return show if not manner.as_json and not manner.quiet and sys.stderr.isatty() else None


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
