"""CITATION.cff says the same as the package."""

from pathlib import Path

import yaml

import sim

ROOT = Path(__file__).resolve().parents[2]


def test_the_citation_is_that_of_this_version():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert str(cited["version"]) == sim.__version__
    assert cited["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    # What the format requires besides: a message, a title, and somebody to cite.
    assert cited["message"]
    assert cited["title"].startswith("buddy-sim")
    assert all(author.get("name") or author.get("family-names") for author in cited["authors"])
