"""The safety gates at work: what they are shown of an attempt, and what is done when one fails."""

from collections.abc import Sequence
from itertools import repeat

from sim.model.admission.blocks import Blocks
from sim.model.attempt import Attempt
from sim.model.attempt_draws import AttemptDraws
from sim.model.wave_tasks import WaveTasks
from sim.policies.gate import Decision, Gate, GateFailed, GateView, Verdict, judge
from sim.policies.retry_rules import retry_rules
from sim.record.faults import Faults
from sim.scenario import Scenario

OF_KIND = frozenset((
    "task_known", "agent_known", "priority", "risk", "confidence", "approved", "predicted_success",
    "dependencies_completed", "agent_up", "slot_held", "within_budget", "settings",
))  # fmt: skip
"""What attempts of one kind have in common: gates that look at nothing else approve all of them or none."""

Kind = tuple[int, str, float | None, bool, float, bool, bool, bool]
_MOST_KINDS = 1024


class Gatekeeper:
    """Asks the gates and turns their answer into the verdict that the run acts on.

    Args:
        scenario: settings of the gates, `dry_run`.
        draws: of attempts.
        gates: in the order in which they are asked; replaceable, so that a test can put its own here.
        faults: what catches exceptions inside a gate; the attempt is then deferred.
        blocks: knows which agents an open anomaly blocks; None when anomalies block nobody.
    """

    def __init__(
        self, scenario: Scenario, draws: AttemptDraws, gates: Sequence[Gate], faults: Faults, blocks: Blocks | None
    ) -> None:
        self._scenario = scenario
        self._draws = draws
        self._gates = [gate for gate in gates if gate.can_refuse(scenario.gates)]
        self._faults = faults
        self._blocks = blocks
        self._settings = scenario.gates
        self._retries = retry_rules(scenario.retry, scenario.failures).most_retries
        alike = blocks is None and all(gate.looks_at and OF_KIND.issuperset(gate.looks_at) for gate in self._gates)
        self._approved: dict[Kind, Decision] | None = {} if alike else None  # by kind of attempt

    def decide(self, attempt: Attempt) -> Decision:
        """Return the verdict on an attempt that has just got its slot."""
        if self._approved is None:
            return self._decide(attempt)
        kind = _kind_of(attempt, self._retries)
        decision = self._approved.get(kind)
        if decision is None:
            decision = self._decide(attempt)
            if decision.verdict is Verdict.APPROVED and not self._scenario.dry_run:
                if len(self._approved) == _MOST_KINDS:
                    self._approved.clear()
                self._approved[kind] = decision
        return decision

    def _decide(self, attempt: Attempt) -> Decision:
        decision = self._judge(self._view(attempt), attempt.task.wave)
        if decision.verdict is not Verdict.APPROVED:
            if self._scenario.dry_run:
                would = f"dry run: would be {decision.verdict} by gate {decision.gate}: {decision.reason}"
                return Decision(Verdict.APPROVED, None, would)
        elif self._blocks is not None:
            self._blocks.probe(attempt.its_agent.agent_id, attempt.task.index, attempt.number)
        return decision

    def forecast(self, wave_tasks: WaveTasks) -> int:
        """Return how many tasks of a wave will be rejected, as far as can be told before they have an agent.

        For the plan and the report; the verdict that counts is given before each attempt.
        """
        early = [gate for gate in self._gates if gate.before_wave]
        try:
            views = map(self._early_view, repeat(wave_tasks), wave_tasks.members, wave_tasks.mean_predicted())
            verdicts = [judge(early, view).verdict for view in views]
        except GateFailed as failed:
            self._caught(failed, wave_tasks.wave, "no forecast of refusals for this wave")
            return 0
        return sum(verdict is Verdict.REJECTED for verdict in verdicts)

    def _early_view(self, wave_tasks: WaveTasks, index: int, predicted_success: float) -> GateView:
        tasks = wave_tasks.tasks
        return GateView(
            task_id=tasks.task_id[index],
            task_known=True,
            agent_id=None,
            agent_known=True,
            attempt=0,
            priority=tasks.priority[index],
            risk=tasks.risk[index],
            confidence=tasks.confidence[index],
            approved=wave_tasks.approved[index],
            predicted_success=predicted_success,
            dependencies_completed=True,
            agent_up=True,
            slot_held=True,
            within_budget=True,
            blocking_anomaly=None,
            uniform=1.0,
            settings=self._settings,
        )

    def _judge(self, view: GateView, wave: int) -> Decision:
        try:
            return judge(self._gates, view)
        except GateFailed as failed:
            error = self._caught(failed, wave, "the attempt is deferred")
            return Decision(Verdict.DEFERRED, "error", f"a gate failed: {type(error).__name__}: {error}")

    def _caught(self, failed: GateFailed, wave: int, fallback: str) -> BaseException:
        assert failed.__cause__ is not None
        self._faults.caught(failed.__cause__, wave, f"gate {failed.gate}", fallback)
        return failed.__cause__

    def _view(self, attempt: Attempt) -> GateView:
        task, agent, k = attempt.task, attempt.agent, attempt.number
        assert agent is not None
        blocking = None
        if self._blocks is not None:
            blocking = self._blocks.blocking(agent.agent_id, attempt.started_at)
        # From a tuple in the order of GateView: a view is made for every attempt.
        view: GateView = tuple.__new__(
            GateView,
            (
                task.task_id,
                True,
                agent.agent_id,
                True,
                k,
                task.priority,
                task.risk,
                task.confidence,
                task.approved,
                task.predicted[agent.index],
                True,  # dependencies completed
                agent.up,
                agent.serving.get(attempt.slot) is attempt,
                k <= self._retries,
                blocking,
                self._draws.refusal(attempt.draw, task.position),
                self._settings,
            ),
        )
        return view


def _kind_of(attempt: Attempt, retries: int) -> Kind:
    """Return what gates that look at `OF_KIND` only can tell attempts of a run apart by."""
    task, agent = attempt.task, attempt.its_agent
    return (
        task.priority,
        task.risk,
        task.confidence,
        task.approved,
        task.predicted[agent.index],
        agent.up,
        agent.serving.get(attempt.slot) is attempt,
        attempt.number <= retries,
    )
