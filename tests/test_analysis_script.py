"""The script beside the posterior runs from the top to the bottom, and finds the report's score."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAME = "syria-2024-12"


@pytest.mark.slow
def test_the_script_finds_the_score_of_the_report() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "analysis" / NAME / "retrospective.py")],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    summary = json.loads((ROOT / "reports" / NAME / "summary.json").read_text(encoding="utf-8"))
    expected = round(summary["scores"]["brier"]["value"], 3)
    assert f"mean Brier score: {expected}" in done.stdout
    assert "upper90" in done.stdout.splitlines()[-6]
