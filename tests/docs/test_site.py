"""The documentation as pages: each is there, leads somewhere, and can be searched; nothing is fetched."""

import json
import re

import pytest

from docs.site import ROOT, build
from tests.browser.chromium import NEEDS_CHROMIUM, chromium
from tests.unit.document.test_html import Tree


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    return folder, build(folder)


def test_every_page_is_there_and_its_links_lead_somewhere(site):
    _, pages = site
    assert len(pages) >= len(list((ROOT / "docs").rglob("*.md")))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        links = re.findall(r'<a href="([^"]*)"', text)
        places = {link: (page.parent / link.partition("#")[0]).resolve() for link in links if not link.startswith("#")}
        assert all(place.exists() for link, place in places.items() if not re.match("[a-z]+:", link)), page


def test_a_page_is_well_formed_and_finds_others(site):
    folder, _ = site
    page = (folder / "docs" / "how-to" / "look-at-a-result.html").read_text(encoding="utf-8")
    assert Tree(page).all("h1")
    entries = json.loads(re.findall(r'id="index">(.*?)</script>', page, re.DOTALL)[0])["entries"]
    assert any("Where do two runs part?" in title for title, _, _ in entries)


@NEEDS_CHROMIUM
def test_the_search_finds_a_page_by_what_it_says(site):
    folder, _ = site
    with chromium() as browser:
        page = browser.page(folder / "docs" / "index.html")
        page.evaluate(
            "(() => { const f = document.getElementById('asked'); f.value = 'where do two runs part'; "
            "f.dispatchEvent(new Event('input')); })()"
        )
        assert page.evaluate("document.querySelector('#found a').textContent").endswith("Where do two runs part?")
        assert page.complaints() == page.requests() == []
