"""buddy-sim report: the report of a result folder, as Markdown."""

import re
import shutil
import sys
from pathlib import Path

import click

from sim.cli.file_name import not_empty

_HELP = """Print the report of a result folder, of a run or of a study, as Markdown; on a terminal that of
a run is plain text.

\b
Examples:
  buddy-sim report reports/four-agents
  buddy-sim report reports/straggler-compare
  buddy-sim report reports/four-agents | less
"""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@click.command(help=_HELP)
@click.argument("directory", type=click.Path(), callback=not_empty, metavar="DIR")
def command(directory: str) -> None:
    """Print the report, made from the tables and the summary."""
    is_seen = sys.stdout is not None and sys.stdout.isatty()
    click.echo(harmless(_report_of(Path(directory), is_seen)), nl=False)


def harmless(text: str) -> str:
    r"""Return a text with what would command a terminal shown escaped: the folder may be somebody else's.

    >>> harmless("a\x1b[2Jb\n")
    'a\\x1b[2Jb\n'
    """
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _report_of(directory: Path, is_seen: bool) -> str:
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.document.terminal import terminal
    from sim.report.gather import report_facts
    from sim.report.markdown import page, render_report
    from sim.report.read_result import ResultFolder, ResultUnreadable
    from sim.study.fitting.read_back import is_fit_folder, report_of_fit
    from sim.study.folder import is_study_folder, report_of_study

    try:
        if is_study_folder(directory):
            return report_of_study(directory)
        if is_fit_folder(directory):
            return report_of_fit(directory)
        folder = ResultFolder(directory)
        facts = report_facts(folder.result(), folder.pictures())
        return terminal(page(facts), shutil.get_terminal_size().columns) if is_seen else render_report(facts)
    except ResultUnreadable as error:
        raise CommandFailed([str(error)], INPUT_WRONG) from error
