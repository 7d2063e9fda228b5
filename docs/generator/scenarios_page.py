"""scenarios/README.md: the question and the finding of every shipped scenario, from the comment at its head."""

import re
from pathlib import Path
from typing import NamedTuple

from docs.generator.markdown import code, page, table

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"

INTRO = """Each scenario asks one question. Its finding stands in the comment at its head, and the tests assert it.
Run one with

    buddy-sim run scenarios/four-agents.yaml

and change a key with `--set KEY=VALUE`; the comments say which are worth it. All keys:
[Scenario keys](../docs/reference/scenario.md)."""


class Head(NamedTuple):
    """What the comment at the head of a scenario says."""

    question: str
    finding: str


def scenarios_page() -> str:
    """Return the page."""
    rows = []
    for path in sorted(FOLDER.glob("*.yaml")):
        head = head_of(path)
        rows.append([f"[{code(path.stem)}]({path.name})", head.question, head.finding])
    return page("Shipped scenarios", INTRO, table(("scenario", "question", "finding"), rows))


def head_of(path: Path) -> Head:
    """Return the question and the finding of a scenario file; empty where its head does not say them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line.removeprefix("#").strip())
    return Head(_labelled("Question", comment), _labelled("Finding", comment))


def _labelled(label: str, comment: list[str]) -> str:
    text = "\n".join(comment)
    found = re.search(rf"^{label}: (.*?)(?=\n\n|\n[A-Z][a-z ]*:|\Z)", text, re.MULTILINE | re.DOTALL)
    words = " ".join(found[1].split()) if found else ""
    return words[:1].upper() + words[1:]
