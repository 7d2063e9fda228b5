"""Code of one's own, as an author would write it outside the package: one of each sort."""

from sim.luck.keyed import Purpose
from sim.observe.detection.detector import Detector
from sim.observe.detection.ledger import Judgement, Ledger, settle
from sim.policies.gate import Gate, Verdict
from sim.policies.strategy import NO_AGENT, Kind, Setting, Strategy
from sim.record.rows import AttemptEnded
from sim.workload.source import Source, Workload
from sim.workload.table_builder import make_tasks


def pick(view, memory, u):
    best, fewest = NO_AGENT, view.settings[0]
    for agent in range(len(view.usable)):
        tasks = view.tasks_in_system[agent] / view.capacity[agent]
        if view.usable[agent] and (best == NO_AGENT or tasks < fewest):
            best, fewest = agent, tasks
    return best, memory


FEWEST = Strategy(
    name="fewest",
    kind=Kind.IMMEDIATE,
    summary="The agent with the fewest tasks at hand.",
    pick=pick,
    settings=(Setting("most", 100.0, "Where the search begins.", low=1.0),),
)


def check(view):
    if view.attempt >= 2:
        return Verdict.REJECTED, f"nothing is tried {view.attempt + 1} times"
    return Verdict.APPROVED, ""


TWICE = Gate(name="twice", order=35, check=check, summary="Two attempts are enough.")


def fold(ledger, row):
    if not isinstance(row, AttemptEnded) or row.succeeded:
        return ledger, ()
    told = Judgement(
        ("failed", row.agent_id),
        True,
        "agent_failure",
        "HIGH",
        agents=(row.agent_id,),
        evidence={"sample_size": 1},
        recommendation="Look at it.",
    )
    return settle(ledger, [told], row.wave, row.ended_at)


JUMPY = Detector("jumpy", "Reports every agent with a failure.", (AttemptEnded,), lambda context: Ledger(), fold)


def load_tasks(scenario, luck, agent_ids):
    n = int(scenario.workload.settings["tasks"])
    u = luck.uniforms(Purpose.SIZE, 1, 0, n)
    return Workload(make_tasks(20.0 + 20.0 * u, success=0.8))


NIGHTLY = Source(
    "nightly",
    load_tasks,
    check=lambda scenario: (),
    settings=(Setting("tasks", 12.0, "How many.", low=1.0, high=1000.0),),
)
