"""`buddy-sim trace`: a result as a trace that other tools show."""

import sys
from pathlib import Path

import click

from sim.cli.file_name import not_empty

_EPILOG = """\b
Examples:
  buddy-sim trace reports/four-agents -o run.json            open it in ui.perfetto.dev
  buddy-sim trace reports/four-agents --format otlp -o spans.json
"""


@click.command("trace", epilog=_EPILOG)
@click.argument("directory", type=click.Path(), callback=not_empty, metavar="DIR")
@click.option("-o", "--out", type=click.Path(), callback=not_empty, metavar="FILE", help="Where to.  [default: stdout]")
@click.option(
    "--format", "kind", type=click.Choice(["chrome", "otlp"]), default="chrome", show_default=True,
    help="Chrome trace events, or OpenTelemetry spans.",
)  # fmt: skip
def command(directory: str, out: str | None, kind: str) -> None:
    """Write the result of a run as a trace.

    In Chrome's format an agent is a process and a slot a thread; attempts, waits, back-off and outages are slices,
    arrows lead from attempt to attempt and along dependencies, counters follow queues and busy slots. OpenTelemetry
    spans follow the GenAI conventions; `buddy-sim fit` reads them back.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
    from sim.record.files import json_text, write_text
    from sim.report.read_result import ResultUnreadable, read_result
    from sim.report.traces.chrome import chrome_trace
    from sim.report.traces.otlp import otlp_trace

    with expected_failures():
        try:
            result = read_result(Path(directory))
        except ResultUnreadable as error:
            raise CommandFailed([str(error)], INPUT_WRONG) from error
    text = json_text(chrome_trace(result) if kind == "chrome" else otlp_trace(result))
    if out is None:
        sys.stdout.write(f"{text}\n")
        return
    with expected_failures(writing=True):
        write_text(Path(out), f"{text}\n")
    click.echo(f"trace    {Path(out).as_posix()}")
