"""docs/reference/randomness.md: what each purpose of randomness decides."""

from docs.generator.markdown import code, page, table
from sim.luck.keyed import Purpose

INTRO = """Every draw is looked up by its address (seed, replication, purpose, wave, k, position j); nothing is
consumed in order. The number of a purpose is part of that address and never changes meaning; new purposes go on
from the last. [How randomness works](../background/randomness.md) says why, and gives the formula."""

MEANINGS = {
    Purpose.DURATION: ("attempt k of a task", "its service time, relative to the expected one"),
    Purpose.OUTCOME: ("attempt k of a task", "whether it succeeds: U < p"),
    Purpose.FAILURE_POINT: (
        "attempt k of a task",
        "the share of its service time that it takes where it fails (`uniform`)",
    ),
    Purpose.GATE: ("attempt k of a task", "whether `transient_refusal` defers it"),
    Purpose.JITTER: ("attempt k of a task", "jitter of the back-off after it (`retry.jitter`)"),
    Purpose.TRUTH_NOISE: ("a task", "its term of `truth.noise`"),
    Purpose.DIFFICULTY: ("a task", "how hard it is (`truth.dispersion`)"),
    Purpose.UP_TIME: ("the k-th failure of an agent (wave: its entry, position: its number)", "the up-time before it"),
    Purpose.REPAIR: ("the k-th failure of an agent (wave: its entry, position: its number)", "the time of its repair"),
    Purpose.POLICY: (
        "a task, k = 10,000 * entry + number + 2^40 * attempt",
        "one uniform an agent for strategies that draw",
    ),
    Purpose.PREDICTED_SUCCESS: ("a task", "synthetic: its predicted success"),
    Purpose.SIZE: ("a task", "synthetic: its size, the true mean of its service time"),
    Purpose.ARRIVAL: ("a task", "synthetic: the time since the arrival before it"),
    Purpose.PRIORITY: ("a task", "synthetic: its priority"),
    Purpose.RISK: ("a task", "synthetic: its risk"),
    Purpose.CONFIDENCE: ("a task", "synthetic: its confidence"),
    Purpose.BOOTSTRAP: ("signal k of a wave", "bootstrap resamples behind a signal's confidence"),
    Purpose.FAILURE_CLASS: ("attempt k of a task", "reserved for classes of failure; not drawn yet"),
    Purpose.DURATION_ERROR: ("a task", "predicted / true duration (`predictions.duration_error`)"),
    Purpose.EDGE: (
        "two tasks of a wave (k: position of the parent)",
        "whether the task waits for that one (`graph: layered`)",
    ),
    Purpose.HAND_OFF: (
        "an edge (k: number n of the parent, from 0 in the order of positions)",
        "its hand-off time (`workload.hand_off`)",
    ),
    Purpose.STAY: ("the n-th stay of a wave (k = 0, position n)", "`modulated` arrivals: how long it lasts"),
    Purpose.PAIR_DIFFICULTY: (
        "a task and an agent (k = 10,000 * entry + number)",
        "how hard it is for this agent (`truth.dispersion` with `shared` below 1)",
    ),
    Purpose.TOKENS: ("a task (k = 0: input, 1: output)", "synthetic: its tokens (`workload.tokens`)"),
    Purpose.TYPE: ("a task", "synthetic: its type"),
    Purpose.DEADLINE: ("a task", "synthetic: its deadline"),
    Purpose.FIT: (
        "resample k of a test",
        "`buddy-sim fit` alone: whether a record says what it seems to; no run draws it",
    ),
    Purpose.RUN_DURATION: ("a run (wave 0, k = 0, position 0)", "the factor of its times (`run_effect.duration`)"),
    Purpose.RUN_SUCCESS: ("a run (wave 0, k = 0, position 0)", "the shift of its chances (`run_effect.success`)"),
    Purpose.GROUP_UP_TIME: (
        "the k-th outage of a group (wave 0, position: its entry in `fleet.outages`)",
        "the up-time before it, the same for all its agents",
    ),
    Purpose.GROUP_REPAIR: ("the k-th outage of a group (likewise)", "how long it lasts"),
    Purpose.GROUP_INITIAL_STATE: (
        "a group (likewise)",
        "k = 0: up or down at time 0; k = 1: its residual time (`stationary`)",
    ),
    Purpose.INPUT: (
        "an estimated input (wave: its place in fit.json, position: the draw)",
        "`--input-uncertainty` alone: the value that it may have; no run draws it",
    ),
    Purpose.INITIAL_STATE: (
        "an agent (wave: its entry, position: its number)",
        "k = 0: up or down at time 0; k = 1: its residual time (`stationary`)",
    ),
}


def randomness_page() -> str:
    """Return the page."""
    missing = [purpose.name for purpose in Purpose if purpose not in MEANINGS]
    assert not missing, f"say what these purposes decide: {missing}"
    rows = ([str(int(p)), code(p.name), *MEANINGS[p]] for p in Purpose)
    return page("Purposes of randomness", INTRO, table(("number", "purpose", "subject", "what the draw decides"), rows))
