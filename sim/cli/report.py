"""buddy-sim report: the report of a result folder, as Markdown."""

from pathlib import Path

import click

from sim.cli.file_name import not_empty

_HELP = """Print the report of a result folder, as Markdown.

\b
Examples:
  buddy-sim report reports/four-agents
  buddy-sim report reports/four-agents | less
"""


@click.command(help=_HELP)
@click.argument("directory", type=click.Path(), callback=not_empty, metavar="DIR")
def command(directory: str) -> None:
    """Print the report, made from the tables and the summary."""
    click.echo(_report_of(Path(directory)), nl=False)


def _report_of(directory: Path) -> str:
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.report.gather import report_facts
    from sim.report.markdown import render_report
    from sim.report.read_result import ResultFolder, ResultUnreadable

    try:
        folder = ResultFolder(directory)
        return render_report(report_facts(folder.result(), folder.pictures()))
    except ResultUnreadable as error:
        raise CommandFailed([str(error)], INPUT_WRONG) from error
