"""The scenarios that ship with the program, found by name: the folder `scenarios/` of the project.

Those in its folder `incidents/` have that before their name: failures of real fleets, rebuilt small.

A wheel carries a copy of that folder inside of the package; a working tree, also where it is installed editable, has
the folder itself beside the package.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).resolve().parents[1]
_COPY = _PACKAGE / "shipped"
_ORIGINAL = _PACKAGE.parent / "scenarios"
_INCIDENTS = "incidents"


def shipped_folder() -> Path:
    """The folder of the scenarios that ship with the program.

    >>> (shipped_folder() / "four-agents.yaml").is_file()
    True
    """
    # In a working tree an installed copy may be older than the folder.
    return _ORIGINAL if (_PACKAGE.parent / "pyproject.toml").is_file() else _COPY


def shipped_names() -> tuple[str, ...]:
    """The names of these scenarios, in order.

    >>> shipped_names()[:3]
    ('breakdowns', 'bursty-hours', 'calm-fleet')
    """
    return tuple(sorted(path.stem for path in shipped_folder().glob("*.yaml")))


def incident_names() -> tuple[str, ...]:
    """The names of the incidents that ship, in order, each with its folder.

    >>> all(name.startswith("incidents/") for name in incident_names())
    True
    """
    return tuple(sorted(f"{_INCIDENTS}/{path.stem}" for path in (shipped_folder() / _INCIDENTS).glob("*.yaml")))


def every_name() -> tuple[str, ...]:
    """The names of all scenarios that ship: those that ask a question, then the incidents."""
    return (*shipped_names(), *incident_names())


def scenario_path(given: str | os.PathLike[str]) -> str:
    """The file that a path means, or the name of a shipped scenario where no file of that name is there.

    >>> scenario_path("no-such-file.yaml")
    'no-such-file.yaml'
    >>> scenario_path("four-agents").endswith("four-agents.yaml")
    True
    """
    path = os.fspath(given)
    if path in every_name() and not os.path.lexists(path):
        return str(shipped_folder() / f"{path}.yaml")
    return path


class Head(NamedTuple):
    """What the comment at the head of a scenario says."""

    question: str
    finding: str


def head_of(path: Path) -> Head:
    """The question and the finding of a scenario file; empty where its head does not say them.

    >>> head_of(shipped_folder() / "calm-fleet.yaml").question
    'Nothing is wrong. What does a fleet look like by chance alone?'
    """
    comment = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.removeprefix("#").strip())
    return Head(_labelled("Question", comment), _labelled("Finding", comment))


def _labelled(label: str, comment: list[str]) -> str:
    text = "\n".join(comment)
    found = re.search(rf"^{label}: (.*?)(?=\n\n|\n[A-Z][a-z ]*:|\Z)", text, re.MULTILINE | re.DOTALL)
    words = " ".join(found[1].split()) if found else ""
    return words[:1].upper() + words[1:]
