"""The card: a cell a guarantee and condition; how often it was right, and which cells fall short."""

import json
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import bdtr, betaincinv

from sim.measures.statistics.multiple_tests import holm

SEED = 20_261
CARD_ERROR = 0.01
"""Chance that even one cell of the card is called short where all of them keep what is promised."""
MOST_CELLS = 300


class Answer(Enum):
    """What one study came to."""

    RIGHT = "right"
    WRONG = "wrong"
    DECLINED = "declined"  # the program said that it cannot tell, or under what it would hold


class Study(NamedTuple):
    """How one study is made, from its luck to what the program says: several guarantees may read the same.

    Args:
        name: keys its luck.
        draw: (condition, number, luck) -> data.
        ask: data -> what the program says.
        ask_all: data of many studies -> what it says of each, where that is cheaper than one by one; None: `ask`.
    """

    name: str
    draw: Callable[[Any, int, np.random.Generator], Any]
    ask: Callable[[Any], Any]
    ask_all: Callable[[Sequence[Any]], Sequence[Any]] | None = None


class Procedure(NamedTuple):
    """One printed guarantee.

    Args:
        name: in words.
        promised: it is right with this probability, or more often.
        conditions: under which it is tried; `str` of one is its name.
        study: what makes the answers.
        judge: (what the program says, data) -> right or wrong.
        warns: what the program says -> whether it says too that there are too few runs for how skewed they are.
    """

    name: str
    promised: float
    conditions: Sequence[Hashable]
    study: Study
    judge: Callable[[Any, Any], Answer]
    warns: Callable[[Any], bool] | None = None


class Cell(NamedTuple):
    """A guarantee under one condition, and what was counted."""

    procedure: str
    condition: str
    promised: float
    right: int
    wrong: int
    declined: int
    warned: int = 0

    @property
    def given(self) -> int:
        """Studies in which the program gave an answer."""
        return self.right + self.wrong

    def seen(self) -> float | None:
        """The share of the answers that were right."""
        return self.right / self.given if self.given else None

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Between what the true share lies (Clopper, Pearson 1934)."""
        tail = 0.5 * (1.0 - confidence)
        low = float(betaincinv(self.right, self.wrong + 1, tail)) if self.right else 0.0
        return low, float(betaincinv(self.right + 1, self.wrong, 1.0 - tail)) if self.wrong else 1.0

    def p_value(self) -> float:
        """How likely so few right answers are, or fewer, where the promise is kept exactly."""
        return float(bdtr(self.right, self.given, self.promised)) if self.given else 1.0


def short(cells: Sequence[Cell], error: float = CARD_ERROR) -> list[Cell]:
    """Return the cells that fall short by more than chance makes them, one error in a hundred cards (Holm)."""
    return [cell for cell, p in zip(cells, holm([c.p_value() for c in cells]), strict=True) if p <= error]


def cells_of(procedures: Sequence[Procedure], condition: Hashable, studies: int) -> list[Cell]:
    """Return the cells of guarantees that read the same study, under one condition.

    Each study has luck of its own, so that the first hundred of two thousand are the hundred of a smaller card.
    """
    study = procedures[0].study
    counts = [dict.fromkeys(Answer, 0) for _ in procedures]
    warned = [0] * len(procedures)
    for said, data in _asked(study, condition, studies):
        for place, procedure in enumerate(procedures):
            counts[place][procedure.judge(said, data)] += 1
            warned[place] += procedure.warns is not None and procedure.warns(said)
    return [
        Cell(each.name, str(condition), each.promised, *map(count.__getitem__, Answer))._replace(warned=warnings)
        for each, count, warnings in zip(procedures, counts, warned, strict=True)
    ]


def _asked(study: Study, condition: Hashable, studies: int) -> Iterator[tuple[Any, Any]]:
    key = zlib.crc32(f"{study.name}, {condition}".encode())
    drawn = (
        study.draw(condition, number, np.random.Generator(np.random.Philox([SEED, key, number])))
        for number in range(studies)
    )
    if study.ask_all is None:
        for data in drawn:
            yield study.ask(data), data
    else:
        together = list(drawn)
        yield from zip(study.ask_all(together), together, strict=True)


def work(procedures: Iterable[Procedure]) -> list[tuple[Hashable, list[Procedure]]]:
    """Return what is to be counted: conditions with the guarantees that one set of studies serves."""
    together: dict[tuple[str, str], tuple[Hashable, list[Procedure]]] = {}
    for procedure in procedures:
        for condition in procedure.conditions:
            together.setdefault((procedure.study.name, str(condition)), (condition, []))[1].append(procedure)
    return list(together.values())


def kept(path: Path) -> list[Cell]:
    """Return cells that were counted earlier."""
    return [Cell(*row) for row in json.loads(path.read_text())]


def keep(path: Path, cells: Sequence[Cell]) -> None:
    """Write cells beside the others, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(cells))
    partial.replace(path)
