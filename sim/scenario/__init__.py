"""What the user writes: frozen, validated data, and how it is read from YAML."""

from sim.scenario.load import load_scenario, parse_scenario
from sim.scenario.reading.overrides import apply_overrides
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.reading.scenario_data import Check
from sim.scenario.reading.schema_tree import known_paths
from sim.scenario.spec.arrivals.poisson import PoissonArrivals
from sim.scenario.spec.assignment_spec import AssignmentSpec
from sim.scenario.spec.distribution_spec import (
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
from sim.scenario.spec.etc_spec import EtcWorkload
from sim.scenario.spec.feedback_spec import FeedbackSpec, MetricsSpec
from sim.scenario.spec.fleet_spec import AgentSpec, BreakdownSpec, FleetSpec
from sim.scenario.spec.gate_spec import GateSpec
from sim.scenario.spec.graph_spec import ChainGraph, ForkJoinGraph, Graph, LayeredGraph
from sim.scenario.spec.health_spec import HealthSpec, HealthWeights
from sim.scenario.spec.monitor_spec import MonitorSpec, TargetSpec, ThresholdSpec
from sim.scenario.spec.replay_spec import ReplayWorkload
from sim.scenario.spec.retry_spec import RetrySpec
from sim.scenario.spec.shape_spec import (
    ConstantShape,
    DurationShape,
    ExponentialShape,
    GammaShape,
    LognormalShape,
    WeibullShape,
)
from sim.scenario.spec.spec import Scenario, SourceFile
from sim.scenario.spec.synthetic_spec import SyntheticWorkload
from sim.scenario.spec.table_spec import TableWorkload
from sim.scenario.spec.truth_spec import PredictionSpec, TruthSpec
from sim.scenario.spec.wfformat_spec import WfFormatWorkload
from sim.scenario.spec.workload_spec import Phase20Workload, PluginWorkload, Workload
from sim.scenario.values.choices import (
    AssignmentStrategy,
    Failover,
    OnBreakdown,
    QueueDiscipline,
    RetryStrategy,
    Risk,
)
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.quantities import parse_duration

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
