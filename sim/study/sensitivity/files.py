"""The files of a sensitivity study's result: its runs, its design, the indices, the report; whole or not at all."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from sim.measures.sensitivity.assessment import Sensitivity, index_rows
from sim.measures.sensitivity.morris import Morris
from sim.measures.sensitivity.sobol import Sobol
from sim.record.files import write_json, write_parquet
from sim.report.publish import staged
from sim.study.kind import StudyRecord
from sim.study.manifest import write_study_manifest
from sim.study.record import write_record
from sim.study.sensitivity.assess import SensitivityStudy
from sim.study.sensitivity.design import SensitivityPlan
from sim.work.tables import write_study_tables

INDICES, DESIGN = "indices.parquet", "design.parquet"

_WALK_TYPES = {"trajectory": "int64", "step": "int64", "changed": "string", "point": "int64", "name": "string"}
_SAMPLE_TYPES = {"sample": "string", "row": "int64", "point": "int64", "name": "string"}


def write_sensitivity(
    study: SensitivityStudy, directory: Path, command: str, plots: bool = True, html: bool = True
) -> None:
    """Write a sensitivity study's result folder.

    runs.parquet and trajectories.parquet are those of a sweep over the points of the design; design.parquet says where
    in the design each point stands, indices.parquet has a row a metric and factor.

    Args:
        study: that has been run.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        plots: draw the picture too.
        html: write the report as an HTML page too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    found, runs = study.sensitivity, study.plan.runs
    with staged(directory) as stage:
        write_study_tables(stage, runs, found.replications, study.store, study.outcome.lost)
        _write_design(stage, study.plan)
        _write_indices(stage, found)
        write_json(stage / "sensitivity.json", found.content())
        write_record(stage, StudyRecord("sensitivity", found, command), plots, html)
        write_study_manifest(stage, runs, found.replications, command)


def _write_indices(directory: Path, found: Sensitivity) -> None:
    numbers = (Morris if found.method == "morris" else Sobol)._fields
    types = {
        **dict.fromkeys(("metric", "factor"), "string"),
        **dict.fromkeys(numbers, "float64"),
        "p_value": "float64",
        "effect": "string",
        "noise_share": "float64",
    }
    rows = [row for entry in found.metrics for row in index_rows(entry)]
    write_parquet(directory / INDICES, {name: [row[name] for row in rows] for name in types}, types)


def _write_design(directory: Path, plan: SensitivityPlan) -> None:
    rows, types = (
        (_walk_rows(plan), _WALK_TYPES) if plan.walks is not None else (_sample_rows(plan), _SAMPLE_TYPES)
    )  # fmt: skip
    write_parquet(directory / DESIGN, {name: [row[name] for row in rows] for name in types}, types)


def _walk_rows(plan: SensitivityPlan) -> Sequence[dict[str, Any]]:
    assert plan.walks is not None
    changed = np.argsort(plan.walks.at, axis=1)
    return [
        {
            "trajectory": walk,
            "step": step,
            "changed": plan.factors[int(changed[walk, step - 1])] if step else None,
            **_point(plan, walk, step),
        }
        for walk, step in product(*map(range, plan.point.shape))
    ]


def _sample_rows(plan: SensitivityPlan) -> Sequence[dict[str, Any]]:
    samples = ["A", "B", *(f"A with {name} of B" for name in plan.factors)]
    return [
        {"sample": samples[sample], "row": row, **_point(plan, sample, row)}
        for sample, row in product(*map(range, plan.point.shape))
    ]


def _point(plan: SensitivityPlan, first: int, second: int) -> dict[str, Any]:
    index = int(plan.point[first, second])
    return {"point": index, "name": plan.runs.points[index].name}
