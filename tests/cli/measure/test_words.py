"""`brierbook words`, run as a user runs it."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Draft, Run


def test_a_table_for_a_person(run: "Run") -> None:
    done = run("words")
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = (line for line in done.stdout.splitlines() if line.startswith("може …"))
    assert row.split()[2:8] == ["from", "English", "1", "1", "100%", "43%"]
    said = " ".join(done.stdout.split())
    assert "1 word in 1 forecast on 1 event; each event counts once." in said
    assert "take over the survey of an English word with 1.5 times the spread" in said
    assert "Offset on the log-odds scale (Ukrainian): " in said
    assert "never goes back into forecasts that have resolved" in said
    assert "Engine: importance sampling (4,000 draws)." in said


@pytest.mark.parametrize(
    ("language", "text"),
    [("uk", "успадковують числа англійського слова"), ("ru", "наследуют числа английского слова")],
)
def test_other_languages(run: "Run", language: str, text: str) -> None:
    done = run("words", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert text in " ".join(done.stdout.split())


def test_the_language_is_that_of_the_locale(run: "Run", tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "ru_RU.UTF-8"}
    done = run("words", "-o", str(tmp_path / "words.svg"), env=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Слова: как их понимают читатели")
    assert done.stdout.endswith(f"записано: {tmp_path}/words.svg\n")
    assert "\N{NO-BREAK SPACE}" not in done.stdout


def test_data(run: "Run") -> None:
    done = run("words", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert (data["schema"], data["level"], data["engine"]) == (
        "brierbook.words/1",
        0.9,
        "importance",
    )
    assert (data["forecasts"], data["events"], data["problems"]) == (1, 1, [])
    assert data["offset"]["uk"]["lower"] < 0 < data["offset"]["uk"]["upper"]
    assert data["why"] == "the weights passed the gate"
    quantities = {"spread", "offset[uk]", "meant[uk.may / doc-uk]"}
    assert set(data["sensitivity"]) == {"prior", "likelihood"}
    assert all(set(each) == quantities for each in data["sensitivity"].values())
    assert data["sensitivity"]["prior"]["meant[uk.may / doc-uk]"] > 0.05
    word, source = data["rows"]
    assert (word["word"], word["basis"], word["source"]) == ("uk.may", "inherited", "")
    assert (source["source"], source["rows"], source["hits"]) == ("doc-uk", 1, 1.0)
    assert word["survey_lower"] < word["survey"] < word["learnt"] < word["learnt_upper"]


@pytest.mark.parametrize(
    ("form", "head"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_figure(run: "Run", tmp_path: Path, form: str, head: bytes) -> None:
    target = tmp_path / "figures" / f"words.{form}"
    done = run("words", "-o", str(target), "--json")
    assert (done.returncode, done.stderr) == (0, f"wrote {target}\n")
    assert target.read_bytes().startswith(head)
    json.loads(done.stdout)


def test_a_figure_of_another_kind_is_refused(run: "Run", tmp_path: Path) -> None:
    done = run("words", "-o", str(tmp_path / "words.gif"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "'words.gif' does not end in .svg, .png, .pdf." in done.stderr


def test_a_place_that_cannot_be_written_is_refused(run: "Run", workspace: "Draft") -> None:
    done = run("words", "-o", str(workspace.book / "words.svg"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "is no folder that can be written" in done.stderr


def test_a_book_without_words_says_what_to_do(run: "Run", workspace: "Draft") -> None:
    workspace.body("forecast", "f-rain")["confidence"] = {"how": "stated", "p": "0.4"}
    workspace.save()
    done = run("words")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "brierbook: no forecast in words has resolved yet; resolve some, or log new ones\n"
    )


def test_a_source_cannot_move_the_cursor(run: "Run", workspace: "Draft") -> None:
    text = workspace.book.read_text(encoding="utf-8")
    workspace.book.write_text(text.replace('"doc-uk"', '"doc-uk\\u202e"'), encoding="utf-8")
    done = run("words")
    assert "\u202e" not in done.stdout + done.stderr
