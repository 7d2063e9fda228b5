"""The committed reference pages are what the code makes of them."""

import runpy
from pathlib import Path
from textwrap import dedent

from docs.generator.study_page import EXAMPLE
from sim.study.plan_input import plan_file
from tests.docs.examples import ROOT


def test_the_generated_pages_are_up_to_date() -> None:
    generate = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    pages: dict[Path, str] = generate["pages"]()
    assert len(pages) >= 9
    stale = [path.name for path, text in pages.items() if generate["outdated"](path, text)]
    assert not stale, f"not what the code says: {', '.join(stale)}; run `make docs` and commit the pages"


def test_the_example_of_a_study_file_is_one(tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    (tmp_path / "study.yaml").write_text(dedent(EXAMPLE), encoding="utf-8")
    plan, spec = plan_file(tmp_path / "study.yaml")
    # 3 retries * 2 strategies * 2 outages * 2 pairs, but for retries 0 with frequent outages
    assert (len(plan.points), spec.replications if spec else None) == (24 - 4, 20)
