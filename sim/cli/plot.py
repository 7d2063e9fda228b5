"""buddy-sim plot: the pictures of a result folder, drawn again."""

from pathlib import Path

import click

from sim.cli.file_name import not_empty

_HELP = """Draw the pictures of a result folder again, from its tables, into its folder plots/.

For the result of a run or a study with `--no-plots`, or one that an earlier version has drawn. The report shows the
pictures; the tables and everything else in the folder stay as they are.

\b
Examples:
  buddy-sim plot reports/four-agents
  buddy-sim plot reports/straggler-compare
"""


@click.command(help=_HELP)
@click.argument("directory", type=click.Path(), callback=not_empty, metavar="DIR")
def command(directory: str) -> None:
    """Draw, put in place, name the pictures."""
    from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
    from sim.report.publish import OutputRefused
    from sim.report.read_result import ResultUnreadable
    from sim.report.redraw import redraw
    from sim.study.folder import is_study_folder, redraw_study

    with expected_failures(writing=True):
        try:
            folder = Path(directory)
            pictures = redraw_study(folder) if is_study_folder(folder) else redraw(folder)
        except (ResultUnreadable, OutputRefused) as error:
            raise CommandFailed([str(error)], INPUT_WRONG) from error
    for picture in pictures:
        click.echo(picture.as_posix())
