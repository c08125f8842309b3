"""The commands on a book on a server: what they find and say is what they do on a file."""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from brierbook.forecasts.store.opening import import_text

if TYPE_CHECKING:
    from tests.conftest import Draft

    from brierbook.forecasts.workspace.folders import Workspace

LIFE = (
    ["log", "It rains in Kyiv 12.5% by:2031-01-31 #weather", "--as", "Борис Тест"],
    ["log", "100%_sure\\ rebels", "--p", "0.3", "--by", "2031-02-28", "--id", "war"],
    ["update", "1", "40%", "--as", "Anna"],
    ["resolve", "1", "yes", "--evidence", "Wet."],
    ["resolve", "1", "no", "--evidence", "Dry."],
    ["undo"],
    ["withdraw", "war", "--as", "tester"],
)
QUESTIONS = (
    ["ls", "status:open"],
    ["ls", 'forecaster:"Борис Тест" p<0.2'],
    ["ls", "#weather -lang:uk by<=2031-01-31 made>2026-01-01"],
    ["ls", "100%_sure\\"],
    ["ls", "status:withdrawn"],
    ["ls", "status:resolved,void -kind:numeric known>2026-01-01"],
    ["due", "--days", "9000"],
    ["show", "1"],
    ["show", "wa"],
    ["forecasters"],
)


def run(book: str, cwd: str, arguments: list[str]) -> Any:  # noqa: ANN401  # as JSON is
    """Run a command on a book, and read what it gives."""
    command = [sys.executable, "-m", "brierbook", "--book", book, *arguments, "--json"]
    environment = dict(os.environ) | {"BRIERBOOK_AS": "tester", "TZ": "UTC"}
    done = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", cwd=cwd, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "postgresql" not in done.stderr
    return timeless(json.loads(done.stdout))


def timeless(data: Any) -> Any:  # noqa: ANN401  # as JSON is
    """Drop the times of recording, in which two runs differ, and the order that rests on them."""
    if isinstance(data, dict):
        if isinstance(data.get("standing"), list):
            data["standing"].sort(key=lambda each: each["forecaster"])
        times = ("recorded_at", "made_at", "known_at", "recorded", "claimed", "takes_back")
        return {name: timeless(value) for name, value in data.items() if name not in times}
    return [timeless(each) for each in data] if isinstance(data, list) else data


def test_the_same_life_gives_the_same_answers(team: "Workspace", workspace: "Draft") -> None:
    assert team.server is not None
    import_text(team, workspace.book.read_bytes(), "book.jsonl").database.close()
    folder = str(workspace.root)
    for step in (*LIFE, *QUESTIONS):
        assert run(team.server, folder, step) == run(folder, folder, step), step
