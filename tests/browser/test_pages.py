"""Pages in a browser: nothing is fetched, nothing complains, what turns over does, numbers are those of the tables."""

import json
import re
from dataclasses import replace
from importlib.resources import files
from importlib.util import find_spec

import pytest

import sim
from sim.report.html.run_page import run_page
from tests.browser.chromium import NEEDS_CHROMIUM, chromium
from tests.unit.document.test_html import HOSTILE

pytestmark = NEEDS_CHROMIUM

WORLD: dict = {
    "name": "browsed",
    "seed": 3,
    "fleet": {"agents": [{"name": "a", "count": 3}], "breakdowns": {"mtbf": "4min", "mttr": "2min"}},
    "workload": {"kind": "synthetic", "waves": 3, "tasks_per_wave": 12, "predicted_success": 0.7},
    "retry": {"max_retries": 2, "base": "5s"},
}
SHOWN = "(() => { const c = document.querySelector('canvas').dataset; return [Number(c.from), Number(c.to)]; })()"
BOX = (
    "(() => { const b = document.querySelector('canvas').getBoundingClientRect(); return [b.left, b.top, b.width]; })()"
)
DRAWN = "[...document.querySelectorAll('.drawing')].map((d) => d.querySelectorAll('canvas, svg').length)"
VIOLATIONS = (
    "axe.run().then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes[0].html, v.nodes[0].failureSummary])))"
)
HOVERED = "document.querySelector('.tip').textContent"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def run():
    return sim.run(WORLD)


def made(folder, kind, run):
    """Write the result of a kind into a folder."""
    small = {**WORLD, "fleet": {"agents": [{"name": "a", "count": 2}]}}
    if kind == "run":
        run.write(folder, plots=False)
    elif kind == "compare":
        sim.compare(WORLD, strategies=["round_robin", "load_balanced"], replications=6).write(folder, plots=False)
    elif kind == "sweep":
        sim.sweep(WORLD, vary={"retry.max_retries": [0, 2]}, replications=4).write(folder)
    elif kind == "smallest-fleet":
        sim.smallest_fleet(small, "1..4", "makespan <= 5min", replications="10..20").write(folder)
    elif kind == "knee":
        sim.knee(small, "1..4", replications=10).write(folder)
    elif kind == "retry-setting":
        sim.retry_setting(small, "success_rate >= 80%", replications="10..20").write(folder)
    else:
        axes = {"retry.max_retries": "0..3", "fleet.agents.0.count": "1..3"}
        sim.sensitivity(small, axes, design={"trajectories": 3}, replications=3).write(folder)


@pytest.fixture(scope="module")
def pages(run, tmp_path_factory):
    """A page of each kind, made when it is first asked for."""
    folder = tmp_path_factory.mktemp("pages")

    class Pages(dict):
        def __missing__(self, kind):
            made(folder / kind, kind, run)
            self[kind] = folder / kind / "report.html"
            return self[kind]

    return Pages()


