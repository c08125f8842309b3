"""Between text and database, as a user does it: export, import, twice round."""

import json
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import log

from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.pinned_heads import pin_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Draft, Run


@pytest.fixture
def logged(store: Store) -> Store:
    """Log what needs every digit and every letter."""
    log(store, "сніг ❄ \u0439 \u0438\u0306", p="0.1000")
    log(store, "\u202eодин", p="0." + "9" * 16)
    return store


def test_the_same_entries_order_and_root_twice_round(
    workspace: "Draft", logged: Store, run: "Run", tmp_path: "Path"
) -> None:
    root = logged.frontier().root.hex()
    done = run("export")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"book.jsonl: 22 entries, root {root}\n")
    first = workspace.book.read_bytes()
    assert first == b"".join(line + b"\n" for line in logged.lines())
    other = tmp_path / "other"
    for _ in range(2):
        shutil.rmtree(other, ignore_errors=True)
        other.mkdir()
        done = run("--book", str(other), "import", str(workspace.book))
        wanted = f"{workspace.book}: 22 entries taken in, 22 in all, root {root}\n"
        assert (done.returncode, done.stdout) == (0, wanted)
        run("--book", str(other), "export")
        assert (other / "forecasts" / "book.jsonl").read_bytes() == first


def test_pipes_carry_a_book_from_one_place_to_another(
    workspace: "Draft", logged: Store, tmp_path: "Path"
) -> None:
    (tmp_path / "other").mkdir()
    brierbook = [sys.executable, "-m", "brierbook", "--book"]
    taken = subprocess.run(
        [*brierbook, str(workspace.root), "export", "-"], check=True, capture_output=True
    )
    done = subprocess.run(
        [*brierbook, str(tmp_path / "other"), "import", "-", "--json"],
        check=True,
        capture_output=True,
        input=taken.stdout,
    )
    assert json.loads(done.stdout) == {
        "schema": "brierbook.import/1",
        "file": "standard input",
        "taken_in": 22,
        "entries": 22,
        "root": logged.frontier().root.hex(),
    }


def test_export_gives_data(workspace: "Draft", logged: Store, run: "Run") -> None:
    done = run("export", "copy.jsonl", "--json")
    assert json.loads(done.stdout) == {
        "schema": "brierbook.export/1",
        "file": "copy.jsonl",
        "entries": 22,
        "root": logged.frontier().root.hex(),
    }
    assert not list(workspace.root.glob("*.new"))


def test_what_a_text_has_more_is_taken_in_once(
    workspace: "Draft", logged: Store, run: "Run"
) -> None:
    run("export", "copy.jsonl")
    logged.database.close()
    workspace.workspace.database.unlink()
    workspace.save()
    pin_file("rain-2026").unlink()
    open_store(workspace.workspace)
    assert "4 entries taken in, 22 in all" in run("import", "copy.jsonl").stdout
    assert "0 entries taken in, 22 in all" in run("import", "copy.jsonl").stdout
    assert "0 entries taken in, 22 in all" in run("import").stdout


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda w: w.entries[14]["body"].pop("made_at"), "copy.jsonl:15: made_at: is missing"),
        (lambda w: w.entries[14]["body"]["confidence"].update(p="1,5"), ":15: confidence.p: is"),
        (lambda w: w.entries[14]["body"].update(proposition="x"), ":15: proposition: 'x' names no"),
        (lambda w: w.entries[14].update(v=3), "copy.jsonl:15: v: is 3; this brierbook reads"),
    ],
)
def test_a_bad_text_is_refused_whole_with_file_line_and_field(
    workspace: "Draft", store: Store, run: "Run", spoil: object, words: str
) -> None:
    assert callable(spoil)
    spoil(workspace)
    copy = workspace.root / "copy.jsonl"
    copy.write_bytes("".join(line + "\n" for line in workspace.lines()).encode())
    done = run("import", "copy.jsonl")
    assert (done.returncode, done.stdout) == (3, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert store.frontier().size == 18


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty; a book has at least its header"),
        (b'{"v":1', "the last line is cut off"),
        (b"\xff\xfe\n", "the line is not UTF-8 at byte 0"),
        ("Тече вода".encode("koi8-u") + b"\n", "the line is not UTF-8 at byte 0"),
        (b"\xef\xbb\xbf{}\n", "the line is not JSON"),
        (b"[" * 100_000 + b"\n", "the line is nested too deeply"),
        (b'{"v":' + b"9" * 5000 + b"}\n", "holds the integer 999"),
        (b'{"a":1,"a":1}\n', "the line has the key 'a' twice"),
        (b"id,p\n1,0.5\n", "the line is not JSON"),
    ],
)
def test_what_is_no_book_is_refused(store: Store, run: "Run", content: bytes, words: str) -> None:
    done = run("import", "-", stdin=content)
    assert done.returncode == 3
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert store.frontier().size == 18


