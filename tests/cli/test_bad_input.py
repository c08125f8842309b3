"""Every bad input through the command line: refused by name, and nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Draft, Run

type Spoil = Callable[["Draft"], None]
BOOK = "forecasts/book.jsonl"


def seed_missing(draft: "Draft") -> None:
    (draft.root / "seeds" / "rain.en.txt").unlink()


def seed_changed(draft: "Draft") -> None:
    path = draft.root / "seeds" / "rain.uk.txt"
    path.write_bytes(path.read_bytes() + b" ")


def span_moved(draft: "Draft") -> None:
    draft.body("statement", "s-rain")["end"] += 1
    draft.save()


def edited(draft: "Draft", old: str, new: str) -> None:
    """Change the text of the book in one place."""
    text = draft.book.read_text(encoding="utf-8")
    assert text.count(old) == 1
    draft.book.write_bytes(text.replace(old, new).encode())


def broken_json(draft: "Draft") -> None:
    edited(draft, '{"body":{"id":"storm",', '{"body":{"id":"storm"')


def unknown_id(draft: "Draft") -> None:
    draft.body("forecast", "f-opens")["forecaster"] = "nobody"
    draft.save()


def above_one(draft: "Draft") -> None:
    draft.body("forecast", "f-opens")["confidence"]["p"] = "1.5"
    draft.save()


def below_zero(draft: "Draft") -> None:
    draft.body("forecast", "f-opens")["confidence"]["p"] = "-0.1"
    draft.save()


def nan_text(draft: "Draft") -> None:
    draft.body("forecast", "f-opens")["confidence"]["p"] = "NaN"
    draft.save()


def nan_number(draft: "Draft") -> None:
    edited(draft, '"p":"0.9"', '"p":NaN')


def deadline_before(draft: "Draft") -> None:
    draft.body("proposition", "collapses")["deadline"] = "2026-03-31[Europe/Kyiv]"
    draft.save()


def known_before(draft: "Draft") -> None:
    draft.body("resolution", "opens").update(
        decided_at="2026-03-30[Europe/Kyiv]", known_at="2026-03-31[Europe/Kyiv]"
    )
    draft.save()


def no_condition(draft: "Draft") -> None:
    draft.body("proposition", "collapses")["condition"] = "nothing"
    draft.save()


def circle(draft: "Draft") -> None:
    draft.body("proposition", "collapses")["condition"] = "rain@30d"
    draft.body("proposition", "rain@30d")["condition"] = "collapses"
    draft.save()


def id_twice(draft: "Draft") -> None:
    draft.copy("forecast", "f-collapses")
    draft.save()


def not_canonical(draft: "Draft") -> None:
    edited(draft, '{"body":{"id":"storm",', '{"body":{"id": "storm",')


def cut_off(draft: "Draft") -> None:
    draft.book.write_bytes(draft.book.read_bytes()[:-20])


def empty(draft: "Draft") -> None:
    draft.book.write_bytes(b"")


# what is spoilt, and where and how the first problem names it
CASES: list[tuple[Spoil, str]] = [
    (seed_changed, f"{BOOK}:2: sha256: seeds/rain.uk.txt has changed: its SHA-256 is "),
    (span_moved, f"{BOOK}:8: quote: is not what stands at 0-20 of doc-uk; it stands at 0-19"),
    (broken_json, f"{BOOK}:6: the line is not JSON at character 22: Expecting ',' delimiter"),
    (unknown_id, f"{BOOK}:15: forecaster: 'nobody' names no forecaster on an earlier line"),
    (above_one, f"{BOOK}:15: confidence.p: is 1.5; a probability lies between 0 and 1"),
    (below_zero, f"{BOOK}:15: confidence.p: is -0.1; a probability lies between 0 and 1"),
    (nan_text, f"{BOOK}:15: confidence.p: is 'NaN'; write a decimal such as"),
    (nan_number, f"{BOOK}:15: the line holds the number NaN; write fractions as strings"),
    (deadline_before, f"{BOOK}:16: made_at: 2026-04-02T09:30:00Z is not before the deadline"),
    (known_before, f"{BOOK}:15: made_at: 2026-04-02[Europe/Kyiv] is after the outcome was known"),
    (no_condition, f"{BOOK}:13: condition: 'nothing' is not the id of a proposition"),
    (circle, f"{BOOK}:11: condition: goes round in a circle: rain@30d -> collapses -> rain@30d"),
    (id_twice, f"{BOOK}:19: id: 'f-collapses' is taken by line 16; choose another"),
    (not_canonical, f"{BOOK}:6: the line is not in canonical form"),
    (cut_off, f"{BOOK}:18: the last line is cut off: it does not end in a line feed"),
    (empty, f"{BOOK}: is empty; a book has at least its header"),
]
NAMES = [spoil.__name__ for spoil, _ in CASES]


def tree(root: Path) -> dict[Path, tuple[int, bytes]]:
    """Every file and folder below the root, with its time and its bytes."""
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in root.rglob("*")
    }


@pytest.mark.parametrize(("spoil", "wanted"), CASES, ids=NAMES)
def test_check_lists_it_and_writes_nothing(
    workspace: "Draft", run: "Run", tmp_path: Path, spoil: Spoil, wanted: str
) -> None:
    spoil(workspace)
    before = tree(tmp_path)
    done = run("check")
    assert done.returncode == 3
    assert done.stderr == ""
    assert done.stdout.startswith(wanted)
    assert all(line.startswith(BOOK) for line in done.stdout.splitlines())
    assert tree(tmp_path) == before


def test_a_document_that_is_not_there_is_named_and_its_quotes_are_not_compared(
    workspace: "Draft", run: "Run", tmp_path: Path
) -> None:
    seed_missing(workspace)
    missing = f"{BOOK}:3: file: seeds/rain.en.txt cannot be read: No such file"
    assert run("check").stdout.startswith(missing)
    done = run("report", "--no-sampling", "--format", "md", "-o", str(tmp_path / "out"))
    assert done.returncode == 0
    assert done.stderr == (
        "brierbook: 1 document of the book is not in seeds/, so its quotes were not compared\n"
    )


@pytest.mark.parametrize(("spoil", "wanted"), CASES, ids=NAMES)
def test_report_refuses_it_in_one_line_and_writes_nothing(
    workspace: "Draft", run: "Run", tmp_path: Path, spoil: Spoil, wanted: str
) -> None:
    spoil(workspace)
    before = tree(tmp_path)
    done = run("report")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith(f"brierbook: {wanted}")
    assert done.stderr.endswith("\n")
    assert done.stderr.count("\n") == 1
    assert tree(tmp_path) == before


def test_the_book_was_good_before_it_was_spoilt(run: "Run") -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