QUESTIONS = ("smallest-fleet", "knee", "retry-setting", "sensitivity")
KINDS = ("run", "compare", "sweep", *(pytest.param(kind, marks=pytest.mark.nightly) for kind in QUESTIONS))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_opens_without_a_request_or_a_complaint(browser, pages, kind, width):
    page = browser.page(pages[kind], width=width)
    page.evaluate("document.querySelector('nav button').click()")
    assert page.complaints() == []
    assert page.requests() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # nothing sticks out at the side
    drawn = page.evaluate(DRAWN)
    assert drawn
    assert min(drawn) > 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(browser, pages, kind, dark):
    if find_spec("axe_core_python") is None:
        pytest.skip("axe-core-python is not installed")
    page = browser.page(pages[kind], dark=dark)
    page.evaluate("document.querySelector('nav button').click()")
    page.send("Page.setBypassCSP", enabled=True)
    page.evaluate(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8") + "; 0")
    found = page.evaluate(VIOLATIONS)
    assert json.loads(found) == []


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_in_the_page_are_those_of_the_report(browser, pages, kind):
    """Every cell of every table of the Markdown report stands in the page, row by row."""
    report = next(path for path in pages[kind].parent.glob("*.md")).read_text(encoding="utf-8")
    rows = [line for line in report.splitlines() if line.startswith("|") and not re.fullmatch(r"[|:-]+", line)]
    cells = [row.strip("|").split(" | ") for row in rows]
    plain = [[re.sub(r"\\(.)|`|\*\*", lambda mark: mark[1] or "", cell).strip() for cell in row] for row in cells]
    seen = browser.page(pages[kind]).evaluate(
        "[...document.querySelectorAll('tr')].map((r) => [...r.cells].map((c) => c.textContent.trim()))"
    )
    assert [[cell.replace("`", "") for cell in row] for row in seen] == plain


def test_the_timeline_zooms_by_buttons_keys_and_dragging(browser, pages):
    page = browser.page(pages["run"])
    start, end = page.evaluate(SHOWN)
    assert start == 0
    page.evaluate("document.querySelector('[aria-label=\"Zoom in\"]').click()")
    low, high = page.evaluate(SHOWN)
    assert high - low == pytest.approx((end - start) / 2)
    page.evaluate("document.querySelector('canvas').focus()")
    page.key("ArrowRight")
    moved = page.evaluate(SHOWN)
    assert moved[0] > low
    page.key("Home")
    assert page.evaluate(SHOWN) == [start, end]
    box = page.evaluate(BOX)
    left, top, width = box
    page.drag(left + 0.5 * width, top + 20, left + 0.75 * width)
    low, high = page.evaluate(SHOWN)
    assert 0.15 * end < high - low < 0.45 * end
    assert page.complaints() == []


def test_hovering_and_stepping_tell_what_a_bar_is(browser, pages, run):
    page = browser.page(pages["run"])
    attempts = run.columns["attempts"]
    first = next(row for row, agent in enumerate(attempts["agent_id"]) if agent == "a_0")
    left, top, width = page.evaluate(BOX)
    end = page.evaluate("Number(document.querySelector('canvas').dataset.to)")
    middle = (attempts["started_at"][first] + attempts["ended_at"][first]) / 2
    page.mouse("Moved", left + 120 + (width - 128) * middle / end, top + 10)
    said = page.evaluate(HOVERED)
    assert said.startswith(f"task {attempts['task_id'][first]}, attempt 1: ")
    assert "agent a_0, 0 s to " in said
    page.evaluate("document.querySelector('canvas').focus()")
    page.key("n")
    page.key("n")
    told = page.evaluate("document.querySelector('.said').textContent")
    assert re.match(r"task task_1_\d+, attempt 1: ", told)


def test_why_it_failed_is_told(browser, tmp_path):
    run = sim.run(WORLD)
    (tmp_path / "page.html").write_text(run.html(), encoding="utf-8")
    page = browser.page(tmp_path / "page.html")
    failed = run.columns["attempts"]["error_class"].index("transient")
    page.evaluate("document.querySelector('canvas').focus()")
    for _ in range(failed + 1):
        page.key("n")
    assert "failed: transient" in page.evaluate("document.querySelector('.said').textContent")


def test_a_metric_is_chosen(browser, pages):
    page = browser.page(pages["compare"])
    texts = "[...document.querySelectorAll('figure svg')][0].textContent"
    before = page.evaluate(texts)
    page.evaluate(
        "(() => { const s = document.querySelector('select'); s.value = '2'; s.dispatchEvent(new Event('change')); })()"
    )
    after = page.evaluate(texts)
    assert "difference in health score" in before
    assert "difference in makespan" in after


def test_a_column_sorts_by_number_and_rows_are_filtered(browser, pages, tmp_path):
    many = {**WORLD, "workload": {**WORLD["workload"], "waves": 14}}
    (tmp_path / "page.html").write_text(sim.run(many).html(), encoding="utf-8")
    page = browser.page(tmp_path / "page.html")
    column = (
        "(() => { const t = document.querySelector('#waves table'); const at = [...t.tHead.rows[0].cells].findIndex("
        "(c) => c.textContent === 'length'); return [...t.tBodies[0].rows].map((r) => r.cells[at].textContent); })()"
    )
    click = "[...document.querySelectorAll('#waves th button')].find((b) => b.textContent === 'length').click()"
    page.evaluate(click)
    rising = [float(text.split()[0]) for text in page.evaluate(column)]
    assert rising == sorted(rising)
    page.evaluate(click)
    falling = [float(text.split()[0]) for text in page.evaluate(column)]
    assert falling == sorted(rising, reverse=True)
    page.evaluate(
        "(() => { const f = document.querySelector('#waves input'); f.value = 'nothing has this'; "
        "f.dispatchEvent(new Event('input')); })()"
    )
    assert page.evaluate("document.querySelector('#waves [role=status]').textContent") == "0 of 14 rows"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_ids_are_text_and_run_nothing(browser, run, tmp_path, text):
    tables = {name: dict(columns) for name, columns in run.columns.items()}
    for columns in tables.values():
        if "task_id" in columns:
            columns["task_id"] = [text for _ in columns["task_id"]]
    (tmp_path / "page.html").write_text(run_page(replace(run._result, tables=tables)), encoding="utf-8")
    page = browser.page(tmp_path / "page.html")
    page.evaluate("document.querySelector('canvas').focus()")
    page.key("n")
    assert page.evaluate("document.querySelector('.said').textContent").startswith(f"task {text}, attempt 1")
    assert page.complaints() == []
    assert page.requests() == []
    assert page.evaluate("document.querySelectorAll('script:not([type])').length") == 1


def test_paper_has_everything_open(browser, pages, tmp_path):
    page = browser.page(pages["run"])
    page.pdf(tmp_path / "page.pdf")
    content = (tmp_path / "page.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) >= 2
    assert b"/MediaBox [0 0 594" in content or b"/MediaBox [0 0 595" in content


@pytest.mark.nightly
def test_ten_thousand_tasks_are_small_and_ready_at_once(browser, tmp_path):
    fleet, workload = {"agents": [{"name": "a", "count": 20}]}, {**WORLD["workload"], "tasks_per_wave": 3334}
    page = sim.run({**WORLD, "fleet": fleet, "workload": workload}).html()
    assert len(page.encode()) < 5_000_000
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    opened = browser.page(tmp_path / "page.html")
    assert opened.complaints() == []
    assert opened.evaluate("document.querySelector('canvas').dataset.to") is not None
