"""A warm-up for a scenario whose tasks come in a stream, proposed by MSER-5 on the mean of some replications."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.document.quantity import count, duration, durations
from sim.experiment.run import run
from sim.experiment.scenario_input import Given, Overrides, scenario_of
from sim.measures.steady_state.batch_means import BatchMeans, batch_means
from sim.measures.steady_state.mser import WarmUp, mser5
from sim.record.tables import Columns

Array = npt.NDArray[np.float64]

REPLICATIONS = 10
LEAST_TASKS = 50


class Proposal(NamedTuple):
    """A warm-up, and what it is proposed from.

    Args:
        scenario: its name.
        replications: that were run.
        released_s: mean time of release of the n-th task, after the start.
        response_s: its mean response time, over the replications.
        found: what MSER-5 says of the response times.
        warmup_s: proposed; None where the runs are too short to tell, or never settle.
        one_run: mean response time of the first replication alone, after the warm-up; None where it is too short.
    """

    scenario: str
    replications: int
    released_s: Array
    response_s: Array
    found: WarmUp
    warmup_s: float | None
    one_run: BatchMeans | None


def propose_warmup(
    given: Given, replications: int = REPLICATIONS, overrides: Overrides = (), seed: int | None = None
) -> Proposal:
    """Return from when on a stream of tasks is steady.

    Response times of the n-th tasks are averaged over the replications first, which leaves the way from the empty
    fleet to the usual queue and takes out most of the rest (Welch). MSER-5 then says how many tasks to leave out.

    Args:
        given: a scenario, as for `sim.run`.
        replications: that are run, one after another.
        overrides: settings such as `horizon=2h`.
        seed: in place of the scenario's.

    Raises:
        ScenarioError: the scenario has problems.
        ValueError: its tasks are no stream, or too few.

    >>> arrivals = {"kind": "poisson", "rate": 0.05}
    >>> work = {"kind": "synthetic", "tasks_per_wave": 200, "duration": "10s", "arrivals": arrivals}
    >>> proposal = propose_warmup({"name": "x", "fleet": {"agents": [{"name": "a"}]}, "workload": work}, replications=2)
    >>> proposal.response_s.size, proposal.warmup_s is not None
    (200, True)

    Source: averaging: Welch, "The statistical analysis of simulation results", in Lavenberg (ed.), "Computer
        Performance Modeling Handbook", 1983; MSER-5: see `sim.measures.steady_state.mser`.
    """
    scenario = scenario_of(given, overrides, seed)
    series = [_of_run(run(scenario, replication=number).columns["tasks"]) for number in range(replications)]
    tasks = min((len(released) for released, _ in series), default=0)
    if tasks < LEAST_TASKS:
        raise ValueError(f"{count(tasks, 'task')} in the shortest run; a warm-up is found from {LEAST_TASKS} on")
    released = np.mean([times[:tasks] for times, _ in series], axis=0)
    if released[-1] <= released[0]:
        raise ValueError("its tasks are all released at once, so there is nothing steady; see `arrivals`")
    response = np.mean([values[:tasks] for _, values in series], axis=0)
    found = mser5(response)
    assert found is not None
    first = series[0][1]
    return Proposal(
        scenario.name,
        replications,
        released,
        response,
        found,
        float(released[found.values]) if found.is_steady and found.values else (0.0 if found.is_steady else None),
        batch_means(first[found.values :]) if found.is_steady else None,
    )


def _of_run(columns: Columns) -> tuple[Array, Array]:
    """Return times of release and response times of the tasks that were ready, in the order of their release."""
    rows = sorted(
        (released, ended - ready)
        for released, ready, ended in zip(columns["released_at"], columns["ready_at"], columns["ended_at"], strict=True)
        if released is not None and ready is not None and ended is not None
    )
    return np.array([at for at, _ in rows]), np.array([response for _, response in rows])


def proposal_lines(proposal: Proposal) -> list[str]:
    """Return a proposal in lines for people.

    Args:
        proposal: what was found.
    """
    tasks = proposal.response_s.size
    runs = count(proposal.replications, "replication")
    if proposal.warmup_s is None:
        unsettled = f"over {runs} the mean response time of {tasks:,} tasks does not settle within the first half"
        return [f"no warm-up: {unsettled}; take a longer run, or fewer tasks than keep the fleet busy"]
    left_out = f"MSER-5 leaves out the first {proposal.found.values:,} of {tasks:,} tasks"
    lines = [f"warm-up  {duration(proposal.warmup_s)}: {left_out} (mean response times over {runs})"]
    if proposal.warmup_s:
        lines.append(f"set it   metrics.warmup: {proposal.warmup_s:.0f}s")
    return [*lines, _one_run(proposal.one_run)]


def _one_run(found: BatchMeans | None) -> str:
    if found is None:
        return "one run  too short behind it for a mean with an interval; replications tell more"
    if found.low is None or found.high is None:
        return (
            f"one run  mean response time {duration(found.mean)}; no interval: its {found.batches} batches of "
            f"{found.in_a_batch} tasks are too short to be independent. A longer run, or replications, would tell."
        )
    mean, low, high = durations([found.mean, found.low, found.high])
    batches = f"{found.batches} batches of {found.in_a_batch} tasks"
    return f"one run  mean response time {mean} ({low} to {high}, 95 %, by {batches})"
