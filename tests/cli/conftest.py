"""The command line called in this process, in a new workspace, as one user in Kyiv."""

import io
import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import NOON

from brierbook.cli.main import main

VARIABLES = ("BRIERBOOK_BOOK", "BRIERBOOK_LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR")


class Done(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401  # as JSON is
        """The output as data."""
        return json.loads(self.out)

    @property
    def ids(self) -> list[str]:
        """The ids of the propositions in the output."""
        return [each["id"] for each in self.data["propositions"]]


ZONE = "Europe/Kyiv"


def day_in(days: int) -> date:
    """Count days from today where the user of these tests lives, as the commands do."""
    return NOON.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)


type Call = Callable[..., Done]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Name the folder of the new workspace."""
    return tmp_path / "book"


@pytest.fixture
def call(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Give a function that runs a command in a new workspace."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in {"BRIERBOOK_AS": "Anna", "TZ": ZONE, "LANG": "C"}.items():
        monkeypatch.setenv(name, value)
    place.mkdir()
    monkeypatch.chdir(place)

    def run(*arguments: str, stdin: str | bytes = "") -> Done:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        out, err = capsys.readouterr()
        return Done(int(caught.value.code or 0), out, err)

    assert run("init").code == 0
    return run
