import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import ScenarioError, load_scenario, parse_scenario

MINIMAL: dict[str, Any] = {
    "name": "pair",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 5},
}


@pytest.fixture
def minimal() -> dict[str, Any]:
    """The least that a scenario must say."""
    return copy.deepcopy(MINIMAL)


@pytest.fixture
def problems_of() -> Callable[..., list[str]]:
    """The problems of a minimal scenario in which one dotted key is changed, one line each."""

    def collect(path: str, value: object, **options: Any) -> list[str]:
        data = copy.deepcopy(MINIMAL)
        *sections, last = path.split(".")
        section: Any = data
        for key in sections:
            section = section[int(key)] if isinstance(section, list) else section.setdefault(key, {})
        section[int(last) if isinstance(section, list) else last] = value
        try:
            parse_scenario(data, **options)
        except ScenarioError as error:
            return [str(problem).removeprefix("<scenario>: ") for problem in error.problems]
        return []

    return collect


@pytest.fixture
def problems_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The problems of a file `x.yaml` with the given text, as the user reads them."""

    def collect(text: str | bytes, **options: Any) -> list[str]:
        monkeypatch.chdir(tmp_path)
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "x.yaml").write_bytes(content)
        try:
            load_scenario("x.yaml", **options)
        except ScenarioError as error:
            return str(error).splitlines()
        return []

    return collect
