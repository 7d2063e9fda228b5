"""Draw the pictures that the front page shows into docs/pictures/: `python docs/pictures.py`."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sim
from sim.report.links import PLOTS
from sim.scenario.shipped import scenario_path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"


def draw(folder: Path) -> list[Path]:
    """Draw them; return where each is."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        incident, fleet = Path(place, "incident"), Path(place, "fleet")
        sim.run(scenario_path("incidents/metastable-queue")).write(incident)
        asked = sim.smallest_fleet(scenario_path("breakdowns"), "1..16", "p95_response <= 10min")
        asked.write(fleet)
        made = {"metastable-queue.png": incident / PLOTS / "starts.png",
                "smallest-fleet.png": fleet / PLOTS / "smallest-fleet.png"}  # fmt: skip
        return [Path(shutil.copy(picture, folder / name)) for name, picture in made.items()]


if __name__ == "__main__":
    for path in draw(FOLDER):
        print(path.relative_to(ROOT).as_posix())
