"""Several gates, one verdict: the first refusal wins."""

from sim.policies import Decision, Gate, Verdict, judge, make_gate_view


def gate(name: str, order: int, verdict: Verdict, reason: str = "") -> Gate:
    return Gate(name=name, order=order, check=lambda view: (verdict, reason), summary="A stand-in.")


YES = gate("yes", 1, Verdict.APPROVED)
REMARK = gate("remark", 2, Verdict.APPROVED, "not assessed")
LATER = gate("later", 3, Verdict.DEFERRED, "come back")
NEVER = gate("never", 4, Verdict.REJECTED, "no")


def test_the_first_refusal_wins_also_over_a_harder_one_behind_it() -> None:
    assert judge([YES, LATER, NEVER], make_gate_view()) == Decision(Verdict.DEFERRED, "later", "come back")
    assert judge([NEVER, LATER], make_gate_view()) == Decision(Verdict.REJECTED, "never", "no")


def test_gates_behind_a_refusal_are_not_asked() -> None:
    def explode(view):
        raise AssertionError("asked")

    trap = Gate(name="trap", order=9, check=explode, summary="A stand-in.")
    assert judge([NEVER, trap], make_gate_view()).gate == "never"


def test_an_approval_carries_the_remarks() -> None:
    twice = gate("twice", 3, Verdict.APPROVED, "take care")
    assert judge([YES, REMARK, twice], make_gate_view()) == (
        Verdict.APPROVED,
        None,
        "not assessed; take care",
    )
    assert judge([YES], make_gate_view()).reason == "every gate approved"
    assert judge([], make_gate_view()).verdict is Verdict.APPROVED
