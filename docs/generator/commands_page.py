"""docs/reference/commands.md: the help of every command, as the program prints it."""

import os
from unittest.mock import patch

import click
from click.testing import CliRunner

from docs.generator.markdown import code, code_block, page, section
from sim.cli.group import group

INTRO = """`buddy-sim` and `python -m sim` are the same program. Results go to stdout, everything else to stderr.
Set `BUDDY_SIM_DEBUG=1` to see a traceback where the program itself fails."""

EXIT_CODES = """| code | meaning |
|---|---|
| 0 | done |
| 1 | the run or a write failed; a previous result is intact |
| 2 | the input is wrong: scenario, data file, option, or a folder that cannot be written; nothing was run or written |
| 130 | interrupted |"""


def commands_page() -> str:
    """Return the page."""
    names = group.list_commands(click.Context(group))
    parts = [section(code(f"buddy-sim {name}"), code_block(_help(name))) for name in names]
    overview = section(code("buddy-sim"), code_block(_help()))
    return page("Commands", INTRO, section("Exit codes", EXIT_CODES), overview, *parts)


def _help(*command: str) -> str:
    # The width of the terminal must not show.
    with patch.dict(os.environ, {"COLUMNS": "100"}):
        result = CliRunner().invoke(group, [*command, "--help"], prog_name="buddy-sim")
    assert result.exit_code == 0, result.output
    return result.output
