"""Decisions as pure functions: arrays in, decision out; only the manager acts on them."""

from sim.policies.gate import Decision, Gate, GateView, Verdict, judge
from sim.policies.gate_view_builder import make_gate_view
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Setting, Strategy
from sim.policies.view_builder import make_view

__all__ = [
    "NO_AGENT", "AssignmentView", "Decision", "Gate", "GateView", "Kind", "Memory", "Setting", "Strategy",
    "Verdict", "judge", "make_gate_view", "make_view",
]  # fmt: skip
