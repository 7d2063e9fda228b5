"""Run every shipped scenario and incident into reports/, and make an index of them: `make gallery`.

`python docs/gallery.py [FOLDER [NAME ..]]`: into another folder, or only some of them.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sim
from sim.document.blocks import Heading, Note, Paragraph, Picture
from sim.document.html.elements import Content
from sim.document.html.link import Link
from sim.document.html.page import html_page
from sim.document.text import given
from sim.record.files import write_text
from sim.report.gather import report_facts
from sim.report.html.run_page import verdict
from sim.report.links import PAGE_FILE, PLOTS
from sim.scenario.shipped import every_name, head_of, scenario_path

ROOT = Path(__file__).resolve().parents[1]
INDEX = "index.html"
SHOWN = "timeline"


def build(folder: Path, names: Sequence[str]) -> Path:
    """Run scenarios, each into a folder of its name, and write the index; return where that is."""
    blocks: list[Content] = [
        Heading("Scenarios that ship with buddy-sim", level=1),
        Paragraph("Each was run once with its own seed. What it asks and what was found stand in its file."),
    ]
    pictures: dict[str, bytes] = {}
    for name in names:
        run = sim.run(scenario_path(name))
        place = name.replace("/", "-")
        run.write(folder / place)
        head = head_of(Path(scenario_path(name)))
        picture = f"{place}/{PLOTS}/{SHOWN}.png"
        pictures[picture] = (folder / picture).read_bytes()
        blocks += [
            Heading(given(name), level=3),
            Paragraph(given(head.question, 400)),
            Picture(f"The agents of {name} over time", picture),
            Paragraph(verdict(report_facts(run._result))),
            Note(given(head.finding, 600)),
            Link(f"Look at the run of {given(name)}", f"{place}/{PAGE_FILE}"),
        ]
        print(f"{place}/{PAGE_FILE}")
    write_text(folder / INDEX, html_page(blocks, pictures))
    return folder / INDEX


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports"
    print(build(target, sys.argv[2:] or every_name()))
