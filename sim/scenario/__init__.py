"""What the user writes: frozen, validated data, and how it is read from YAML."""

from sim.scenario.arrivals.poisson import PoissonArrivals
from sim.scenario.assignment_spec import AssignmentSpec
from sim.scenario.choices import (
    AssignmentStrategy,
    Failover,
    OnBreakdown,
    QueueDiscipline,
    RetryStrategy,
    Risk,
)
from sim.scenario.distribution_spec import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
    Weibull,
)
from sim.scenario.etc_spec import EtcWorkload
from sim.scenario.feedback_spec import FeedbackSpec, MetricsSpec
from sim.scenario.fleet_spec import AgentSpec, BreakdownSpec, FleetSpec
from sim.scenario.frozen_map import FrozenMap
from sim.scenario.gate_spec import GateSpec
from sim.scenario.graph_spec import ChainGraph, ForkJoinGraph, Graph, LayeredGraph
from sim.scenario.health_spec import HealthSpec, HealthWeights
from sim.scenario.load import load_scenario, parse_scenario
from sim.scenario.monitor_spec import MonitorSpec, TargetSpec, ThresholdSpec
from sim.scenario.overrides import apply_overrides
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.quantities import parse_duration
from sim.scenario.replay_spec import ReplayWorkload
from sim.scenario.retry_spec import RetrySpec
from sim.scenario.scenario_data import Check
from sim.scenario.schema_tree import known_paths
from sim.scenario.shape_spec import (
    ConstantShape,
    DurationShape,
    ExponentialShape,
    GammaShape,
    LognormalShape,
    WeibullShape,
)
from sim.scenario.spec import Scenario, SourceFile
from sim.scenario.synthetic_spec import SyntheticWorkload
from sim.scenario.table_spec import TableWorkload
from sim.scenario.truth_spec import PredictionSpec, TruthSpec
from sim.scenario.wfformat_spec import WfFormatWorkload
from sim.scenario.workload_spec import Phase20Workload, PluginWorkload, Workload

__all__ = [
    "load_scenario", "parse_scenario", "apply_overrides", "known_paths", "Check", "Problem", "ScenarioError",
    "ChainGraph", "ForkJoinGraph", "Graph", "LayeredGraph", "ReplayWorkload", "TableWorkload", "WfFormatWorkload",
    "AgentSpec", "AssignmentSpec", "AssignmentStrategy", "Beta", "BreakdownSpec", "Constant",
    "ConstantShape", "Distribution", "DurationShape", "Empirical", "EtcWorkload", "Exponential", "ExponentialShape",
    "Failover", "FeedbackSpec", "FleetSpec", "FrozenMap", "Gamma", "GammaShape", "GateSpec", "HealthSpec",
    "HealthWeights", "Lognormal", "LognormalShape", "MetricsSpec", "MonitorSpec", "OnBreakdown",
    "Phase20Workload", "PluginWorkload", "PoissonArrivals", "PredictionSpec", "QueueDiscipline", "RetrySpec",
    "RetryStrategy", "Risk", "Scenario", "SourceFile", "SyntheticWorkload", "TargetSpec", "ThresholdSpec", "Triangular",
    "TruthSpec", "Uniform", "Weibull", "WeibullShape", "Workload", "parse_duration",
]  # fmt: skip
