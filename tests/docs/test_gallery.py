"""The gallery: every scenario that is asked for, with a picture and sentences, and links that lead to its page."""

from docs.gallery import build
from tests.unit.document.test_html import Tree


def test_an_index_leads_to_the_pages(tmp_path, capsys):
    index = build(tmp_path, ["straggler", "incidents/hung-attempts"])
    tree = Tree(index.read_text(encoding="utf-8"))
    links = [attributes["href"] for attributes in tree.all("a")]
    assert links == ["straggler/report.html", "incidents-hung-attempts/report.html"]
    assert all((tmp_path / link).is_file() for link in links)
    assert tree.all("img")[0]["alt"] == "The agents of straggler over time"
    assert "tasks completed" in tree.text
    assert capsys.readouterr().out.count("report.html") == 2
