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
    """Print the report that the run wrote."""
    click.echo(_report_of(Path(directory)), nl=False)


def _report_of(directory: Path) -> str:
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.report.markdown import REPORT_FILE

    try:
        advice = "expected a folder that `buddy-sim run` has written"
        if not directory.is_dir():
            what = "is a file" if directory.exists() else "there is no such folder"
            raise CommandFailed([f"{directory}: {what}; {advice}"], INPUT_WRONG)
        path = directory / REPORT_FILE
        if not path.is_file():
            raise CommandFailed([f"{directory}: holds no {REPORT_FILE}; {advice}"], INPUT_WRONG)
        return path.read_text(encoding="utf-8", errors="backslashreplace")
    except (OSError, ValueError) as error:
        raise CommandFailed([f"{directory}: cannot be read: {error}"], INPUT_WRONG) from error
