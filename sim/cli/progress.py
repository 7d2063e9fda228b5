"""How far a long run is: a line on a terminal, drawn by a thread that reads two numbers and touches nothing else."""

import sys
from collections.abc import Callable
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from sim.record.rows import TaskEnded

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

    from sim.experiment.one_run import Followed

DELAY_S = 1.0
"""A run that ends sooner shows nothing."""
REFRESHES_A_SECOND = 2.0  # one costs about a millisecond
SHORTEST_BAR, LONGEST_BAR = 8, 30  # characters


class Progress:
    """A line on stderr from a second after the start until the end, gone without a trace afterwards.

    Args:
        shown: whether to show anything at all.
        make_console: makes the terminal to draw on; stderr, if not given.

    >>> with Progress(shown=False) as progress:
    ...     progress.enter("writing the results")
    """

    def __init__(self, shown: bool, make_console: "Callable[[], Console] | None" = None) -> None:
        self._stage = "simulating"
        self._make_console = make_console or _stderr
        self._timer = Timer(DELAY_S, self._show) if shown else None
        self._live: Live | None = None
        self._harness: Followed | None = None
        self._ended = 0  # tasks
        self._began_at = monotonic()

    def watch(self, harness: "Followed") -> None:
        """Count the tasks of a run that is about to start."""
        if self._timer is not None:
            self._harness = harness
            harness.log.observe(self._count, (TaskEnded,))

    def _count(self, _: object) -> tuple[()]:
        self._ended += 1
        return ()

    def enter(self, stage: str) -> None:
        """Name what is done after the simulation."""
        self._stage = stage
        self._harness = None  # its tasks are no measure of that

    def tell(self, text: str) -> None:
        """Print a message on stderr, above the line where it is shown."""
        live = self._live
        if live is None:
            click.echo(text, err=True)
        else:
            live.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def __enter__(self) -> Self:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
            if self._live is not None:
                self._live.stop()
                self._live = None

    def _show(self) -> None:
        from rich.live import Live

        live = Live(
            console=self._make_console(),
            get_renderable=self._line,
            refresh_per_second=REFRESHES_A_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live = live
        live.start(refresh=True)

    def _line(self) -> "RenderableType":
        from rich.columns import Columns
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        seconds = int(monotonic() - self._began_at)
        harness = self._harness
        total = len(harness.workload.tasks) if harness is not None and harness.workload is not None else None
        done = "" if total is None else f"  {self._ended:,} of {total:,} tasks"
        text = Text(f"{self._stage}{done}  {seconds // 60}:{seconds % 60:02}", no_wrap=True, overflow="ellipsis")
        room = self._width() - text.cell_len - 1
        if total is None or room < SHORTEST_BAR:
            return text
        return Columns([text, ProgressBar(max(total, 1), self._ended, width=min(room, LONGEST_BAR))], padding=(0, 1))

    def _width(self) -> int:
        return 0 if self._live is None else self._live.console.width


def wanted(as_json: bool, quiet: bool) -> bool:
    """Return whether a person looks at stderr and has not asked for silence."""
    return not as_json and not quiet and sys.stderr is not None and sys.stderr.isatty()


def _stderr() -> "Console":
    from rich.console import Console

    return Console(stderr=True)
