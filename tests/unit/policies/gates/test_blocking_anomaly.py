from sim.policies import Verdict, make_gate_view
from sim.policies.gates.blocking_anomaly import check


def test_an_agent_with_an_open_anomaly_gets_no_work() -> None:
    assert check(make_gate_view(blocking_anomaly=None)) == (Verdict.APPROVED, "")
    reason = "open anomaly anomaly_3 blocks agent agent_1"
    view = make_gate_view(agent_id="agent_1", blocking_anomaly="anomaly_3")
    assert check(view) == (Verdict.DEFERRED, reason)
