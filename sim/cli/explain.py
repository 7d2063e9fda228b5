"""buddy-sim explain: the story of a task, of an anomaly, or of one instant of a run."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.file_name import not_empty
from sim.cli.own_code import NO_PLUGINS

if TYPE_CHECKING:
    from sim.document.blocks import Block
    from sim.record.result import RunResult

_EPILOG = """\b
Examples:
  buddy-sim explain reports/four-agents task_2_18
  buddy-sim explain reports/four-agents task_2_18 --agent agent_0
  buddy-sim explain reports/four-agents --anomaly anomaly_1
  buddy-sim explain reports/four-agents --at 25min
"""


@click.command("explain", epilog=_EPILOG)
@click.argument("directory", type=click.Path(), callback=not_empty, metavar="DIR")
@click.argument("task", required=False, metavar="[TASK]")
@click.option("--anomaly", metavar="ID", help="An anomaly in place of a task.")
@click.option("--at", "moment", metavar="TIME", help="The whole run at this time, such as 12min.")
@click.option("--agent", metavar="ID", help="Try this agent only in place of the one that was chosen.")
@click.option("--giving", type=click.IntRange(1), default=1, show_default=True, metavar="N",
              help="Which giving of the task is looked at, where it was given again.")  # fmt: skip
@click.option("--files", "origin", type=click.Path(), metavar="DIR",
              help="Folder from which the scenario's own paths start.  [default: .]")  # fmt: skip
@NO_PLUGINS
def command(
    directory: str,
    task: str | None,
    anomaly: str | None,
    moment: str | None,
    agent: str | None,
    giving: int,
    origin: str | None,
) -> None:
    """Tell why a run went as it did.

    Of a TASK: when it was ready, what the strategy saw and chose, what it waited for, each attempt; and the same luck
    with this one decision made otherwise. Of an anomaly: what was seen, and the same luck with the advice followed. Of
    a time: what runs, what waits and for what, and why nothing runs where nothing does.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
    from sim.document.markdown import markdown
    from sim.document.terminal import terminal
    from sim.report.read_result import ResultUnreadable, read_result
    from sim.report.story.stretches import UnknownTask
    from sim.study.explaining.anomaly_page import UnknownAnomaly
    from sim.study.explaining.repeating import NotRepeatable, with_files_of

    if sum(asked is not None for asked in (task, anomaly, moment)) != 1:
        raise CommandFailed(["name a TASK, or --anomaly ID, or --at TIME: just one of them"], INPUT_WRONG)
    with expected_failures():
        try:
            result = with_files_of(read_result(Path(directory)), Path(origin or "."))
            blocks = _blocks(result, task, anomaly, moment, agent, giving - 1)
        except (ResultUnreadable, UnknownTask, UnknownAnomaly, NotRepeatable) as error:
            raise CommandFailed([str(error)], INPUT_WRONG) from error
    is_seen = sys.stdout is not None and sys.stdout.isatty()
    text = terminal(blocks, shutil.get_terminal_size().columns) if is_seen else markdown(blocks)
    click.echo(text, nl=False)


def _blocks(
    result: "RunResult", task: str | None, anomaly: str | None, moment: str | None, agent: str | None, giving: int
) -> "list[Block]":
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.report.story.instant import instant_page
    from sim.scenario.values.quantities import parse_duration
    from sim.study.explaining.anomaly_page import explained_anomaly
    from sim.study.explaining.task_page import explained_task

    if anomaly is not None:
        return explained_anomaly(result, anomaly)
    if moment is not None:
        try:
            return instant_page(result, parse_duration(moment))
        except ValueError as error:
            raise CommandFailed([f"--at: {error}"], INPUT_WRONG) from error
    assert task is not None
    ids = [agent_id for agent_id, _ in result.scenario.fleet.agents_by_id()]
    if agent is not None and agent not in ids:
        there = ", ".join(ids[:6]) + (" and more" if len(ids) > 6 else "")
        raise CommandFailed([f"--agent: there is no agent {agent[:100]!r}; there are {there}"], INPUT_WRONG)
    return explained_task(result, task, giving, agent)
