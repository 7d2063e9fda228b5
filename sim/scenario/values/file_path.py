"""The path of a file that a scenario names."""

from typing import Annotated

from pydantic import AfterValidator, Field

from sim.scenario.values.quantities import Text, shown


def _a_file(path: str) -> str:
    if not path.strip() or "\0" in path:
        raise ValueError(f"{shown(path)} is not a path; expected a file, relative to the scenario file")
    return path


FilePath = Annotated[Text, Field(max_length=4096), AfterValidator(_a_file)]
