"""What `compare` and `sweep` do alike: run a plan's points, compare them, write the result, show it."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.cli.earlier_terms import earlier_terms
from sim.cli.engine_option import ENGINE, with_engine_option
from sim.cli.failure import FAILED, INPUT_WRONG, CommandFailed, expected_failures
from sim.cli.foresight import tell_foreseen
from sim.cli.going_on import kept_when_it_ends
from sim.cli.number_types import MOST_JOBS
from sim.cli.own_code import NO_PLUGINS
from sim.cli.repeating import command_to_repeat
from sim.cli.time_to_tell import time_to_tell

if TYPE_CHECKING:
    from sim.study.comparison.compare import ComparisonStudy
    from sim.study.comparison.terms import Terms
    from sim.work.pace import Progress
    from sim.work.runs import Plan
    from sim.work.store import RunStore
    from sim.work.workers import Workers

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
        html: write the report as an HTML page.
        as_json: print one JSON object.
        quiet: print nothing but errors.
    """

    jobs: int | None
    backend: str | None
    scheduler: str | None
    resume: bool
    plots: bool
    html: bool
    as_json: bool
    quiet: bool


_OPTIONS = (
    click.option("--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N", help="Processes.  [default: one a core]"),
    click.option("--backend", type=click.Choice(["serial", "joblib", "dask"]), help="What does the runs."),
    click.option("--scheduler", metavar="ADDRESS", help="Of a Dask scheduler, such as tcp://host:8786."),
    click.option(
        "--resume", is_flag=True, help="Keep finished runs of earlier sessions; more replications extend them."
    ),
    click.option("--plots/--no-plots", default=True, show_default=True, help="Draw pictures too."),
    click.option("--html/--no-html", default=True, show_default=True, help="Write the report as an HTML page too."),
    click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
    ENGINE,
    NO_PLUGINS,
)


RUN_FOLDERS = click.option(
    "--run-folders",
    "folders",
    is_flag=True,
    help="Write the files of every run too, agent by agent: each runs once more.",
)

_WORKING = ("jobs", "backend", "scheduler", "resume", "as_json", "quiet", "no_plugins", "engine")
"""What says how a study is worked and shown, and nothing about its result."""


