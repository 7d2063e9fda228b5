"""One run of the kernel, wave by wave; what it leaves is columns."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine import buffers
from sim.engine.asked import StrategyAtWork
from sim.engine.caught import Catcher
from sim.engine.central_ranks import central_ranks
from sim.engine.columns import WHOLE, Columns
from sim.engine.draws import WaveDraws
from sim.engine.gates import refusals
from sim.engine.kernel.kernel import (
    NEEDS_AGENT,
    NEEDS_DRAWS,
    NEEDS_PLAN,
    NEEDS_ROOM,
    NEEDS_VERDICT,
    RUN_IS_OVER,
    WAVE_HAS_ENDED,
)
from sim.engine.kernel.outages import HORIZON, OUTAGES_IN_VAIN, STALLED
from sim.engine.mechanism import InRun
from sim.engine.plan_order import give_order
from sim.engine.prepared import Prepared
from sim.engine.waves import Wave, offered_load, types_at, waves_of
from sim.luck import Luck, Purpose
from sim.model.wave_tasks import Correction, WaveTasks, approvals
from sim.model.world import NOTHING_PENDS, horizon_reached, too_many_outages
from sim.workload.source import Workload
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]
Verdict = Callable[[int, int, int], int]
"""Task, agent, number of the attempt -> how it is refused, as the trace has it; 0: it is not."""
_MANY_ATTEMPTS = 8
Correct = Callable[[], Correction | None]
"""What is believed of tasks' success in the wave that begins; None: what was predicted."""


