"""The same blocks as Markdown and on a terminal."""

from sim.document.blocks import Block, Command, Heading, Items, Note, Paragraph, Picture, table
from sim.document.markdown import markdown
from sim.document.terminal import terminal
from sim.document.text import given, strong

PAGE: list[Block] = [
    Heading("A run", level=1),
    Paragraph(f"{strong('20 of 20 tasks')} of {given('*all*')} completed, in `run.log`."),
    table(["agent", "busy"], [[given("a|b"), "1 min"], ["agent_1", "12 min"]]),
    Note("One row is left out."),
    Items(("first", "second"), numbered=True),
    Picture("Health", "plots/health.png"),
    Command("buddy-sim run a.yaml"),
]


def test_markdown() -> None:
    assert markdown(PAGE).split("\n\n") == [
        "# A run",
        r"**20 of 20 tasks** of \*all\* completed, in `run.log`.",
        "| agent | busy |\n|---|---:|\n| a\\|b | 1 min |\n| agent_1 | 12 min |",
        "One row is left out.",
        "1. first\n2. second",
        "![Health](plots/health.png)",
        "    buddy-sim run a.yaml\n",
    ]


def test_a_terminal_shows_no_markup() -> None:
    assert terminal(PAGE, width=40).split("\n\n") == [
        "A run\n=====",
        "20 of 20 tasks of *all* completed, in\n`run.log`.",
        "agent      busy\na|b       1 min\nagent_1  12 min",
        "One row is left out.",
        "1. first\n2. second",
        "Health: plots/health.png",
        "    buddy-sim run a.yaml\n",
    ]
