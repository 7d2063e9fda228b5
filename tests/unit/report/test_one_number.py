"""A number that stands in two places is the same number there: terminal, report, pictures, summary.

For every shipped scenario, with the names that say which number it is: last wave or mean over waves, of the run or of
up-time.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli.group import group
from sim.cli.show import MOST_AGENTS
from sim.document.quantity import duration, percent, score
from sim.report.figures.picture import Picture

SHIPPED = sorted(Path("scenarios").glob("*.yaml"))


class Places:
    """What a run shows of itself, place by place."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.terminal = CliRunner().invoke(group, ["run", str(path), "--out", str(folder), "--no-plots"]).output
        self.run = sim.read_run(folder)
        self.report = (folder / "PHASE_21_AUTONOMOUS_EXECUTION.md").read_text("utf-8").replace("\\", "")

    def said(self, label: str) -> str:
        """What the terminal says behind a label."""
        (found,) = re.findall(rf"^{label} +(.*)$", self.terminal, re.MULTILINE)
        return str(found)

    def row(self, name: str) -> Sequence[str]:
        """The cells of the report's first row of that name, in whatever table."""
        return next(cells for cells in self.rows() if cells[0] == name)

    def rows(self) -> Iterator[Sequence[str]]:
        """The cells of every row of every table of the report."""
        for line in self.report.splitlines():
            if line.startswith("| "):
                yield [cell.strip() for cell in line.strip("|").split("|")]

    def table(self, *header: str) -> dict[str, dict[str, str]]:
        """The report's table whose header begins so: by first cell, then by name of the column."""
        rows = list(self.rows())
        start = next(place for place, cells in enumerate(rows) if tuple(cells[: len(header)]) == header)
        names = rows[start]
        body = [cells for cells in rows[start + 1 :] if len(cells) == len(names)]
        return {cells[0]: dict(zip(names, cells, strict=True)) for cells in reversed(body)}

    def cells(self, agent_id: str) -> Sequence[str]:
        """The terminal's line about an agent."""
        (line,) = (line for line in self.terminal.splitlines() if line.split(" ")[0] == agent_id)
        return re.split(r"  +", line)


@pytest.fixture(scope="module", params=SHIPPED, ids=lambda path: path.stem)
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(request.param, tmp_path_factory.mktemp("one-number") / "out")


def texts(picture: Picture) -> list[str]:
    return [text.get_text() for axes in picture.axes for text in axes.texts] + [
        text.get_text() for text in picture.texts
    ]


def test_health_says_whether_it_is_the_last_waves_or_the_mean(places: Places) -> None:
    result = places.run.result
    health, mean = result.system_health, score(result.metrics["health_score"])
    assert health is not None
    last = score(health.health_score)
    assert places.row("health score, last wave")[1] == f"{last} of 100, {health.health_status}"
    assert places.row("health score, mean over waves")[1] == f"{mean} of 100"
    assert f"Health after the last wave is **{health.health_status}**, {last} of 100" in places.report
    assert f"health {last} {health.health_status}" in repr(places.run)
    waves = places.table("wave", "tasks")
    assert waves[str(health.wave)]["health"] == f"{last} {health.health_status}"
    if result.waves > 1:
        assert places.said("health") == f"{last} of 100, {health.health_status} (last wave; mean over waves {mean})"
        assert f"(mean over the waves: {mean})" in places.report
    shown = texts(places.run.plot_health())
    for wave, entry in zip(places.run.healths, shown_scores(shown, len(places.run.healths)), strict=True):
        assert entry in ("", score(wave.health_score))


def shown_scores(shown: Sequence[str], waves: int) -> list[str]:
    """The numbers below the bars of the waves, where every bar has one."""
    numbers = [text for text in shown if re.fullmatch(r"\d+(\.\d+)?", text)]
    return numbers if len(numbers) == waves else [""] * waves