class KernelRun:
    """Runs one replication of a scenario.

    Args:
        prepared: the scenario.
        kernel: compiled or not.
        columns: of the kernel; what its last run has left in them is overwritten.
        workload: its tasks, in this replication.
        luck: of the replication.
    """

    def __init__(self, prepared: Prepared, kernel: Any, columns: Columns, workload: Workload, luck: Luck) -> None:
        self.prepared = prepared
        self.kernel = kernel
        self.columns = columns
        self.workload = workload
        self.tasks: TaskTable = workload.tasks
        self.luck = luck
        self.approved = approvals(self.tasks, prepared.scenario.gates)
        self.waves: list[Wave] = []
        self.ended_early: int = 0
        self.end_row = 0  # of the trace, when the run ended
        self.offsets = np.array(self.tasks.release_offset_s)
        self.predicted: Array = self.tasks.predicted_success
        self.true_s = self._at_speed(self.tasks.true_s)
        self.expected = (
            self.true_s if self.tasks.expected_s is self.tasks.true_s else self._at_speed(self.tasks.expected_s)
        )
        self.verdict: Verdict | None = None  # where anomalies block agents
        self.catcher = Catcher(kernel)
        self._strategy = None
        if prepared.decides_outside:
            self._strategy = StrategyAtWork(prepared, kernel, columns, luck, self.catcher)
        self.injected: list[tuple[str, tuple[str, ...]]] = []  # what may be put in on purpose: its kind, agents
        self._begin()

    def _at_speed(self, seconds: Array) -> Array:
        speeds, matching = self.prepared.speeds, self.tasks.matching
        if matching is not None and matching.paces_differ:
            return np.asarray(seconds / (np.asarray(speeds) * matching.pace[matching.of_task]))
        return np.asarray(seconds / np.asarray(speeds if len(set(speeds)) > 1 else speeds[:1]))

    def _begin(self) -> None:
        columns, tasks, prepared = self.columns, self.tasks, self.prepared
        self._step = 2 * len(tasks) + 4 * prepared.most_slots + 4 * len(prepared.agents) + 16
        self._rows, self._events = 6 * len(tasks) + 2 * self._step, len(tasks) + self._step
        buffers.begin(columns, prepared, len(tasks), self._rows, self._events)
        refused = refusals(tasks, self.approved, prepared.scenario.gates, self.predicted)
        columns.give("refusals", refused, WHOLE)
        columns.give("chance", tasks.true_success)
        columns.give("true_s", self.true_s)
        columns.give("expected", self.expected)
        columns.give("priority", tasks.priority)
        columns.give("position", tasks.position, WHOLE)
        columns.set({
            "refusal_width": refused.shape[1], "chance_width": tasks.true_success.shape[1],
            "true_width": self.true_s.shape[1], "expected_width": self.expected.shape[1],
            "most_in_a_step": self._step, "most_rows": self._rows, "most_events": self._events,
            "most_filed": self._rows + prepared.most_slots,
        })  # fmt: skip
        if prepared.numbers["pulls"]:
            columns.give(
                "central_rank", central_ranks(prepared.settings[0], tasks, self.expected, len(prepared.agents))
            )
        made = [mechanism.in_run for mechanism in prepared.mechanisms if mechanism.in_run is not None]
        self._in_run: list[InRun] = [make(self) for make in made]
        self._answers: dict[int, Callable[[], None]] = {
            NEEDS_ROOM: self._make_room,
            NEEDS_DRAWS: self._draw_more_attempts,
            NEEDS_PLAN: self._plan,
            NEEDS_AGENT: self._say_who,
        }
        for mechanism in self._in_run:
            self._answers |= mechanism.answers()

    def run(self, correct: Correct | None = None, told: Callable[[int], None] | None = None) -> None:
        """Run to the end.

        Args:
            correct: what is believed from a wave on, see `Correct`; None: predictions are never corrected.
            told: hears of every wave that has ended, by its place among the waves.
        """
        self.kernel.begin_run()
        for wave, members in waves_of(tuple(self.tasks.wave)).items():
            self._begin_wave(wave, members, None if correct is None else correct())
            is_over = self._go_on()
            self.waves[-1].cut_row = self.kernel.rows
            if is_over:
                self.ended_early = int(self.kernel.over)
                self.kernel.cut_off_open(self.columns.handed(members), len(members))
            self._end_wave()
            if told is not None:
                told(len(self.waves) - 1)
            if is_over:
                break

    def _begin_wave(self, wave: int, members: Sequence[int], correction: Correction | None) -> None:
        kernel, columns, tasks = self.kernel, self.columns, self.tasks
        agents = range(len(self.prepared.agents))
        usable = tuple(bool(kernel.can_be_given(agent)) for agent in agents)
        up_before_s = [kernel.up_s(agent) for agent in agents]
        at = np.asarray(members, dtype=np.int64)
        load, row = offered_load(tasks, members, self.true_s, self.prepared.slots), kernel.rows
        self.waves.append(Wave(wave, at, kernel.now, row, load, usable, None, 0, 0, (), up_before_s, correction))
        position = tasks.position
        positions = 1 + max(position[index] for index in members)
        self._draws = WaveDraws(self.prepared.scenario, self.luck, wave, positions, types_at(tasks, members, positions))
        self._columns_drawn: dict[str, Array] = {}
        self._drawn = 0
        columns.set({"positions": positions, "wanted": 1, "drawn": 0})
        self._draw_attempts(self.prepared.first_attempts)
        for mechanism in self._in_run:
            mechanism.begin_wave(self.waves[-1])
        kernel.begin_wave(len(members))
        if self._strategy is not None:
            self.catcher.in_wave = False
            self._strategy.begin_wave(self.wave_tasks(self.waves[-1]))
            self._plan()
            self.waves[-1].plan = self._strategy.planner.plan
        self.catcher.in_wave = True
        self._plan_releases(at)

    def _plan_releases(self, members: npt.NDArray[np.int64]) -> None:
        """Release what comes with the wave; let the rest come at its offsets, by offset and task."""
        offsets = self.offsets[members]
        later = np.flatnonzero(offsets > 0.0)
        if len(later):
            later = later[np.argsort(offsets[later], kind="stable")]
        none = not len(later)
        self.columns.give("releases", [0] if none else members[later], WHOLE)
        self.columns.give("release_at", [0.0] if none else self.kernel.now + offsets[later])
        self.columns.set({"released": 0, "to_release": len(later)})
        if self.tasks.depends_on is not None:
            self.kernel.drop_doomed(self.columns.handed(members), len(members))
        at_once = members[offsets <= 0.0]
        self.kernel.release_all(self.columns.handed(at_once), len(at_once))

    def _go_on(self) -> bool:
        """Let time go on to the end of the wave; return whether the run is over instead."""
        while True:
            self.kernel.run()
            reason = self.kernel.reason
            if reason in (WAVE_HAS_ENDED, RUN_IS_OVER):
                return bool(reason == RUN_IS_OVER)
            self._answers[reason]()
            if (
                reason != NEEDS_VERDICT and self.kernel.reason == NEEDS_VERDICT
            ):  # a strategy's answer lets attempts start
                self._answers[NEEDS_VERDICT]()

    def _make_room(self) -> None:
        self._rows, self._events = 2 * self._rows, 2 * self._events
        buffers.lengthen(self.columns, self.prepared, self._rows, self._events)
        filed = self._rows + self.prepared.most_slots
        self.columns.set({"most_rows": self._rows, "most_events": self._events, "most_filed": filed})

    def _say_who(self) -> None:
        """Let the strategy say who gets the tasks that ask for an agent."""
        assert self._strategy is not None
        while self.kernel.reason == NEEDS_AGENT:
            self.kernel.answer(*self._strategy.answer(self.columns))

    def _plan(self) -> None:
        """Let the strategy plan the wave, now or once an agent is up."""
        assert self._strategy is not None
        given = self._strategy.plan()
        agents, ranks = self.columns.raw("planned_agent"), self.columns.raw("planned_rank")
        for index, (agent, rank) in given.items():
            agents[index], ranks[index] = agent, np.nan if rank is None else rank
        if self.prepared.strategy.keeps_plan and given:
            give_order(self.columns, given)
        self.columns.set({"to_come": len(given), "wants_plan": self._strategy.planner.plan is None})

    def wave_tasks(self, wave: Wave) -> WaveTasks:
        """Return the tasks of a wave as the model has them.

        Args:
            wave: that has begun.
        """
        prepared, members = self.prepared, wave.members.tolist()
        return WaveTasks(wave.wave, self.tasks, members, prepared.speeds, self.approved, wave.correction)

    def _draw_more_attempts(self) -> None:
        """Draw the attempts that are asked for; where tasks make many, some more at once."""
        wanted, most = int(self.kernel.wanted), int(self.kernel.attempts_allowed)
        self._draw_attempts(wanted if wanted < _MANY_ATTEMPTS else max(wanted, min(most, wanted + wanted // 2)))

    def _draw_attempts(self, attempts: int) -> None:
        drawn = self._drawn
        more = self._draws.of_attempts(drawn, attempts)
        for mechanism in self._in_run:
            more |= mechanism.draws(self.waves[-1], range(drawn, attempts))
        for name, values in more.items():
            self._columns_drawn[name] = values if not drawn else np.concatenate((self._columns_drawn[name], values))
            self.columns.give(name, self._columns_drawn[name])
        self._drawn = attempts
        self.columns.set({"drawn": attempts})

    def uniforms(self, purpose: Purpose, attempts: range) -> Array:
        """Return uniforms of the wave that has begun, by attempt and position.

        Args:
            purpose: what for.
            attempts: their numbers.
        """
        wave, positions = self.waves[-1].wave, self._draws.positions
        return np.concatenate([self.luck.uniforms(purpose, wave, k, positions) for k in attempts])

    def _end_wave(self) -> None:
        wave, kernel = self.waves[-1], self.kernel
        wave.ended_at, wave.end_row = kernel.now, kernel.rows
        wave.up_s = tuple(kernel.up_s(agent) - before for agent, before in enumerate(wave.up_before_s))

    @property
    def rows(self) -> int:
        """Rows of the trace."""
        return int(self.kernel.rows)

    @property
    def ended(self) -> int:
        """Attempts that have ended."""
        return int(self.kernel.ended)

    @property
    def outages(self) -> int:
        """Entries of what was told of outages."""
        return int(self.kernel.outages)

    def estimates(self) -> Array:
        """Return what was believed of every task's success, as its wave had it: [task][agent]."""
        if all(wave.correction is None for wave in self.waves):
            return self.predicted
        believed = np.broadcast_to(self.predicted, (len(self.tasks), len(self.prepared.agents))).copy()
        for wave in self.waves:
            if wave.correction is not None:
                for index in wave.members.tolist():
                    believed[index] = wave.correction(believed[index].tolist(), self.tasks.risk[index])
        return believed

    @property
    def early(self) -> str | None:
        """Return why the run ended before its tasks did, in the words of the model; None where it did not."""
        if not self.ended_early:
            return None
        if self.ended_early == HORIZON:
            return horizon_reached(self.prepared.scenario.horizon)
        if self.ended_early == STALLED:
            return NOTHING_PENDS
        return too_many_outages(in_vain=self.ended_early == OUTAGES_IN_VAIN)
