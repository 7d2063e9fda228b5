"""buddy-sim: rehearse the orchestration of a fleet of agents on a virtual clock before changing it in production.

>>> import sim
>>> scenario = sim.parse_scenario(
...     {
...         "name": "pair",
...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
...         "workload": {"kind": "synthetic", "tasks_per_wave": 4, "duration": "30s", "predicted_success": 1.0},
...     }
... )
>>> run = sim.run(scenario)
>>> run.result.completed_tasks, run.result.end_time
(4, '2025-01-01T00:01:00.000000+00:00')
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sim.version import __version__ as __version__

if TYPE_CHECKING:
    from sim.experiment.harness import Phase21Harness
    from sim.experiment.run import Run, read_run, run
    from sim.experiment.scenario_input import load_scenario, parse_scenario
    from sim.model.agent_executor import AgentExecutor
    from sim.model.agent_manager import AgentManager
    from sim.observe.feedback_loop import Phase21FeedbackLoop
    from sim.observe.monitor import Phase21Monitor
    from sim.record.views import (
        AgentMetric,
        AgentState,
        AgentStatus,
        CoordinationPlan,
        ExecutionMetrics,
        ExecutionOutcome,
        ExecutionTask,
        LearningSignal,
        Phase21ExecutionResult,
        SystemAnomaly,
        SystemHealth,
        TaskAssignment,
        TaskStatus,
    )
    from sim.scenario import AssignmentStrategy, Problem, RetryStrategy, Scenario, ScenarioError
    from sim.study.comparison.python_calls import compare, sweep
    from sim.study.comparison.study import Study
    from sim.study.python_questions import knee, retry_setting, smallest_fleet
    from sim.study.python_sensitivity import sensitivity
    from sim.work.tables import load_study

# Where each public name lives. Importing `sim` loads none of them: `--help` must not wait for pandas.
_HOMES = {
    "sim.experiment.harness": ("Phase21Harness",),
    "sim.experiment.run": ("Run", "read_run", "run"),
    "sim.experiment.scenario_input": ("load_scenario", "parse_scenario"),
    "sim.study.comparison.python_calls": ("compare", "sweep"),
    "sim.study.comparison.study": ("Study",),
    "sim.study.python_questions": ("knee", "retry_setting", "smallest_fleet"),
    "sim.study.python_sensitivity": ("sensitivity",),
    "sim.work.tables": ("load_study",),
    "sim.model.agent_executor": ("AgentExecutor",),
    "sim.model.agent_manager": ("AgentManager",),
    "sim.observe.feedback_loop": ("Phase21FeedbackLoop",),
    "sim.observe.monitor": ("Phase21Monitor",),
    "sim.record.views": (
        "AgentMetric", "AgentState", "AgentStatus", "CoordinationPlan", "ExecutionMetrics", "ExecutionOutcome",
        "ExecutionTask", "LearningSignal", "Phase21ExecutionResult", "SystemAnomaly", "SystemHealth",
        "TaskAssignment", "TaskStatus",
    ),
    "sim.scenario": ("AssignmentStrategy", "Problem", "RetryStrategy", "Scenario", "ScenarioError"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AgentExecutor", "AgentManager", "AgentMetric", "AgentState", "AgentStatus", "AssignmentStrategy",
    "CoordinationPlan", "ExecutionMetrics", "ExecutionOutcome", "ExecutionTask", "LearningSignal",
    "Phase21ExecutionResult", "Phase21FeedbackLoop", "Phase21Harness", "Phase21Monitor", "Problem", "RetryStrategy",
    "Run", "Scenario", "ScenarioError", "Study", "SystemAnomaly", "SystemHealth", "TaskAssignment", "TaskStatus",
    "compare", "knee", "load_scenario", "load_study", "parse_scenario", "read_run", "retry_setting", "run",
    "sensitivity", "smallest_fleet", "sweep",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
