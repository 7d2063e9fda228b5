"""The runs of a study, alternative by alternative, in order of their replications."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.report.figures.source import Floats

if TYPE_CHECKING:
    import pandas as pd


def by_alternative(table: "pd.DataFrame", column: str) -> Mapping[str, Floats]:
    """Return one column for each alternative, in order of the replications; NaN where a run failed.

    Args:
        table: runs.parquet: `name`, `replication`, and the column.
        column: its name.

    >>> import pandas as pd
    >>> runs = pd.DataFrame({"name": ["a", "b", "a"], "replication": [1, 0, 0], "makespan": [2.0, 5.0, 1.0]})
    >>> {name: values.tolist() for name, values in by_alternative(runs, "makespan").items()}
    {'a': [1.0, 2.0], 'b': [5.0]}
    """
    ordered = table.sort_values("replication", kind="stable")
    names = ordered["name"].to_numpy(dtype=object)
    values = ordered[column].to_numpy(dtype=np.float64, na_value=np.nan)
    distinct, index = np.unique(names.astype(str), return_inverse=True)
    order = np.argsort(index, kind="stable")
    parts = np.split(values[order], np.cumsum(np.bincount(index, minlength=distinct.size))[:-1])
    return dict(zip(distinct.tolist(), parts, strict=True))
