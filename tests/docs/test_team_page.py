"""docs/howto/team.md: the commands on the page, on a real server."""

from pathlib import Path

import pytest
from tests.docs.pages import DOCS, carry_out, surroundings
from tests.forecasts.store.server import binaries, server

ADDRESS = "postgresql://db.example.org/council"


def test_a_team_keeps_its_book_on_a_server(tmp_path: Path) -> None:
    folder = binaries()
    if folder is None:
        pytest.skip("needs the programs of a PostgreSQL server")
    place = tmp_path / "here"
    place.mkdir()
    with server(folder) as address:
        done = carry_out(
            DOCS / "howto" / "team.md",
            place,
            surroundings(tmp_path),
            lambda command: command.replace(ADDRESS, f"'{address}'"),
        )
    assert done >= 6
