"""The README of scenarios/ and of its incidents/: question and finding of each, from the comment at its head."""

from pathlib import Path

from docs.generator.markdown import code, page, table
from sim.scenario.shipped import head_of, shipped_folder

INTRO = """Each scenario asks one question. Its finding stands in the comment at its head, and the tests assert it.
They ship with the
program: `buddy-sim scenarios` lists them, and `buddy-sim init mine --from four-agents` copies one. Run one with

    buddy-sim run four-agents

and change a key with `--set KEY=VALUE`; the comments say which are worth it. All keys:
[Scenario keys](../docs/reference/scenario.md). Failures of real fleets, rebuilt small:
[Incidents](incidents/README.md)."""

INCIDENTS = """Each is a kind of failure that fleets have reported in public, rebuilt small: the file as it ships shows
it, and the second command in the comment at its head cures it. Findings are asserted by tests with a stated confidence
(`tests/scenarios/incidents/`). Run one with

    buddy-sim run incidents/NAME

look at the pictures of its result (the timeline and the queues show most of it), and copy it with
`buddy-sim init mine --from incidents/NAME` to put your own numbers in."""


def scenarios_page() -> str:
    """Return the page of the scenarios that ask a question."""
    return page("Shipped scenarios", INTRO, _table(shipped_folder()))


def incidents_page() -> str:
    """Return the page of the incidents."""
    return page("Incidents", INCIDENTS, _table(shipped_folder() / "incidents"))


def _table(folder: Path) -> str:
    rows = []
    for path in sorted(folder.glob("*.yaml")):
        head = head_of(path)
        rows.append([f"[{code(path.stem)}]({path.name})", head.question, head.finding])
    return table(("scenario", "question", "finding"), rows)
