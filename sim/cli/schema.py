"""buddy-sim schema: the JSON Schema of scenarios, for editors, or of a file of the results."""

import json

import click

_HELP = """Print the JSON Schema of scenario files, for editors and checkers; or that of a file of the results.

\b
Examples:
  buddy-sim schema > scenario.schema.json
  buddy-sim schema executed_tasks.jsonl
"""


@click.command(help=_HELP)
@click.argument("result_file", required=False)
def command(result_file: str | None) -> None:
    """Print one schema."""
    click.echo(json.dumps(_schema(result_file), indent=2, ensure_ascii=True))


def _schema(result_file: str | None) -> dict[str, object]:
    if result_file is None:
        from sim.scenario.spec import Scenario

        return Scenario.model_json_schema()
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.report.schemas import described_files, schema_for
    from sim.scenario.messages import choices

    try:
        return schema_for(result_file)
    except LookupError as error:
        raise CommandFailed([f"the result file {choices(result_file, described_files())}"], INPUT_WRONG) from error
