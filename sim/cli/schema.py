"""buddy-sim schema: the JSON Schema of scenarios or studies, for editors, or of a file of the results."""

import json

import click

_HELP = """Print the JSON Schema of scenarios, studies or result files.

Editors complete and check YAML by it.

\b
Examples:
  buddy-sim schema > scenario.schema.json
  buddy-sim schema study > study.schema.json
  buddy-sim schema executed_tasks.jsonl
"""


@click.command(help=_HELP)
@click.argument("file", metavar="[study|FILE]", required=False)
def command(file: str | None) -> None:
    """Print one schema."""
    click.echo(json.dumps(_schema(file), indent=2, ensure_ascii=True))


def _schema(file: str | None) -> dict[str, object]:
    if file is None:
        from sim.scenario.spec.spec import Scenario

        return Scenario.model_json_schema()
    if file == "study":
        from sim.scenario.varying.study_spec import StudySpec

        return StudySpec.model_json_schema()
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.report.schemas import described_files, schema_for
    from sim.scenario.reading.messages import choices

    try:
        return schema_for(file)
    except LookupError as error:
        raise CommandFailed([f"the result file {choices(file, described_files())}"], INPUT_WRONG) from error
