"""A run on the terminal while it goes on, at a chosen speed-up: agents, queues, health; and what is found, when."""

import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sim.cli.pace import Pace
from sim.document.quantity import duration, percent
from sim.document.text import given, plain_text
from sim.record.rows import AnomalyOpened, Sampled, WaveEnded, WaveStarted

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

    from sim.experiment.one_run import Followed

MOST_AGENTS = 20
MOST_FOUND = 4
KEYS = "space: pause   + -: faster, slower   q: to the end at once"


class LiveView:
    """What a run looks like at its last sample; the run waits until its virtual time has come.

    Args:
        speed: virtual seconds a second.
        make_console: makes the terminal to draw on; stderr, if not given.
        pace: what waits; made for the terminal, if not given.
    """

    def __init__(
        self, speed: float, make_console: "Callable[[], Console] | None" = None, pace: Pace | None = None
    ) -> None:
        self._make_console = make_console or _stderr
        self._keys = _Keys()
        self.pace = pace or Pace(speed, monotonic, sleep, self._keys.pressed)
        self._live: Live | None = None
        self._harness: Followed | None = None
        self._wave = ""
        self._found: list[str] = []
        self.shown = 0  # samples

    def watch(self, harness: "Followed") -> None:
        """Follow a run that is about to start; nothing of it is changed."""
        self._harness = harness
        harness.log.observe(self._see, (Sampled, WaveStarted, WaveEnded, AnomalyOpened))

    def _see(self, row: object) -> tuple[()]:
        if isinstance(row, WaveStarted):
            self._wave = f"wave {row.wave}, {row.tasks} tasks"
        elif isinstance(row, WaveEnded):
            self._wave = f"wave {row.wave} is over"
        elif isinstance(row, AnomalyOpened):
            self._found.append(f"{duration(row.at)}: {row.anomaly_type} ({row.severity}), {row.recommendation}")
        elif isinstance(row, Sampled):
            self.pace.wait_until(row.at, lambda: self._draw(row))
            self._draw(row)
            self.shown += 1
        return ()

    def _draw(self, row: Sampled) -> None:
        if self._live is not None and not self.pace.at_once:
            self._live.update(self._frame(row), refresh=True)

    def _frame(self, row: Sampled) -> "RenderableType":
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        assert self._harness is not None
        agents = self._harness.scenario.fleet.agents_by_id()
        table = Table(box=None, pad_edge=False)
        for name in ("agent", "", "busy", "queue", "load", "done", "failed", "succeeded lately"):
            table.add_column(name, justify="left" if name in ("agent", "") else "right")
        for place, (agent_id, spec) in enumerate(agents[:MOST_AGENTS]):
            up = "up" if row.up[place] else "DOWN"
            bar = "#" * row.busy_slots[place] + "." * (spec.capacity - row.busy_slots[place])
            cells = (
                plain_text(given(agent_id, 30)), up, bar[:20], str(row.queue_length[place]),
                duration(row.load_s[place]), str(row.completed[place]), str(row.failed[place]),
                percent(row.success_rate[place]),
            )  # fmt: skip
            table.add_row(*map(Text, cells), style=None if row.up[place] else "bold red")
        if len(agents) > MOST_AGENTS:
            table.add_row(Text(f"and {len(agents) - MOST_AGENTS} more"))
        waiting = row.waiting + sum(row.queue_length)
        health = self._harness.healths[-1] if self._harness.healths else None
        lately = f"{percent(row.system_success_rate)} of the attempts that ended lately succeeded"
        up = f"{sum(row.up)} of {len(agents)} agents are up"
        known = "not known before the first wave has ended"
        if health is not None:
            known = f"{health.health_score:.1f} {health.health_status} after wave {health.wave}"
        lines = [
            f"{duration(row.at)}  {self._wave}   {self.pace.told()}",
            f"{waiting} tasks wait, {row.waiting} of them at the manager; {up}; {lately}",
            f"health: {known}",
        ]
        found = [plain_text(given(text, 110)) for text in self._found[-MOST_FOUND:]]
        return Group(*map(Text, lines), table, *(Text(text, style="yellow") for text in found), Text(KEYS, style="dim"))

    def __enter__(self) -> Self:
        from rich.live import Live

        self._keys.begin()
        self._live = Live(
            console=self._make_console(), auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
        self._keys.end()


class _Keys:
    """Keys that are pressed, without waiting for any; none where stdin is no terminal."""

    def __init__(self) -> None:
        self._before: list[object] | None = None

    def begin(self) -> None:
        with suppress(ImportError, OSError, ValueError, AttributeError):
            import termios
            import tty

            if sys.stdin.isatty():
                self._before = termios.tcgetattr(sys.stdin)
                tty.setcbreak(sys.stdin.fileno())

    def pressed(self) -> str:
        if self._before is None:
            return ""
        import select

        ready, _, _ = select.select([sys.stdin], [], [], 0.0)
        return sys.stdin.read(1) if ready else ""

    def end(self) -> None:
        if self._before is not None:
            import termios

            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._before)  # type: ignore[arg-type]  # as it was read
            self._before = None


def _stderr() -> "Console":
    from rich.console import Console

    return Console(stderr=True)
