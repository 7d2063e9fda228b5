"""Jitter against a storm of retries: 100 clients contend for one row with optimistic concurrency.

Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015: a client reads, then writes what it read; a
write is refused where another came between; each way takes |N(10, 2)| ms. The numbers are means of 100 runs; here of
30, each within 5 % (calls) and 10 % (finish) of them, which five standard errors lie within. Seeds are fixed.
"""

import heapq
from itertools import count

import numpy as np
import pytest

from sim.policies.jitter import jittered_s
from sim.policies.retry import backoff_s
from sim.scenario import RetrySpec

CLIENTS = 100
BASE_MS, CAP_MS = 5.0, 2000.0
PUBLISHED = {  # calls, finish in ms
    "none": (2422, 2031),
    "exponential": (1868, 63_903),
    "equal": (812, 6682),
    "full": (796, 4837),
    "decorrelated": (1002, 4622),
}


def spec_of(kind: str) -> RetrySpec | None:
    """The retry section of a client; milliseconds stand as seconds. Wait r is drawn from base * 2 ** r."""
    if kind == "none":
        return None
    if kind == "decorrelated":
        return RetrySpec(base=BASE_MS, max_delay=CAP_MS, jitter="decorrelated")
    return RetrySpec(base=2.0 * BASE_MS, max_delay=CAP_MS, jitter="none" if kind == "exponential" else kind)


def contention(spec: RetrySpec | None, luck: np.random.Generator) -> tuple[int, float]:
    """Writes that were tried, and when the last client was done."""
    order = count()
    version, calls, finish = 0, 0, 0.0
    tries = [0] * CLIENTS
    last: list[float | None] = [None] * CLIENTS
    events: list[tuple[float, int, str, int, int]] = []

    def send(at: float, what: str, client: int, content: int) -> None:
        heapq.heappush(events, (at + abs(luck.normal(10.0, 2.0)), next(order), what, client, content))

    for client in range(CLIENTS):
        send(0.0, "read", client, 0)
    while events:
        at, _, what, client, content = heapq.heappop(events)
        if what == "read":
            send(at, "value", client, version)
        elif what == "value":
            send(at, "write", client, content)
        elif what == "write":
            calls += 1
            was_first = content == version
            version += was_first
            send(at, "answer", client, int(was_first))
        elif content:
            finish = at
        else:
            wait = 0.0
            if spec is not None:
                tries[client] += 1
                delay = backoff_s(spec, min(tries[client], 60))
                wait = jittered_s(spec, delay, float(luck.random()), last[client])
                last[client] = wait
            send(at + wait, "read", client, 0)
    return calls, finish


@pytest.mark.parametrize("kind", PUBLISHED)
def test_calls_and_finish_are_those_of_the_study(kind):
    runs = np.array([contention(spec_of(kind), np.random.default_rng(seed)) for seed in range(30)])
    calls, finish = runs.mean(axis=0)
    assert calls == pytest.approx(PUBLISHED[kind][0], rel=0.05)
    assert finish == pytest.approx(PUBLISHED[kind][1], rel=0.10)
