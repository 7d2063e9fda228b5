"""Pages as HTML: well-formed, whatever users wrote, and closed to everything outside of the file."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sim.document.blocks import Command, Heading, Items, Note, Paragraph, Picture, table
from sim.document.html.chart import Chart
from sim.document.html.page import html_page
from sim.document.text import given, strong

VOID = {"meta", "img", "input", "br"}
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "`code` **bold** &amp; &#96;",
    "\u202eright to left",
    "x" * 10_000,
    "a\nb\x00c",
    "]]>--><!--",
]


class Tree(HTMLParser):
    """Checks that elements nest, and collects them with their attributes and texts."""

    def __init__(self, page):
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] not in (["script"], ["style"]):
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def page(text="plain"):
    told = given(text)
    return [
        Heading(f"Report of {told}", level=1),
        Paragraph(f"{strong('20 of 20')} of {told} in `run.log`."),
        Chart("plot", f"What {told} shows", f"How {told} is read.", {"choices": [], "id": text}),
        Heading(f"Part {told}"),
        Note(f"Remark on {told}."),
        Items((told, "b"), numbered=True),
        table(["name", "number"], [[told, "1"], ["b", "2"]]),
        Heading("Smaller", level=3),
        Picture(f"Picture of {told}", "plots/a.png"),
        Command(f"buddy-sim run {text[:20]!r}"),
    ]


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_whatever_users_write_is_text_and_elements_nest(text):
    plain, hostile = Tree(html_page(page())), Tree(html_page(page(text), {"plots/a.png": b"png"}))
    with_picture = Tree(html_page(page(), {"plots/a.png": b"png"}))
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in with_picture.elements]
    assert len(with_picture.elements) == len(plain.elements) + 4  # figure, caption, a given text in it, picture
    for _, attributes in hostile.elements:
        assert not any(name.startswith("on") for name in attributes)


def test_what_users_write_is_shown_as_they_wrote_it():
    seen = Tree(html_page(page("<b>&amp;`x`"))).text
    assert "20 of 20 of <b>&amp;`x` in run.log." in seen


def test_a_long_id_does_not_fill_the_page():
    assert "x" * 100 not in Tree(html_page(page("x" * 10_000))).text


def test_a_policy_forbids_all_but_what_stands_in_the_page():
    text = html_page(page())
    policy = next(attributes["content"] for attributes in Tree(text).all("meta") if "http-equiv" in attributes)
    assert policy.startswith("default-src 'none'; ")
    for kind, element in (("script", r"<script>(.*?)</script>"), ("style", r"<style>(.*?)</style>")):
        content = re.findall(element, text, re.DOTALL)[-1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not any("style" in attributes for _, attributes in Tree(text).elements)  # the policy would ignore them


def test_nothing_is_fetched():
    text = html_page(page(), {"plots/a.png": b"png"})
    links = [value for _, attributes in Tree(text).elements for name, value in attributes.items()
             if name in ("src", "href")]  # fmt: skip
    assert links
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)
    assert "http:" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https:" not in text


def test_places_have_names_of_their_own_and_the_contents_lead_to_them():
    tree = Tree(html_page([Heading("T", level=1), Heading("A"), Heading("A"), Heading("<>"), Heading("\u00e4 b")]))
    names = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert names == ["a", "a-2", "part", "a-b"]
    assert [attributes["href"] for attributes in tree.all("a")] == [f"#{name}" for name in names]


def test_headings_go_down_by_one_level_at_a_time():
    levels = [int(tag[1]) for tag, _ in Tree(html_page(page())).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pictures_and_charts_are_told_to_who_does_not_see_them():
    tree = Tree(html_page(page(), {"plots/a.png": b"png"}))
    assert [attributes["alt"] for attributes in tree.all("img")] == ["Picture of plain"]
    assert "How plain is read." in tree.text


def test_a_picture_that_is_not_there_is_left_out():
    assert Tree(html_page(page())).all("img") == []


def test_the_same_blocks_give_the_same_bytes():
    assert html_page(page("x")) == html_page(page("x"))
