"""What `smallest-fleet`, `knee` and `retry-setting` do alike: ask, write the result, show it."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from sim.cli.failure import FAILED, CommandFailed, expected_failures
from sim.cli.number_types import Finite
from sim.cli.study import Manner, command_line, progress_wanted, refuse_lost, with_workers

if TYPE_CHECKING:
    from sim.study.questions.knee.asking import KneeStudy
    from sim.study.questions.retry_setting.asking import RetryStudy
    from sim.study.questions.smallest_fleet.asking import FleetStudy
    from sim.work.pace import Progress
    from sim.work.store import RunStore
    from sim.work.workers import Workers

asking_limits = click.option(
    "--meet", required=True, metavar="REQUIREMENTS", help="METRIC <= LIMIT or METRIC >= LIMIT, with commas between."
)
asking_sizes = click.option(
    "--agents", required=True, metavar="SIZES", help="A range such as 1..32, or a list such as 2,4,8."
)
asking_group = click.option(
    "--group", metavar="NAME", help="The agents that are counted, where the fleet has several kinds."
)
asking_confidence = click.option(
    "--confidence", type=Finite(0.5, 0.9999), default=0.95, show_default=True, help="Of the answer."
)
asking_looks = click.option(
    "--replications", metavar="N..M",
    help="Runs of each: first to last look; N..M+ may be gone on from.  [default: 20..160, more where runs are alike]",
)  # fmt: skip
asking_overrides = click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Holds for every run. Repeatable."
)
asking_inputs = click.option(
    "--input-uncertainty", is_flag=True, help="Of a fitted scenario: draw what is only estimated, too."
)
asking_seed = click.option("--seed", type=int, metavar="N", help="Seed of every random draw; beats the file's.")


S = TypeVar("S", bound="FleetStudy | KneeStudy | RetryStudy")


def answer_question(
    ask: "Callable[[RunStore, Workers, Callable[[Progress], None] | None], S]",
    kind: str,
    lines: Callable[[S], Iterable[str]],
    target: Path,
    manner: Manner,
    inputs: bool = False,
) -> None:
    """Ask a question, write its result folder and show the answer.

    Args:
        ask: does the runs and finds the answer.
        kind: name of the command.
        lines: of the answer, for people.
        target: the result folder, checked already.
        manner: how it is run and shown.
        inputs: draw the inputs of a fitted scenario that are only estimated, and say what that does to the answer.

    Raises:
        CommandFailed: it could not be run or written, or runs are missing.
    """
    from sim.study.asking.files import write_question
    from sim.study.asking.runs import Unanswerable
    from sim.study.other_inputs import under_other_inputs

    tell = progress_wanted(manner, _show_progress)

    def asked(store: "RunStore", workers: "Workers") -> S:
        study = ask(store, workers, tell)
        return under_other_inputs(study, workers) if inputs else study

    try:
        study = with_workers(asked, target, manner)
    except Unanswerable as error:
        raise CommandFailed([str(error)], FAILED, manner.as_json) from error
    if tell is not None:
        click.echo("\r\x1b[K", nl=False, err=True)
    with expected_failures(manner.as_json, writing=True):
        write_question(kind, study, target, command_line(), manner.plots, manner.html)
    _show(study, lines, target, manner)
    refuse_lost(len(study.runs.lost), not study.runs.lost)


def target_of(out: str | None, scenario: str, question: str) -> Path:
    """Return the result folder, which may be used.

    Args:
        out: as named; None: in reports/.
        scenario: name of the scenario.
        question: name of the command.

    Raises:
        OutputRefused: it holds other things, or cannot be written.
    """
    from sim.report.publish import check_target

    target = Path(out) if out is not None else Path("reports") / f"{scenario}-{question}"
    check_target(target)
    return target


def table_lines(finding: Sequence[str], notes: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return an answer for a terminal: the finding, then the table, then what else must be known."""
    from sim.document.terminal import aligned

    return [*finding, "", aligned(rows), "", *notes]


def _show(study: S, lines: Callable[[S], Iterable[str]], target: Path, manner: Manner) -> None:
    from sim.document.text import plain_text
    from sim.record.files import json_text
    from sim.study.asking.files import question_content

    if manner.as_json:
        click.echo(json_text({**question_content(study), "output": target.as_posix()}))
    elif not manner.quiet:
        for line in lines(study):
            click.echo(line)
        for note in () if study.inputs is None else study.inputs.notes:
            click.echo(plain_text(note))
        click.echo(f"report   {(target / 'report.md').as_posix()}\nresults  {target.as_posix()}")


def _show_progress(progress: "Progress") -> None:
    # How many runs a question takes shows only while it is answered.
    rate = "" if progress.rate is None else f", {progress.rate:.1f} runs a second"
    click.echo(f"\r\x1b[K{progress.done} runs done{rate}", nl=False, err=True)