def in_manner(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a `Manner`, and hand it that in their place, as the argument `manner`.

    `--engine` is short for `--set engine=NAME`, and is handed over so.
    """

    @wraps(function)
    def command(engine: str | None, **values: Any) -> None:
        values["overrides"] = with_engine_option(values["overrides"], engine)
        manner = Manner(**{field.name: values.pop(field.name) for field in fields(Manner)})
        function(manner=manner, **values)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asking_how_surely(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options `--delta` and `--confidence`: what matters, and how sure the answers must be."""
    sure = click.option("--confidence", metavar="P", help="Of intervals, verdicts and a choice.  [default: 0.95]")
    least = click.option(
        "--delta",
        "deltas",
        multiple=True,
        metavar="METRIC=VALUE",
        help="Least difference that matters, such as makespan=10s or success_rate=2%. Repeatable.",
    )
    return least(sure(function))


def said_how_surely(
    deltas: Sequence[str], confidence: str | None, as_json: bool, select_best: str | None = None
) -> tuple[dict[str, float], float]:
    """Return what the options of `asking_how_surely` say.

    Args:
        deltas: as typed.
        confidence: as typed.
        as_json: print a JSON object on stdout where that fails.
        select_best: the metric that a bare number is meant for.

    Raises:
        CommandFailed: they say no such thing.
    """
    from sim.measures.comparison.least_difference import parse_deltas
    from sim.study.comparison.terms import CONFIDENCE, parse_confidence

    problems = []
    least, sure = {}, CONFIDENCE
    try:
        least = parse_deltas(deltas, select_best)
    except ValueError as error:
        problems.append(f"--delta: {error}")
    try:
        sure = CONFIDENCE if confidence is None else parse_confidence(confidence)
    except ValueError as error:
        problems.append(f"--confidence: {error}")
    if problems:
        raise CommandFailed(problems, INPUT_WRONG, as_json)
    return least, sure


def run_study(
    plan: "Plan", target: Path, terms: "Terms", manner: Manner, folders: bool = False, inputs: bool = False
) -> None:
    """Run a study, write its result folder and show it.

    Args:
        plan: the points.
        target: the result folder, checked already.
        terms: what is asked of the comparison.
        manner: how it is run and shown.
        folders: write the result folder of every run too.
        inputs: draw the inputs of a fitted scenario that are only estimated, and say what that does.

    Raises:
        CommandFailed: it could not be run or written, or runs are missing.
    """
    from sim.study.comparison.compare import compare
    from sim.study.comparison.files import write_comparison
    from sim.study.ignorance.comparison import with_inputs_drawn
    from sim.work.pace import Stopwatch

    def ask(store: "RunStore", workers: "Workers") -> "ComparisonStudy":
        study = compare(plan, store, workers, terms, progress_wanted(manner, show_progress))
        return with_inputs_drawn(study, terms.metrics, workers) if inputs else study

    refuse_terms(plan, terms, manner)  # before finished runs of earlier sessions are dropped
    if manner.resume and not manner.quiet:
        for note in earlier_terms(target, terms):
            click.echo(note, err=True)
    tell_foreseen((point.scenario for point in plan.points), manner.quiet)
    watch = Stopwatch()
    study = with_workers(ask, target, manner)
    took_s = watch.seconds()
    with expected_failures(manner.as_json, writing=True):
        write_comparison(study, target, command_line(), plots=manner.plots, folders=folders, html=manner.html)
    _show(study, target, manner)
    outcome = study.stop.outcome
    # On stderr, for who looks at it: what takes how long here is no part of a result.
    told = time_to_tell(study.comparison, outcome.computed, took_s) if is_watched(manner) else None
    if told is not None:
        click.echo(told, err=True)
    refuse_lost(0 if outcome.is_complete else len(outcome.lost), outcome.is_complete)


def refuse_terms(plan: "Plan", terms: "Terms", manner: Manner) -> None:
    """End a command with a failure where what is asked of a comparison cannot be kept."""
    from sim.study.comparison.terms import check_terms

    try:
        check_terms(plan, terms)
    except ValueError as error:
        raise CommandFailed([str(error)], INPUT_WRONG, manner.as_json) from error


def with_workers(ask: "Callable[[RunStore, Workers], T]", target: Path, manner: Manner) -> "T":
    """Open the store beside the result and the workers, and do what is asked with them.

    Args:
        ask: does all the runs.
        target: the result folder, checked already.
        manner: how it is run.

    Raises:
        CommandFailed: it could not be run.
    """
    from sim.work.store import RunStore
    from sim.work.workers import open_workers

    folder = target.with_name(f"{target.name}.runs")
    try:
        store = RunStore(folder)
    except OSError as error:  # such as a name that becomes too long
        told = f"{folder.as_posix()}: cannot be used for the finished runs: {error.strerror or error}"
        raise CommandFailed([f"{told}; choose another --out"], INPUT_WRONG, manner.as_json) from error
    if manner.resume and not manner.quiet:
        for note in store.notes:
            click.echo(f"{store.directory.name}/{note}", err=True)
    with expected_failures(manner.as_json), kept_when_it_ends(store, manner.as_json):
        tell_engine(manner)
        click.get_current_context().with_resource(store.held())  # its runs are read until the command is done
        try:
            with open_workers(manner.backend, manner.jobs, manner.scheduler) as workers:
                if not manner.resume:
                    store.clear()  # not before everything else has turned out to be right
                return ask(store, workers)
        except ValueError as error:
            raise CommandFailed([str(error)], INPUT_WRONG, manner.as_json) from error


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
    """Return the command that repeats this one, for the report: without what only says how it was worked and shown."""
    return command_to_repeat(_WORKING)


def progress_wanted(manner: Manner, show: "Callable[[Progress], None]") -> "Callable[[Progress], None] | None":
    """Return what shows the progress, where a person looks at stderr and has not asked for silence."""
    return show if is_watched(manner) else None


def tell_engine(manner: Manner) -> None:
    """Tell how the engine would be faster, where it is not compiled and somebody looks."""
    from sim.engine.choose import advice

    told = advice() if is_watched(manner) else None
    if told is not None:
        click.echo(f"note: {told}", err=True)


def is_watched(manner: Manner) -> bool:
    """Return whether a person looks at stderr and has not asked for silence."""
    return not manner.as_json and not manner.quiet and sys.stderr is not None and sys.stderr.isatty()


def show_progress(progress: "Progress") -> None:
    """Print how far a study is, on stderr, over what was printed before."""
    left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
    rate = "" if progress.rate is None else f", {progress.rate:.1f} runs a second"
    end = "\n" if progress.done + progress.lost == progress.total else ""
    click.echo(f"\r\x1b[K{progress.done} of {progress.total} runs{rate}{left}{end}", nl=False, err=True)


def _show(study: "ComparisonStudy", target: Path, manner: Manner) -> None:
    from sim.cli.comparison_table import show_comparison
    from sim.record.files import json_text

    if manner.as_json:
        click.echo(json_text({**study.comparison.content(), "output": target.as_posix()}))
    elif not manner.quiet:
        show_comparison(study.comparison, study.stop.notes, target)
