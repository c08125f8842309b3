"""The command that draws: files, data, letters, and refusals in a line."""

import json
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from brierbook.reports.figures.registry import FIGURES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Draft, Run


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF")]
)
def test_a_figure_becomes_a_file(run: "Run", tmp_path: "Path", name: str, start: bytes) -> None:
    path = tmp_path / "new" / name
    done = run("plot", "outcomes", "tag:test", "-o", str(path), "--lang", "uk")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr == f"записано: {path}\n"
    assert path.read_bytes().startswith(start)


def test_data_and_file_in_one_call(run: "Run", tmp_path: "Path") -> None:
    path = tmp_path / "a.svg"
    done = run("plot", "score_over_time", "-o", str(path), "--json")
    found = json.loads(done.stdout)
    assert found["schema"] == "brierbook.plot/1"
    assert found["name"] == "score_over_time-en"
    assert found["table"][-1]["known_at"] == "2026-06-01T06:00:00+00:00"
    assert found["table"][-1]["rolling"] is None
    assert found["alt"]
    assert found["caption"]
    assert path.exists()


def test_the_list_names_every_figure(run: "Run") -> None:
    done = run("plot", "--list", "--lang", "ru")
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(FIGURES)
    assert "Из чего складывается оценка Брайера" in done.stdout
    assert json.loads(run("plot", "--list", "--json").stdout)["figures"] == list(FIGURES)


def test_groups_are_drawn_by_a_column(run: "Run") -> None:
    done = run("plot", "murphy", "--by", "forecaster", "--json")
    names = {row["name"] for row in json.loads(done.stdout)["table"]}
    assert names == {"author", "mayor", "even", "base_rate"}


def test_the_clock_changes_nothing(run: "Run", workspace: "Draft") -> None:
    workspace.save()
    last = max(str(each["recorded_at"]) for each in workspace.entries)
    done = run("plot", "health", "--json")
    day = date.fromisoformat(last[:10])
    assert f"as of {day.day}\xa0{day:%B %Y}" in json.loads(done.stdout)["alt"]


def test_a_book_is_drawn_as_it_was(run: "Run", workspace: "Draft") -> None:
    for each in workspace.entries:
        if each["kind"] == "resolution":
            each["recorded_at"] = "2026-08-01T00:00:00Z"
    workspace.entries.sort(key=lambda each: str(each["recorded_at"]))
    workspace.save()
    before, after = (
        json.loads(run("plot", "health", "--as-of", day, "--json").stdout)
        for day in ("2026-07-31", "2026-08-02")
    )
    resolved = [sum(row["resolved"] for row in found["table"]) for found in (before, after)]
    assert resolved[0] == 0
    assert resolved[1] > 0
    assert "as of 31\xa0July 2026" in before["alt"]
    refused = run("plot", "health", "--as-of", "1999-12-31", "--json")
    assert refused.returncode == 1
    assert "no entry up to 1999-12-31; name a later day" in refused.stderr


def test_all_that_can_be_drawn_goes_into_a_folder(run: "Run", workspace: "Draft") -> None:
    kept = [each for each in workspace.entries if each["kind"] != "resolution"]
    workspace.entries[:] = kept
    workspace.save()
    done = run("plot", "all", "--lang", "uk", "--lang", "en", "-o", "out", "--json")
    assert done.returncode == 0, done.stderr
    found = [each["name"] for each in json.loads(done.stdout)["figures"]]
    made = sorted(path.name for path in (workspace.root / "out").iterdir())
    assert made == sorted(f"{name.replace('-', '.')}.svg" for name in found)
    assert {name.rpartition("-")[2] for name in found} == {"uk", "en"}
    assert "timeline.en.svg" in made
    assert "murphy: не намальовано: оцінити ще немає чого" in done.stderr
    assert "not drawn" not in done.stderr  # what goes wrong is said in the first language
    turned = run("plot", "all", "--lang", "en", "--lang", "uk", "-o", "turned", "--json")
    assert turned.returncode == 0, turned.stderr
    assert "murphy: not drawn: no forecast can be scored yet" in turned.stderr
    assert "не намальовано" not in turned.stderr


@pytest.mark.parametrize(("locale", "plain"), [("C", True), ("uk_UA.UTF-8", False)])
def test_letters_fit_the_locale(
    process: "Run", workspace: "Draft", locale: str, *, plain: bool
) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(workspace.root), "LANG": locale}
    for name in ("reliability", "timeline"):
        done = process("plot", name, "--text", env=environment)
        assert done.returncode == 0, done.stderr
        assert done.stdout.isascii() == plain
        assert max(map(len, done.stdout.splitlines()[:14])) < 80


def test_help_shows_examples_line_by_line(run: "Run") -> None:
    shown = run("plot", "--help").stdout
    assert "\\b" not in shown
    assert "\n    brierbook plot all --lang en --lang uk --lang ru -o figures\n" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Name a figure, or 'all'"),
        (["murphy"], 2, "Name the file with -o FILE.svg"),
        (["murphy", "-o", "a.gif"], 2, "a.gif: name a file that ends in .svg, .png, .pdf."),
        (["murphy", "--text"], 2, "--text draws reliability and timeline"),
        (["outcomes", "--by", "event", "--json"], 2, "--by is for figures of groups"),
        (["murphy", "--by", "weight", "--json"], 1, "by: is 'weight'; use one of forecaster"),
        (["murphy", "--lang", "en", "--lang", "uk", "--json"], 2, "several are for 'all'"),
        (["all"], 2, "'all' goes into a folder, -o DIR"),
        (["murfy", "--json"], 1, "did you mean murphy"),
        (["murphy", "statis:open", "--json"], 3, "has no field statis"),
        (["murphy", "tag:none", "--json"], 1, "no forecast is what the query asks for"),
        (["murphy", "status:open", "--json"], 1, "no forecast can be scored yet"),
        (["murphy", "-o", "seeds/rain.uk.txt/a.svg"], 1, "is no folder that can be written"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_line(
    run: "Run", arguments: list[str], code: int, message: str
) -> None:
    done = run("plot", *arguments)
    assert done.returncode == code
    assert done.stdout == ""
    assert message in done.stderr.splitlines()[-1]


def test_a_card_has_the_pixels_that_are_asked_for(run: "Run", tmp_path: "Path") -> None:
    for size, pixels in (("card", (1200, 630)), ("900x700", (900, 700))):
        path = tmp_path / f"{size}.png"
        assert run("plot", "outcomes", "--size", size, "-o", str(path)).returncode == 0
        head = path.read_bytes()[16:24]  # of the IHDR chunk
        assert (int.from_bytes(head[:4]), int.from_bytes(head[4:])) == pixels


def test_a_size_that_is_none_is_refused(run: "Run", tmp_path: "Path") -> None:
    for size in ("12", "10x20", "99999x2", "huge"):
        done = run("plot", "outcomes", "--size", size, "-o", str(tmp_path / "a.png"))
        assert done.returncode == 2
        assert "1200x630" in done.stderr
    done = run("plot", "outcomes", "--size", "huge", "-o", "a.png", "--lang", "uk")
    assert "не розмір" in done.stderr
