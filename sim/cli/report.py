"""buddy-sim report: the report of a result folder, as Markdown or as a page to look at."""

import re
import shutil
import sys
from pathlib import Path

import click

from sim.cli.file_name import not_empty

_HELP = """Print the report of a result folder, of a run, a study or a fit, as Markdown; on a terminal that of
a run is plain text. With --html it is one page that opens offline in a browser, made anew from what the folder holds.

\b
Examples:
  buddy-sim report reports/four-agents
  buddy-sim report reports/straggler-compare
  buddy-sim report reports/four-agents | less
  buddy-sim report reports/four-agents --html -o four-agents.html
"""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@click.command(help=_HELP)
@click.argument("directory", type=click.Path(), callback=not_empty, metavar="DIR")
@click.option("--html", is_flag=True, help="One HTML page in place of Markdown.")
@click.option("-o", "--out", callback=not_empty, metavar="FILE", help="Where to.  [default: stdout]")
def command(directory: str, html: bool, out: str | None) -> None:
    """Print the report, made from the tables and the summary."""
    from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
    from sim.record.files import write_text
    from sim.report.read_result import ResultUnreadable

    is_seen = out is None and sys.stdout is not None and sys.stdout.isatty()
    try:
        text = _page_of(Path(directory)) if html else harmless(_report_of(Path(directory), is_seen))
    except ResultUnreadable as error:
        raise CommandFailed([str(error)], INPUT_WRONG) from error
    if out is None:
        click.echo(text, nl=False)
        return
    with expected_failures(writing=True):
        write_text(Path(out), text)
    click.echo(f"report   {Path(out).as_posix()}")


def harmless(text: str) -> str:
    r"""Return a text with what would command a terminal shown escaped: the folder may be somebody else's.

    >>> harmless("a\x1b[2Jb\n")
    'a\\x1b[2Jb\n'
    """
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _report_of(directory: Path, is_seen: bool) -> str:
    from sim.document.terminal import terminal
    from sim.report.gather import report_facts
    from sim.report.markdown import page, render_report
    from sim.report.read_result import ResultFolder
    from sim.study.fitting.read_back import is_fit_folder, report_of_fit
    from sim.study.folder import is_study_folder, report_of_study

    if is_study_folder(directory):
        return report_of_study(directory)
    if is_fit_folder(directory):
        return report_of_fit(directory)
    folder = ResultFolder(directory)
    facts = report_facts(folder.result(), folder.pictures())
    return terminal(page(facts), shutil.get_terminal_size().columns) if is_seen else render_report(facts)


def _page_of(directory: Path) -> str:
    from sim.report.html.run_page import run_page
    from sim.report.read_result import read_result
    from sim.study.fitting.read_back import is_fit_folder, page_of_fit
    from sim.study.folder import is_study_folder, page_of_study

    if is_study_folder(directory):
        return page_of_study(directory)
    if is_fit_folder(directory):
        return page_of_fit(directory)
    return run_page(read_result(directory))
