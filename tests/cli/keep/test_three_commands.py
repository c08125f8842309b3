"""From a fresh install to one's calibration on the screen: the three commands of the README."""

import re
import shlex
from pathlib import Path

from tests.cli.conftest import Call

README = Path(__file__).resolve().parents[3] / "README.md"
HEAD = (
    "Question title,Forecast created by,Forecast (scale = 0-1),Forecast created at,"
    "Question created at,Question resolve by,Resolution,Resolved at\n"
)
ROW = (
    "Question {n}?,ada,{p},2026-02-03 08:01:9,2026-02-03 08:00:0,2026-06-01 00:00:0,{outcome},"
    "2026-06-02 10:00:0\n"
)


def shown_commands() -> list[list[str]]:
    """Take the commands from the page."""
    text = README.read_text(encoding="utf-8")
    match = re.search(r"on the screen:\n\n```\n(.*?)```", text, re.DOTALL)
    assert match is not None
    return [shlex.split(line)[1:] for line in match[1].splitlines()]


def test_three_commands_show_a_calibration(call: Call, place: Path) -> None:
    rows = [
        ROW.format(n=n, p=(n % 10) / 10 + 0.05, outcome="YES" if n % 3 else "NO") for n in range(20)
    ]
    (place / "fatebook-forecasts.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    first, *rest = shown_commands()
    assert (first, len(rest)) == (["init"], 2)  # the fixture made the workspace
    imported, calibrated = (call(*words) for words in rest)
    assert imported.code == 0, imported.err
    assert calibrated.code == 0, calibrated.err
    assert "20" in calibrated.out
    assert "platform" in calibrated.err
