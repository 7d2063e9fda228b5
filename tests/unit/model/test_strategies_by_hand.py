"""Two agents, five tasks, each strategy: the whole run worked out by hand.

    task  seconds  success on agent_0, agent_1  priority  confidence
    a     10       0.90, 0.80                   2         0.90
    b     20       0.60, 0.90                   1         none
    c     30       0.70, 0.70                   3         0.60
    d     10       0.95, 0.50                   1         0.95
    e     20       0.80, 0.80                   2         0.50

Work 90 s on two slots: the fair share is 45 s. In truth every attempt succeeds (bias 40 on the logit), so the times are
those of the plan.
"""

import json

import pytest

from sim.record.rows import AttemptEnded

TASKS = {
    "a": (10, (0.90, 0.80), 2, 0.90),
    "b": (20, (0.60, 0.90), 1, None),
    "c": (30, (0.70, 0.70), 3, 0.60),
    "d": (10, (0.95, 0.50), 1, 0.95),
    "e": (20, (0.80, 0.80), 2, 0.50),
}
# Lines of the predicted schedule: (task, agent, start); none for e.
SCHEDULE = [("a", 0, 0), ("b", 0, 10), ("b", 1, 0), ("c", 1, 20), ("d", 0, 40), ("d", 1, 40)]

BY_HAND = {
    # In turn: a 0, b 1, c 0, d 1, e 0.
    "round_robin": {0: [("a", 0), ("c", 10), ("e", 40)], 1: [("b", 0), ("d", 20)]},
    # Loads (0, 0): a 0; (10, 0): b 1; (10, 20): c 0; (40, 20): d 1; (40, 30): e 1.
    "load_balanced": {0: [("a", 0), ("c", 10)], 1: [("b", 0), ("d", 20), ("e", 30)]},
    # Order b, d (priority 1, mean success 0.75, 0.725), a, e (2; 0.85, 0.80), c (3). No load over 1.3 * 45 = 58.5.
    # b to agent_1 (0.9), d to agent_0 (0.95), a to agent_0 (0.9), e: equal chances, equal loads of 20: agent_0;
    # c: 40 + 30 is too much for agent_0: agent_1.
    "priority_based": {0: [("d", 0), ("a", 10), ("e", 20)], 1: [("b", 0), ("c", 20)]},
    # At or over 0.70: d 0.95, a 0.90, b (none: mean success 0.75); then c, e. Score: chance - 0.1 * load / 45.
    # d: 0.95 to agent_0; a: 0.90 - 0.022 against 0.80: agent_0; b: agent_1; c: equal, loads 20 and 20: agent_0;
    # e: 0.80 - 0.111 against 0.80 - 0.044: agent_1.
    "confidence_based": {0: [("d", 0), ("a", 10), ("c", 20)], 1: [("b", 0), ("e", 20)]},
    # a: agent_0; b: agent_1 (0.9 beats 0.6); c: agent_1; d: agent_0 (0.95), planned for 40; e has no line: least load,
    # 20 against 50: agent_0, in its queue's own order, which is before what is planned for 40.
    "predicted_schedule": {0: [("a", 0), ("e", 10), ("d", 30)], 1: [("b", 0), ("c", 20)]},
    # One queue: a and b at once; c at 10 on agent_0; d at 20 on agent_1; e at 30 on agent_1.
    "shared_queue": {0: [("a", 0), ("c", 10)], 1: [("b", 0), ("d", 20), ("e", 30)]},
    # Fewest tasks, then least load: a 0, b 1, c 0 (10 against 20), d 1, e: two each, 40 against 30: 1.
    "join_shortest_queue": {0: [("a", 0), ("c", 10)], 1: [("b", 0), ("d", 20), ("e", 30)]},
    # Free at (0, 0), (10, 0), (10, 20), (40, 20), (40, 30); as both agents take as long, mct goes the same way.
    "olb": {0: [("a", 0), ("c", 10)], 1: [("b", 0), ("d", 20), ("e", 30)]},
    "mct": {0: [("a", 0), ("c", 10)], 1: [("b", 0), ("d", 20), ("e", 30)]},
    # Equal times: always agent_0.
    "met": {0: [("a", 0), ("b", 10), ("c", 30), ("d", 60), ("e", 70)], 1: []},
    # Ends: a 10 on 0; d 10 on 1; b 30 on either: 0; e 30 on 1; c 60 on either: 0.
    "min_min": {0: [("a", 0), ("b", 10), ("c", 30)], 1: [("d", 0), ("e", 10)]},
    # Ends: c 30 on 0; b 20 on 1; e 40 on 1; a and d 40, a first, on 0; d 50 on either: 0.
    "max_min": {0: [("c", 0), ("a", 30), ("d", 40)], 1: [("b", 0), ("e", 20)]},
    # Nobody suffers: a on 0. Then all would by 10: b on 1. Again, a 0, b 1 taken: by 10: c on 0. d and e by 20: d on 1;
    # e on 1.
    "sufferage": {0: [("a", 0), ("c", 10)], 1: [("b", 0), ("d", 20), ("e", 30)]},
    # c 0, b 1, e 1 (20 against 30), a 0 (30 against 40), d: 40 each: agent_1 was given one longer ago.
    "longest_first": {0: [("c", 0), ("a", 30)], 1: [("b", 0), ("e", 20), ("d", 40)]},
}


def write(folder):
    predicted = [
        {
            "task_id": name,
            "agent_id": f"agent_{agent}",
            "predicted_success_probability": chance,
            "predicted_execution_time": seconds,
            "priority": priority,
            **({} if confidence is None else {"confidence": confidence}),
        }
        for name, (seconds, chances, priority, confidence) in TASKS.items()
        for agent, chance in enumerate(chances)
    ]
    scheduled = [
        {"task_id": name, "agent_id": f"agent_{agent}", "wave": 1, "predicted_start_time": start}
        for name, agent, start in SCHEDULE
    ]
    for file, rows in (("predicted_tasks.jsonl", predicted), ("predicted_schedule.jsonl", scheduled)):
        (folder / file).write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.mark.parametrize("strategy", BY_HAND)
def test_two_agents_five_tasks(strategy, simulate, tmp_path):
    write(tmp_path)
    world = simulate(
        {
            "fleet": {"agents": [{"name": "agent", "count": 2}]},
            "workload": {"kind": "phase20", "path": "."},
            "truth": {"bias": 40},
            "assignment": {"strategy": strategy},
        },
        origin=tmp_path,
    )
    attempts = sorted(world.log.of(AttemptEnded), key=lambda row: row.start_order)
    served = {a: [(row.task_id, row.started_at) for row in attempts if row.agent == a] for a in (0, 1)}
    assert served == BY_HAND[strategy]
    assert all(row.succeeded for row in attempts)
