"""The committed retrospective, made again."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from brierbook.reports.figures.kit.drawing import render_figure
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.findings.previous import read_previous
from brierbook.reports.findings.retrospective import Recalibration, Retrospective, retrospect
from brierbook.reports.writers.summary_files import scored_forecasts_csv, summary_as_data

ROOT = Path(__file__).resolve().parents[3]
COMMITTED = ROOT / "reports" / "syria-2024-12"
MONTE_CARLO = 0.04  # several standard errors of the sampled means and limits
SAMPLER = ("r_hat", "ess_bulk", "ess_tail", "divergences")

# makes every file of the report from a saved posterior, and prints their names and hashes
MAKE = """
import sys
from hashlib import sha256
from pathlib import Path
import xarray
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace
from brierbook.reports.publish import Edition, report_files
from brierbook.reports.findings.retrospective import retrospect

posterior = xarray.open_datatree(sys.argv[1])
book = open_book(find_workspace(start=Path(sys.argv[2])))
found = retrospect(book, fit=lambda rows, progress: posterior)
edition = Edition(("en", "uk", "ru"), ("html", "md", "pdf", "json", "ipynb"))
for name, content in report_files(found, edition):
    print(name, sha256(content).hexdigest())
"""


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """List the leaves of nested data with their paths."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{index}")
    else:
        yield path, value


def same(made: object, committed: object, tolerance: float) -> bool:
    if isinstance(made, float) and isinstance(committed, float):
        return math.isclose(made, committed, rel_tol=1e-9, abs_tol=tolerance)
    return made == committed


def test_the_committed_summary_is_current(syria: Retrospective) -> None:
    committed = dict(leaves(json.loads((COMMITTED / "summary.json").read_text(encoding="utf-8"))))
    before = read_previous(
        COMMITTED / "summary.json", root=syria.book.root, selection=syria.selection.as_data()
    )
    made = dict(leaves(json.loads(json.dumps(summary_as_data(replace(syria, previous=before))))))
    assert made.keys() == committed.keys()
    for path, value in made.items():
        if path.startswith("/versions/") or path.endswith(SAMPLER):
            continue
        tolerance = MONTE_CARLO if path.startswith("/recalibration/") else 1e-9
        assert same(value, committed[path], tolerance), path


@pytest.mark.slow
def test_the_sampler_converged_to_what_the_grid_gives(
    syria: Retrospective, recalibrated: Recalibration
) -> None:
    assert recalibrated.engine == "grid"  # whose draws are independent
    assert recalibrated.diagnostics.r_hat is None
    assert recalibrated.diagnostics.ess == recalibrated.posterior["posterior"]["bias"].size
    sampled = retrospect(syria.book, engine="pymc").recalibrated
    assert sampled is not None
    found = sampled.diagnostics
    assert found.r_hat is not None
    assert found.r_hat < 1.01
    assert found.ess > 400
    assert found.divergences == 0
    for name in ("bias", "log_slope"):
        one, other = (each.posterior["posterior"][name] for each in (recalibrated, sampled))
        assert float(one.mean()) == pytest.approx(float(other.mean()), abs=MONTE_CARLO)
        assert float(one.std()) == pytest.approx(float(other.std()), abs=MONTE_CARLO)


def test_the_committed_scores_are_current_to_the_byte(syria: Retrospective) -> None:
    assert (COMMITTED / "scores.csv").read_text(encoding="utf-8") == scored_forecasts_csv(syria)


@pytest.mark.pinned
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_committed_reliability_diagram_is_current_to_the_byte(
    syria: Retrospective, language: str
) -> None:
    made = render_figure(plot_reliability(syria.scored, lang=language))
    assert (COMMITTED / f"reliability.{language}.svg").read_bytes() == made


@pytest.mark.slow
def test_two_processes_make_the_same_bytes(posterior_file: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(posterior_file), str(ROOT)]
    made = [
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]
    assert len(made[0].splitlines()) == 2 + 3 * (5 + 7)  # formats and figures


def test_scores_of_the_report_agree_with_arithmetic(syria: Retrospective) -> None:
    rows, found = syria.scored, syria.performance
    assert found is not None
    by_event = []
    for _, event in rows.groupby("event"):
        by_proposition = [part["brier"].mean() for _, part in event.groupby("proposition")]
        by_event.append(sum(by_proposition) / len(by_proposition))
    assert found.summary["brier"].value == pytest.approx(sum(by_event) / len(by_event))
    assert found.summary["brier"].events == len(by_event)
    parts = found.decomposition
    assert parts.mean_score == pytest.approx(found.summary["brier"].value)
    assert parts.mcb - parts.dsc + parts.unc == pytest.approx(parts.mean_score, abs=1e-12)
