"""The README from top to bottom, as a stranger would follow it."""

import re
from collections.abc import Callable

from tests.docs.examples import ROOT, blocks_of

README = ROOT / "README.md"


def test_everything_in_it_runs_and_shows_what_it_says(run_examples: Callable[..., list[str]]) -> None:
    assert not (problems := run_examples(README, plots=True)), "\n\n".join(problems)


def test_it_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


def test_it_names_the_two_commands_and_an_own_scenario() -> None:
    blocks = list(blocks_of(README.read_text(encoding="utf-8")))
    made = [line.split()[1] for block in blocks if block.language == "sh" for line in block.text.splitlines()]
    assert made == ["demo", "test"]
    assert [block.saved_as for block in blocks if block.saved_as] == ["first.yaml"]
    assert {block.language for block in blocks} >= {"console", "python", "yaml"}


def test_every_command_of_it_is_in_a_block_that_runs() -> None:
    text = README.read_text(encoding="utf-8")
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`buddy-sim (\w+)", outside))
    assert named <= {"init", "strategies"}, "commands with arguments belong into a block"