def test_rates_and_times_of_the_run(places: Places) -> None:
    run, result = places.run, places.run.result
    rate = percent(run.metrics["success_rate"])
    completed = f"{result.completed_tasks} of {result.total_tasks} completed"
    assert places.said("tasks").startswith(f"{completed} (")
    if not result.lower_bounds and result.completed_tasks < result.total_tasks:
        assert places.said("tasks") == f"{completed} ({rate})"
        assert f"completed ({rate})**" in places.report
    makespan = duration(run.metrics["makespan"])
    assert makespan in places.said("makespan")
    assert f"in {makespan} of virtual time" in places.report
    assert places.row("virtual time")[1].startswith(f"{makespan}, ")
    assert any(f" in {makespan}. " in text for text in (" ".join(texts(run.plot_timeline())),))


def test_how_busy_the_agents_were(places: Places) -> None:
    run, agents = places.run, places.table("agent", "slots")
    utilisation = percent(run.metrics["utilisation"])
    is_whole = not run.scenario.metrics.warmup
    name = "utilisation of the run" if is_whole else "utilisation after the warm-up"
    assert places.row(name)[1] == f"{utilisation}, over all slots"
    timeline = texts(run.plot_timeline())
    slots = sum(spec.capacity for _, spec in run.scenario.fleet.agents_by_id())
    of_run = percent(float(run.attempts["served"].sum()) / (slots * (run.metrics["makespan"] or 1.0)))
    assert of_run == utilisation or not is_whole
    (title,) = (text for text in run.plot_timeline().texts if "Agents were busy" in text.get_text())
    assert re.match(rf"Agents were busy {re.escape(of_run)}( and down [<> \d.]+ %)? of the run", title.get_text())
    beside = [text for text in timeline if re.fullmatch(r"[<>]? ?[\d.]+ %", text)]
    assert beside == [cells["of the run"] for cells in in_order(run, agents)]
    for agent_id, numbers in run.result.per_agent_metrics.items():
        cells = agents[agent_id]
        assert cells["of up-time"] == percent(numbers["utilisation"])
        assert cells["up"] == percent(numbers["availability"])
    for agent_id in list(run.result.per_agent_metrics)[:MOST_AGENTS]:  # the terminal tells of no more
        cells = agents[agent_id]
        name, _, attempts, succeeded, busy, up = places.cells(agent_id)
        assert (name, attempts, up) == (agent_id, cells["attempts"], cells["up"])
        assert succeeded in cells["succeeded"]
        assert busy == cells["busy"]


def in_order(run: sim.Run, agents: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    return [agents[agent_id] for agent_id in run.result.per_agent_metrics]


def test_wasted_work(places: Places) -> None:
    title = " ".join(texts(places.run.plot_timeline()))
    shares = re.findall(r"wasted ([<>]? ?[\d.]+ %) of their work", title)
    assert len(shares) == (places.run.metrics["wasted_work"] not in (0.0, None))
    for share in shares:
        assert f", {share} of all work" in places.row("wasted work")[1]


def test_the_error_of_the_predictions(places: Places) -> None:
    shown = texts(places.run.plot_calibration())
    error, by_chance = percent(places.run.metrics["ece"]), percent(places.run.metrics["ece_calibrated"])
    assert {error, by_chance} <= set(shown)
    told = places.row("calibration error")[1]
    assert told == f"{error}; a perfect planner would show {by_chance} by chance"


def test_every_wave_stands_alike_in_its_row_and_in_the_course(places: Places) -> None:
    waves = places.table("wave", "tasks")
    (course,) = re.findall(r"Health by wave: (.*)\. Confidence by wave: (.*)\.", places.report)
    healths, confidences = (text.split(", ") for text in course)
    if "..." not in healths:
        assert healths == [waves[str(health.wave)]["health"].split(" ")[0] for health in places.run.healths]
        assert confidences == [percent(health.metrics["confidence"]) for health in places.run.healths]
    for name, column in (("success_rate", "success"), ("availability", "available"), ("load_balance", "balanced")):
        for health in places.run.healths:
            cell = waves.get(str(health.wave))
            if cell is not None and "(missed)" not in cell[column]:
                assert cell[column] == percent(health.metrics[name])
