"""What is wrong with a strategy or a gate as it was made: a type of Python checks nothing by itself."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.plugins.setting import declaration_problems
from sim.policies.strategy import FUNCTION_OF, READABLE, Kind


def strategy_problems(strategy: Any) -> Sequence[str]:
    """Return what is wrong with a strategy, in words.

    Args:
        strategy: as it was made; every field may hold anything.

    >>> from sim.policies.strategy import Strategy
    >>> strategy_problems(Strategy(name="first", kind=Kind.BATCH, summary="Agent 0.", pick=lambda view, memory, u: 0))
    ['a strategy of kind batch has exactly the function plan, found pick']
    """
    return list(_of_strategy(strategy))


def _of_strategy(strategy: Any) -> Iterator[str]:
    yield from _of_name(strategy.name, strategy.summary)
    if not isinstance(strategy.kind, Kind):
        yield f"kind is {strategy.kind!r}; expected {', '.join(f'Kind.{kind.name}' for kind in Kind)}"
    else:
        problem = strategy.function_problem()
        function = getattr(strategy, FUNCTION_OF[strategy.kind])
        if problem is not None:
            yield problem
        elif not callable(function):
            yield f"{FUNCTION_OF[strategy.kind]} is {function!r}; expected a function"
    memory = strategy.initial_memory
    if not isinstance(memory, tuple) or not all(isinstance(n, int | float) for n in memory):
        yield f"initial_memory is {memory!r}; expected a tuple of numbers"
    for name in ("draws", "reads_schedule", "keeps_plan"):
        if not isinstance(getattr(strategy, name), bool):
            yield f"{name} is {getattr(strategy, name)!r}; expected True or False"
    yield from _of_columns(strategy.reads)
    yield from declaration_problems(strategy.settings)


def _of_columns(reads: object) -> Iterator[str]:
    if not isinstance(reads, tuple | list) or not all(name in READABLE for name in reads):
        yield f"reads is {reads!r}; expected a tuple of {', '.join(READABLE)}"


def gate_problems(gate: Any) -> Sequence[str]:
    """Return what is wrong with a gate, in words.

    Args:
        gate: as it was made; every field may hold anything.

    >>> from sim.policies.gate import Gate
    >>> gate_problems(Gate(name="open", order=1, check=None, summary="Open."))
    ['check is None; expected a function']
    """
    return list(_of_gate(gate))


def _of_gate(gate: Any) -> Iterator[str]:
    yield from _of_name(gate.name, gate.summary)
    if isinstance(gate.order, bool) or not isinstance(gate.order, int):
        yield f"order is {gate.order!r}; expected a whole number"
    if not callable(gate.check):
        yield f"check is {gate.check!r}; expected a function"
    if not isinstance(gate.before_wave, bool):
        yield f"before_wave is {gate.before_wave!r}; expected True or False"


def _of_name(name: object, summary: object) -> Iterator[str]:
    if not isinstance(name, str) or not name or not name.isprintable() or len(name) > 64:
        yield f"name is {name!r}; expected a short text"
    if not isinstance(summary, str):
        yield f"summary is {summary!r}; expected a sentence"
