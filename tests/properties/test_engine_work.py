"""Dependencies and accepted types in the engine, where chance seldom comes; kernels that forget a part."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.engine.covers import not_covered
from sim.engine.kernel.chances import Chances
from sim.engine.kernel.kernel import Kernel
from sim.engine.library import Library, library, uncompiled
from sim.measures.statistics.poisson_binomial import pmf
from tests.properties.engine_cases import earlier_waves, graph_worlds, kind_worlds
from tests.properties.engine_worlds import difference

ROOT = Path(__file__).parents[2]
TEXT = uncompiled("asked for")


def test_graphs_and_kinds_are_alike(tmp_path: Any) -> None:
    worlds = [*graph_worlds(), *kind_worlds(), earlier_waves(tmp_path)]
    assert [not_covered(one) for one in worlds] == [None] * len(worlds)
    assert [difference(one, library()) for one in worlds] == [None] * len(worlds)
    assert [difference(one, TEXT) for one in worlds[::3]] == [None] * len(worlds[::3])


class AtOnce(Kernel):
    """Results are where they are needed as soon as they are there."""

    def hold_up(self, task: int, agent: int) -> bool:
        return False


class EverywhereLate(Kernel):
    """Even the agent that has a result waits for it."""

    def arrives_at(self, task: int, agent: int) -> float:
        return super().arrives_at(task, -1)


class NoWork(Kernel):
    """What is on its way is no work of the agent yet."""

    def hold_up(self, task: int, agent: int) -> bool:
        held = super().hold_up(task, agent)
        if held and agent >= 0:
            self.waiting_s[agent] -= self.expected_s[task]
        return held


class Orphaned(Kernel):
    """Children outlive their parents."""

    def fail_children(self, lowest: int, highest: int, fallen: int) -> None:
        for task in range(lowest, highest + 1):
            self.fails[task] = 0


class AnyAgent(Kernel):
    """Who is up may be given everything."""

    def may_take(self, agent: int, task: int) -> bool:
        return bool(self.up[agent])


class FirstKind(Kernel):
    """A slot looks at the kinds of tasks in their order."""

    def line_for(self, agent: int) -> int:
        if not self.selective:
            return super().line_for(agent)
        kinds = range(self.kinds)
        lines = [k for k in kinds if self.line_length[self.agents + k] and self.accepting[k * self.agents + agent]]
        return self.agents + lines[0] if lines else -1


class Forgets(Kernel):
    """Slots that find nothing to take are not filed again."""

    def pull(self) -> None:
        filed = self.filed
        super().pull()
        self.filed = min(self.filed, filed - 1) if self.in_fleet_lines and filed else self.filed


SABOTAGED = (AtOnce, EverywhereLate, NoWork, Orphaned, AnyAgent, FirstKind, Forgets)


@pytest.mark.parametrize("kernel", SABOTAGED)
def test_a_kernel_that_forgets_a_part_is_caught(kernel: Callable[[], Any]) -> None:
    spoilt = Library(kernel, None, False, "sabotaged")
    assert any(difference(one, spoilt) is not None for one in (*graph_worlds(), *kind_worlds()))


def test_chances_are_convolved_as_by_numpy() -> None:
    chances, out = [0.25, 1.0, 0.0, 0.7, 0.5], [0.0] * 6
    Chances().fill(chances, len(chances), out)
    assert out == pmf(chances).tolist()


@pytest.mark.nightly
def test_scenarios_of_the_suite_take_nearly_all_branches_of_the_kernel() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.properties.kernel_coverage"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
