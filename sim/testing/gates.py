"""What every safety gate must do."""

from typing import Any

from sim.policies.catalogue import GATES
from sim.policies.gate import Answer, Gate, GateView, Verdict
from sim.policies.gate_view_builder import make_gate_view
from sim.policies.member_problems import gate_problems
from sim.scenario import GateSpec, Risk
from sim.testing.broken import broken, member_of, refuse_wrong
from sim.testing.draws import Draws


def check_gate(gate: Gate | str, questions: int = 400, seed: int = 0) -> None:
    """Hold a gate to its contract.

    It is made as it should be; it gives a verdict, and a refusal its reason, on one line; the same attempt has the same
    verdict, whatever was asked between; an approval by a person never turns an approval into a refusal; where it says
    what it looks at, attempts that are alike in that are approved alike; and a gate that is asked before a wave needs
    no agent.

    Args:
        gate: to be checked; or its name, such as `./mine.py:NAME`.
        questions: how many attempts it is asked about.
        seed: of the questions.

    Raises:
        ContractBroken: says what it did, and on which attempt.

    >>> from sim.policies.gates.clearance import GATE
    >>> check_gate(GATE)
    >>> check_gate(Gate("mute", 1, lambda view: (Verdict.REJECTED, ""), "Refuses."))
    Traceback (most recent call last):
    ...
    sim.testing.broken.ContractBroken: the gate mute: it refuses and gives no reason
    Asked: ...
    """
    gate = member_of(GATES, gate)
    told = f"the gate {gate.name}"
    refuse_wrong(told, gate_problems(gate))
    for question in range(questions):
        view = any_attempt(Draws(seed, 2 * question))
        answer = _asked(told, gate, view)
        other = any_attempt(Draws(seed, 2 * question + 1))
        _asked(told, gate, other)
        if _asked(told, gate, view) != answer:
            broken(told, "the same attempt had two verdicts; a gate remembers nothing", view)
        approved = answer[0] is Verdict.APPROVED
        if approved and _asked(told, gate, view._replace(approved=True))[0] is not Verdict.APPROVED:
            broken(told, "it refuses what it approves without the approval of a person", view)
        alike = other._replace(**{field: getattr(view, field) for field in gate.looks_at})
        if gate.looks_at and approved and _asked(told, gate, alike) != answer:
            broken(told, f"its approval depends on more than {', '.join(gate.looks_at)}, which it names", alike)
        if gate.before_wave:
            before, after = (view._replace(agent_id=name, agent_known=name is not None) for name in (None, "agent_0"))
            if _asked(told, gate, before) != _asked(told, gate, after):
                broken(told, "it is asked before a wave, when there is no agent, and its verdict needs one", view)


def any_attempt(draws: Draws) -> GateView:
    """Return an attempt that a gate may meet."""
    settings = GateSpec(
        require_approval=draws.flag(), min_predicted_success=draws.share(), transient_refusal_rate=draws.share()
    )
    return make_gate_view(
        task_known=draws.flag(),
        agent_known=draws.flag(),
        attempt=draws.whole(0, 5),
        priority=draws.whole(0, 4),
        risk=draws.one_of([risk.value for risk in Risk]),
        confidence=draws.one_of((None, draws.share())),
        approved=draws.flag(),
        predicted_success=draws.share(),
        dependencies_completed=draws.flag(),
        agent_up=draws.flag(),
        slot_held=draws.flag(),
        within_budget=draws.flag(),
        blocking_anomaly=draws.one_of((None, "anomaly_001")),
        uniform=(draws.whole(0, 15) + 0.5) / 16,
        settings=settings,
    )


def _asked(told: str, gate: Gate, view: GateView) -> Answer:
    try:
        answer: Any = gate.check(view)
    except Exception as error:  # noqa: BLE001 - whatever an author's function throws
        broken(told, f"it failed: {type(error).__name__}: {error}", view)
    if not isinstance(answer, tuple) or len(answer) != 2:
        broken(told, f"it answered {answer!r}; expected a verdict and its reason", view)
    verdict, reason = answer
    if not isinstance(verdict, Verdict) or not isinstance(reason, str):
        broken(told, f"it answered {answer!r}; expected a Verdict and a text", view)
    if verdict is not Verdict.APPROVED and not reason:
        broken(told, "it refuses and gives no reason", view)
    if "\n" in reason:
        broken(told, f"its reason has more than one line: {reason!r}", view)
    return verdict, reason
