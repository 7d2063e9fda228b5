"""buddy-sim diff: what differs between two runs."""

import shutil
import sys
from pathlib import Path

import click

from sim.cli.file_name import not_empty

_EPILOG = """\b
Examples:
  buddy-sim diff reports/four-agents reports/seed-7
  buddy-sim diff reports/before reports/after
"""


@click.command("diff", epilog=_EPILOG)
@click.argument("one", type=click.Path(), callback=not_empty, metavar="A")
@click.argument("other", type=click.Path(), callback=not_empty, metavar="B")
def command(one: str, other: str) -> None:
    """Tell what differs between the results of two runs.

    Where their courses part first (the task, the instant, the decision), which settings differ, and which metrics, by
    how much.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.document.markdown import markdown
    from sim.document.terminal import terminal
    from sim.report.difference.page import difference_page
    from sim.report.read_result import ResultUnreadable, read_result

    try:
        results = [read_result(Path(directory)) for directory in (one, other)]
    except ResultUnreadable as error:
        raise CommandFailed([str(error)], INPUT_WRONG) from error
    blocks = difference_page(results[0], results[1], (Path(one).as_posix(), Path(other).as_posix()))
    is_seen = sys.stdout is not None and sys.stdout.isatty()
    text = terminal(blocks, shutil.get_terminal_size().columns) if is_seen else markdown(blocks)
    click.echo(text, nl=False)
