"""Write the pages that are made from the code, docs/reference/ and the READMEs of scenarios/: `make docs`.

`python docs/generate.py` writes them; with `--check` it only says which pages differ from the code, and exits with 1
when one does.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.generator.commands_page import commands_page
from docs.generator.files_page import files_page
from docs.generator.metrics_page import metrics_page
from docs.generator.policies_pages import detectors_page, gates_page, strategies_page
from docs.generator.randomness_page import randomness_page
from docs.generator.scenario_page import scenario_page
from docs.generator.scenarios_page import incidents_page, scenarios_page
from docs.generator.studies_page import studies_page
from docs.generator.study_page import study_page
from docs.generator.tables_page import tables_page

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
PAGES = {
    "scenario.md": scenario_page,
    "study.md": study_page,
    "tables.md": tables_page,
    "files.md": files_page,
    "studies.md": studies_page,
    "strategies.md": strategies_page,
    "gates.md": gates_page,
    "detectors.md": detectors_page,
    "metrics.md": metrics_page,
    "randomness.md": randomness_page,
    "commands.md": commands_page,
}


def pages() -> dict[Path, str]:
    """Return the text of every generated page by its path."""
    made = {REFERENCE / name: make() for name, make in PAGES.items()}
    scenarios = ROOT / "scenarios"
    return {
        **made,
        scenarios / "README.md": scenarios_page(),
        scenarios / "incidents" / "README.md": incidents_page(),
    }


def outdated(path: Path, text: str) -> bool:
    """Return whether a page on disk is not what the code makes of it."""
    return not path.is_file() or path.read_text(encoding="utf-8") != text


def main(arguments: list[str]) -> int:
    """Write the pages, or only compare them; return the exit code."""
    changed = {path: text for path, text in pages().items() if outdated(path, text)}
    for path, text in changed.items():
        print(path.relative_to(ROOT).as_posix())
        if "--check" not in arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return int(bool(changed) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
