"""buddy-sim diff: what differs between two runs, or two studies."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.file_name import not_empty

if TYPE_CHECKING:
    from sim.document.blocks import Block

_EPILOG = """\b
Examples:
  buddy-sim diff reports/four-agents reports/seed-7
  buddy-sim diff reports/before reports/after
  buddy-sim diff reports/straggler-compare reports/straggler-compare-2
"""


@click.command("diff", epilog=_EPILOG)
@click.argument("one", type=click.Path(), callback=not_empty, metavar="A")
@click.argument("other", type=click.Path(), callback=not_empty, metavar="B")
def command(one: str, other: str) -> None:
    """Tell what differs between the results of two runs, or of two studies.

    Of runs: where their courses part first (the task, the instant, the decision), which settings differ, and which
    metrics, by how much. Of studies: which terms differ, and for each alternative what its metrics came to in both,
    over the same replications, and which verdicts changed.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.document.markdown import markdown
    from sim.document.terminal import terminal
    from sim.report.read_result import ResultUnreadable

    try:
        blocks = _blocks(Path(one), Path(other))
    except ResultUnreadable as error:
        raise CommandFailed([str(error)], INPUT_WRONG) from error
    is_seen = sys.stdout is not None and sys.stdout.isatty()
    text = terminal(blocks, shutil.get_terminal_size().columns) if is_seen else markdown(blocks)
    click.echo(text, nl=False)


def _blocks(one: Path, other: Path) -> "list[Block]":
    from sim.report.difference.page import difference_page
    from sim.report.read_result import ResultUnreadable, read_result
    from sim.study.differing import studies_difference
    from sim.study.folder import is_study_folder

    are_studies = [is_study_folder(directory) for directory in (one, other)]
    if all(are_studies):
        return studies_difference(one, other)
    if any(are_studies):
        run = other if are_studies[0] else one
        raise ResultUnreadable(
            f"{run}: is not the result of a study, and the other one is; name two runs, or two studies"
        )
    return difference_page(read_result(one), read_result(other), (one.as_posix(), other.as_posix()))