def test_a_text_that_breaks_after_its_header_is_a_book_that_is_refused(
    workspace: "Draft", store: Store, run: "Run"
) -> None:
    header = workspace.lines()[0].encode() + b"\n"
    for rest, words in (
        (b'{"v":1', "2: the last line is cut off"),
        (b"\xff\n", "2: the line is not"),
    ):
        (workspace.root / "copy.jsonl").write_bytes(header + rest)
        done = run("import", "copy.jsonl")
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert words in done.stderr
    assert store.frontier().size == 18


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_called_empty(
    workspace: "Draft", store: Store, run: "Run", content: bytes
) -> None:
    (workspace.root / "copy.jsonl").write_bytes(content)
    done = run("import", "copy.jsonl")
    assert (done.returncode, done.stderr) == (3, "brierbook: file 'copy.jsonl': is empty\n")
    assert store.frontier().size == 18


def test_another_book_is_a_conflict(workspace: "Draft", store: Store, run: "Run") -> None:
    workspace.entry("book")["body"]["name"] = "other-2026"
    copy = workspace.root / "copy.jsonl"
    copy.write_bytes("".join(line + "\n" for line in workspace.lines()).encode())
    done = run("import", "copy.jsonl")
    assert "copy.jsonl:1: is not entry 1 of forecasts/book.db; the two have gone" in done.stderr
    assert done.returncode != 0
    assert store.frontier().size == 18


@pytest.mark.parametrize("name", ["seeds/seeds.toml", "seeds/rain.en.txt"])
def test_export_does_not_overwrite_another_file(
    workspace: "Draft", store: Store, run: "Run", name: str
) -> None:
    before = (workspace.root / name).read_bytes()
    done = run("export", name)
    assert done.returncode != 0
    assert "is not entry 1 of forecasts/book.db" in done.stderr or "cut off" in done.stderr
    assert (workspace.root / name).read_bytes() == before
    assert store.frontier().size == 18


def test_export_does_not_overwrite_a_text_that_has_more(
    workspace: "Draft", store: Store, run: "Run"
) -> None:
    run("export", "copy.jsonl")
    copy = workspace.root / "copy.jsonl"
    workspace.add("proposition", {"id": "hail", "text": {"en": "It hails."}})
    copy.write_bytes("".join(line + "\n" for line in workspace.lines()).encode())
    done = run("export", "copy.jsonl")
    assert "has 1 entries beyond forecasts/book.db; take them in with brierbook im" in done.stderr
    assert copy.read_bytes().count(b"\n") == 19
    assert store.frontier().size == 18


# the user presses Ctrl-C when all entries are written, and the tables are not
INTERRUPTED = """
import os, signal, sys
from brierbook.cli.main import main
from brierbook.forecasts.store import transfer
transfer.make_tables = lambda *_: os.kill(os.getpid(), signal.SIGINT)
main(sys.argv[1:])
"""


def test_an_interrupted_import_keeps_nothing(workspace: "Draft", store: Store) -> None:
    workspace.add("event", {"id": "e", "title": {"en": "E"}})
    copy = workspace.root / "copy.jsonl"
    copy.write_bytes("".join(line + "\n" for line in workspace.lines()).encode())
    arguments = ["--book", str(workspace.root), "import", str(copy)]
    command = [sys.executable, "-c", INTERRUPTED, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.strip() == "brierbook: interrupted"
    assert store.frontier().size == 18


@pytest.mark.parametrize("delay", [0.2, 0.5, 0.8])
def test_an_import_interrupted_at_any_time_is_whole_or_nothing(
    workspace: "Draft", store: Store, delay: float
) -> None:
    for number in range(4000):
        workspace.add("event", {"id": f"e{number}", "title": {"en": "E"}})
    copy = workspace.root / "copy.jsonl"
    copy.write_bytes("".join(line + "\n" for line in workspace.lines()).encode())
    arguments = ["--book", str(workspace.root), "import", str(copy)]
    process = subprocess.Popen(
        [sys.executable, "-m", "brierbook", *arguments], stderr=subprocess.PIPE
    )
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert store.frontier().size in (18, 4018)
    assert verify_store(store, deep=True).problems == ()
