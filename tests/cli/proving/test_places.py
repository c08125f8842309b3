"""Books in other places: as text alone, where nothing can be written, and on a server."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.proving import attacks
from tests.cli.proving.conftest import BOOK, Person
from tests.forecasts.store.server import binaries, server


def test_a_book_that_is_text_alone_is_verified_and_stays_so(signing: Person) -> None:
    signing.can("checkpoint", "-o", "nine")
    attacks.make_anew(signing.book, attacks.lines_of(signing.book))
    signing.can("verify", "--deep", "--against", "nine")
    assert not (signing.book / attacks.DATABASE).exists()


def test_a_text_with_a_bad_line_is_named_by_it(signing: Person) -> None:
    lines = attacks.lines_of(signing.book)
    attacks.make_anew(signing.book, [*lines[:3], b"{}", *lines[4:]])
    assert signing.cannot(3, "verify") == "forecasts/book.jsonl:4: v: is missing"


def test_a_text_that_has_gone_on_is_no_fault(signing: Person) -> None:
    other = attacks.copy(signing.book, "other")
    signing.can("log", "Fog 40% by:2027-12-31", at=other)
    signing.can("export", at=other)
    shutil.copy(other / attacks.TEXT, signing.book / attacks.TEXT)
    assert signing.can("verify").startswith(f"{BOOK}: 9 entries, ")


def test_what_cannot_be_read_is_named(signing: Person) -> None:
    (signing.book / "bad").write_bytes(b"no checkpoint\n")
    message = "bad, line 1: has no text with an empty line after it"
    assert signing.cannot(3, "verify", "--against", "bad") == message
    (signing.book / "large").write_bytes(bytes(2**21 + 1))
    message = "large: has more than 2097152 bytes; name another file"
    assert signing.cannot(1, "verify", "--against", "large") == message


def test_faults_are_data_too(signing: Person) -> None:
    signing.can("checkpoint", "-o", "nine")
    attacks.cut(signing.book, 8)
    done = signing.does("verify", "--against", "nine", "--json")
    assert done.code == 1
    data = json.loads(done.out)
    assert data["schema"] == "brierbook.verify/1"
    [row] = data["against"]  # the key went with the tail, so nothing is remembered of it
    assert (row["file"], row["verdict"]) == ("nine", "cut")
    assert data["faults"] == ["nine: the tail was cut: 8 entries are left of 9"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    folder = binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server on this machine")
    with server(folder) as found:
        yield found


def test_a_book_on_a_server_is_proved_the_same_way(
    ada: Person, address: str, tmp_path: Path
) -> None:
    ada.can("export", "text")
    there = ("--book", address)
    command = [sys.executable, "-m", "brierbook", *there, "import", "text"]
    subprocess.run(command, check=True, cwd=ada.book, stdout=subprocess.DEVNULL)
    ada.can(*there, "keys", "new")
    ada.can(*there, "checkpoint", "-o", "nine")
    ada.can(*there, "log", "Fog 40% by:2027-12-31")
    assert f"{BOOK}: 11 entries, " in ada.can(*there, "verify", "--deep", "--against", "nine")
    ada.can(*there, "prove", "2", "-o", str(tmp_path / "p"))
    ada.can(*there, "prove", "--from", "nine", "-o", str(tmp_path / "g"))
    key = ada.can(*there, "keys", "list").split()[0]
    words = ("verify", "--proof", "p", "--proof", "g", "--key", key)
    assert "only grew, from 9 to 11 entries" in ada.can(*words, at=tmp_path)
    # the book that stayed at home has gone another way for the checkpoint
    assert ada.does("verify", "--against", "nine").code == 1
