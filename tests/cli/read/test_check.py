"""`brierbook check`, for a person and as data."""

import json
from typing import TYPE_CHECKING

import pytest

from brierbook.cli.main import main

if TYPE_CHECKING:
    from tests.conftest import Draft


def check(
    workspace: "Draft", capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[object, str]:
    """Save and check; give the exit code and what was printed."""
    workspace.save()
    with pytest.raises(SystemExit) as caught:
        main(["--book", str(workspace.root), "check", *arguments])
    printed = capsys.readouterr()
    assert printed.err == ""
    return caught.value.code, printed.out


def test_a_valid_book_is_summed_up(workspace: "Draft", capsys: pytest.CaptureFixture[str]) -> None:
    workspace.copy("forecast", "f-opens", id="late", made_at="2026-05-31[Europe/Kyiv]")
    code, out = check(workspace, capsys)
    root = workspace.examine().book.root
    assert code == 0
    assert out.splitlines() == [
        "rain-2026: 19 entries, all valid",
        "  2 documents, 2 statements at their spans",
        "  4 propositions, 2 resolved",
        "  4 forecasts: 2 scored, 1 hindsight, 1 open",
        f"  root {root}",
    ]


SUMMED_UP = {
    "uk": [
        "rain-2026: 19 записів, помилок немає",
        "  2 документи, 2 цитати на своїх місцях",
        "  4 твердження, з відомим підсумком — 2",
        "  4 прогнози: оцінені — 2, постфактум — 1, відкриті — 1",
    ],
    "ru": [
        "rain-2026: 19 записей, ошибок нет",
        "  2 документа, 2 цитаты на своих местах",
        "  4 утверждения, с известным исходом — 2",
        "  4 прогноза: оценённые — 2, постфактум — 1, открытые — 1",
    ],
}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_it_is_summed_up_in_other_languages(
    workspace: "Draft", capsys: pytest.CaptureFixture[str], language: str
) -> None:
    workspace.copy("forecast", "f-opens", id="late", made_at="2026-05-31[Europe/Kyiv]")
    code, out = check(workspace, capsys, "--lang", language)
    assert code == 0
    assert out.splitlines()[:-1] == SUMMED_UP[language]


@pytest.mark.parametrize(
    ("language", "first", "nothing"),
    [
        ("en", "1 entry, valid", "nothing is forecast yet; brierbook log logs a forecast"),
        ("uk", "1 запис, помилок немає", "прогнозів ще немає; додайте перший командою"),
        ("ru", "1 запись, ошибок нет", "прогнозов ещё нет; добавьте первый командой"),
    ],
)
def test_an_empty_book_says_what_to_do(
    workspace: "Draft",
    capsys: pytest.CaptureFixture[str],
    language: str,
    first: str,
    nothing: str,
) -> None:
    del workspace.entries[1:]
    _, out = check(workspace, capsys, "--lang", language)
    lines = out.splitlines()
    assert lines[0] == f"rain-2026: {first}"
    assert lines[1].startswith(f"  {nothing}")
    assert len(lines) == 3


def test_a_forecast_that_was_taken_out_is_counted(
    workspace: "Draft", capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.redact(workspace.entry("forecast", "f-rain"), proposition="rain@7d", kind="forecast")
    _, out = check(workspace, capsys)
    assert "  3 forecasts: 1 scored, 1 open, 1 redacted" in out.splitlines()


def test_a_valid_book_is_summed_up_as_data(
    workspace: "Draft", capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = check(workspace, capsys, "--json")
    assert code == 0
    assert json.loads(out) == {
        "schema": "brierbook.check/1",
        "entries": 18,
        "root": workspace.examine().book.root,
        "problems": [],
    }


def test_every_problem_is_one_line_with_file_line_and_field(
    workspace: "Draft", capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("rain@7d", "opens"):
        workspace.body("resolution", name)["known_at"] = "2026-04-04T00:00:00Z"
    code, out = check(workspace, capsys)
    assert code == 3
    assert out == (
        "forecasts/book.jsonl:17: known_at: 2026-04-04T00:00:00Z is before the outcome was "
        "decided, 2026-04-05[Europe/Kyiv]\n"
        "forecasts/book.jsonl:18: known_at: 2026-04-04T00:00:00Z is before the outcome was "
        "decided, 2026-05-31[Europe/Kyiv]\n"
    )


def test_problems_are_data_too_and_the_root_is_withheld(
    workspace: "Draft", capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.entries[1]["v"] = 3
    (workspace.root / "seeds" / "seeds.toml").unlink()
    code, out = check(workspace, capsys, "--json")
    assert code == 3
    assert json.loads(out) == {
        "schema": "brierbook.check/1",
        "entries": 18,
        "root": None,
        "problems": [
            {
                "file": "forecasts/book.jsonl",
                "line": 2,
                "field": "v",
                "problem": "is 3; this brierbook reads version 2",
            }
        ],
    }


def test_a_problem_without_a_line_has_none_as_data(
    workspace: "Draft", capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace.root / "seeds" / "seeds.toml").unlink()
    _, out = check(workspace, capsys, "--json")
    assert json.loads(out)["problems"] == [
        {
            "file": "seeds/seeds.toml",
            "line": None,
            "field": None,
            "problem": "cannot be read: No such file or directory",
        }
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda w: w.body("document", "doc-en").update(title="\x1b[2J\nall valid"),
        lambda w: w.body("document", "doc-en").update(file="seeds/\x1b[2J\nall valid"),
        lambda w: w.body("event", "storm").update({"\x1b[2J\nall valid": 1}),
        lambda w: w.copy("proposition", "collapses", id="\n\x1b", claim="c", condition="\n\x1b"),
        lambda w: w.entry("event", "storm").update(kind="\u202e\nall valid"),
    ],
)
def test_hostile_text_cannot_act_on_the_terminal(
    workspace: "Draft", capsys: pytest.CaptureFixture[str], spoil: object
) -> None:
    assert callable(spoil)
    spoil(workspace)
    code, out = check(workspace, capsys)
    assert code == 3
    problems = out.removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in problems)
    assert all(line.startswith("forecasts/book.jsonl:") for line in problems)
