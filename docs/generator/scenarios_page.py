"""scenarios/README.md: the question and the finding of every shipped scenario, from the comment at its head."""

from docs.generator.markdown import code, page, table
from sim.scenario.shipped import head_of, shipped_folder

INTRO = """Each scenario asks one question. Its finding stands in the comment at its head, and the tests assert it.
They ship with the
program: `buddy-sim scenarios` lists them, and `buddy-sim init mine --from four-agents` copies one. Run one with

    buddy-sim run four-agents

and change a key with `--set KEY=VALUE`; the comments say which are worth it. All keys:
[Scenario keys](../docs/reference/scenario.md)."""


def scenarios_page() -> str:
    """Return the page."""
    rows = []
    for path in sorted(shipped_folder().glob("*.yaml")):
        head = head_of(path)
        rows.append([f"[{code(path.stem)}]({path.name})", head.question, head.finding])
    return page("Shipped scenarios", INTRO, table(("scenario", "question", "finding"), rows))
