"""What does not end, is no file, or has a name that is taken, is refused in one line."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brierbook.forecasts.entries import book

if TYPE_CHECKING:
    from tests.conftest import Draft, Run


def test_a_text_that_does_not_end_is_given_up(
    run: "Run", monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(book, "LARGEST", 2**22)
    with pytest.raises(Exception, match="has more than 4,194,304 bytes"):
        book.read_book_bytes(Path("/dev/zero"))
    done = run("import", "/dev/null")
    assert (done.returncode, done.stdout) == (3, "")
    assert tmp_path.exists()


@pytest.mark.parametrize("place", ["/dev/full", "/dev/zero", "/dev/null"])
def test_nothing_is_exported_onto_what_is_no_file(run: "Run", place: str) -> None:
    done = run("export", place)
    assert done.returncode == 1
    assert f"{place}: is no plain file" in done.stderr


def test_the_name_of_the_list_of_documents_is_reserved(workspace: "Draft", run: "Run") -> None:
    for name in ("seeds.toml", "seeds.toml.new"):
        other = workspace.root / name
        other.write_text("A document.", encoding="utf-8")
        given = ("--language", "en", "--published", "2026-05-01", "--basis", "A date in it.")
        done = run("source", "add", str(other), *given)
        assert done.returncode == 1
        assert f"{name}: is the name of the list of documents" in done.stderr
    assert run("check").returncode == 0


def test_a_key_that_is_no_name_is_refused(run: "Run") -> None:
    done = run("log", "It snows p=30%", "--key", "x" * 1001)
    assert done.returncode == 3
    assert "has 1,001 characters; write at most 1,000" in done.stderr
