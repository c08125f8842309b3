"""Listing: queries, tables, limits, and output that other programs can read."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import day_in

from brierbook.speech.text_columns import display_width

if TYPE_CHECKING:
    from tests.cli.conftest import Call
    from tests.conftest import Draft, Run

LATER = day_in(400).isoformat()


@pytest.fixture
def book(call: "Call") -> "Call":
    """Log propositions of several kinds and with several statuses."""
    lines = (
        "Rain in Kyiv 12.5% by:2031-01-31 #weather #kyiv\n"
        "Сніг у Києві 60% до:2031-02-28 #weather\n"
        "Дождь в Минске и снег 90% #weather\n"
        '{"text": "100%_sure\\\\ rebels", "p": 0.3, "by": "2025-06-01", "made_at": "2025-05-01",'
        ' "tags": ["war"], "event": "fall", "id": "war-1"}\n'
        '{"text": "Who", "options": "A 20%, B 80%", "by": "2025-06-01", "made_at": "2025-05-01"}\n'
    )
    assert call("log", "-", stdin=lines).code == 0
    call("update", "1", "40%", "--as", "Борис Тест")
    call("resolve", "4", "B")
    call("resolve", "3", "void")
    return call


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["4", "war-1", "3", "2", "1"]),
        ("tag:weather", ["3", "2", "1"]),
        ("#weather -#kyiv", ["3", "2"]),
        ("тег:weather стан:відкрито", ["2", "1"]),
        ("tag:kyiv,war", ["war-1", "1"]),
        ("status:open", ["war-1", "2", "1"]),
        ("status:due", ["war-1"]),
        ("status:resolved", ["4"]),
        ("-status:open", ["4", "3"]),
        ("status:void,resolved", ["4", "3"]),
        ("kind:categorical", ["4"]),
        ("p>50%", ["3", "2"]),
        ("p>=0.3 p<=0.3", ["war-1"]),
        ("p>0.3", ["3", "2", "1"]),
        # both must hold of one forecast: Boris says 40 %, Anna 12.5 %
        ("p>0.3 forecaster:anna", ["3", "2"]),
        ("p>0.3 forecaster:борис-тест", ["1"]),
        ('forecaster:"Борис Тест"', ["1"]),
        ("-forecaster:anna", []),
        ("by<2031-01-31", ["4", "war-1"]),
        ("by<=2031-01-31", ["4", "war-1", "1"]),
        ("by:2031-01-31", ["1"]),
        ("by>2031-01-31", ["2"]),
        ("by>=2031-01-31", ["2", "1"]),
        ("made<2025-06-01", ["4", "war-1"]),
        ("made:2025-05-01", ["4", "war-1"]),
        ("known>=2026-01-01", ["4", "3"]),
        ("event:fall", ["war-1"]),
        ("id:war-1,2", ["war-1", "2"]),
        ("lang:uk", ["2"]),
        ("-lang:en", ["3", "2"]),
        ("київ", []),
        ("києві", ["2"]),
        ("RAIN", ["1"]),
        ('"снег"', ["3"]),
        ("100%_sure", ["war-1"]),
        ("10_%", []),
        ("sure\\", ["war-1"]),
        ("source:nowhere.txt", []),
        ("'; DROP TABLE entry; --", []),
    ],
)
def test_a_query_finds_what_it_says(book: "Call", query: str, found: list[str]) -> None:
    done = book("ls", query, "--json")
    assert done.ids == found
    assert done.data["total"] == len(found)


@pytest.mark.parametrize("limit", [1, 2])
@pytest.mark.parametrize("query", ["", "-lang:ru"])
def test_a_limit_says_how_many_more_there_are(book: "Call", limit: int, query: str) -> None:
    total = 5 if not query else 4
    done = book("ls", query, "-n", str(limit))
    assert len(done.out.splitlines()) == limit + 1
    assert done.err == f"brierbook: and {total - limit} more\n"
    assert book("ls", query, "-n", str(limit), "--all").err == ""


def test_a_table_for_a_person(book: "Call") -> None:
    head, *rows = book("ls", "--lang", "uk").out.splitlines()
    assert head.split() == ["id", "сказано", "строк", "стан", "текст"]
    # every column begins where its head does
    starts = [head.index(word) for word in head.split()]
    assert [row[starts[2] : starts[2] + 10].strip() for row in rows] == [
        *("2025-06-01", "2025-06-01", "–", "2031-02-28", "2031-01-31")
    ]
    assert [row[starts[3] : starts[4]].strip() for row in rows] == [
        *("B", "прострочено", "недійсне", "відкрито", "відкрито")
    ]
    assert rows[3].endswith("Сніг у Києві")


def test_several_forecasters_are_shown_as_a_range_to_who_holds_none(
    book: "Call", monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "12.5%" in book("ls", "id:1").out
    monkeypatch.setenv("BRIERBOOK_AS", "Carol")
    assert "12–40% (2)" in book("ls", "id:1").out


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lines_fit_the_terminal_whatever_the_script(
    call: "Call", monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    call("log", "雨が東京に降る" * 20 + " 10% by:2031-01-31")
    call("log", "Й" + "и\u0306" * 120 + " 10% by:2031-01-31")
    for line in call("ls").out.splitlines():
        assert display_width(line) <= max(columns, 24 + 34)
        assert line.startswith(("id", "1 ", "2 "))


def test_nothing_found_is_said_on_stderr(call: "Call") -> None:
    done = call("ls")
    assert (done.code, done.out, done.err) == (0, "", "brierbook: nothing found\n")
    done = call("due")
    assert (done.code, done.out, done.err) == (0, "", "brierbook: nothing is due\n")
    assert call("due", "--exit-code").code == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("ls", "--json"),
        ("due", "--json"),
        ("show", "1", "--json"),
        ("forecasters", "--json"),
        ("log", "More 10%", "--json"),
        ("update", "1", "20%", "--json"),
        ("withdraw", "1", "--json"),
        ("resolve", "2", "yes", "--evidence", "x", "--json"),
        ("undo", "--json"),
        ("completion", "bash", "--json"),
    ],
)
def test_every_command_gives_data_in_a_versioned_envelope(
    book: "Call", arguments: tuple[str, ...]
) -> None:
    assert book(*arguments).data["schema"] == f"brierbook.{arguments[0]}/1"


@pytest.mark.parametrize("arguments", [["ls"], ["show", "rain@7d"], ["due"], ["forecasters"]])
def test_a_reader_who_has_had_enough_is_no_error(process: "Run", arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process(*arguments, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_text_is_utf_8_under_the_c_locale(workspace: "Draft", process: "Run") -> None:
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = process("log", "Дощ іде 10% до:31.01.2031", env=clean | {"LANG": "C", "LC_ALL": "C"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1  Дощ іде\n    10%, 1 in 10\n")
    assert (workspace.root / "forecasts" / "book.db").exists()


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False),
    ],
)
def test_colour_is_used_where_it_is_wanted(
    workspace: "Draft", run: "Run", variables: dict[str, str], *, coloured: bool
) -> None:
    given = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    done = run("show", "rain@7d", env=given | variables)
    assert done.returncode == 0
    assert ("\x1b[" in done.stdout) == coloured
    assert workspace.root.is_dir()


def test_a_hostile_text_does_not_reach_the_terminal(call: "Call", place: Path) -> None:
    call("log", "Rain\x1b]0;owned\x07 \u202etxt 10% by:2031-01-31", "--as", "Eve\u2066l", "-t", "x")
    for arguments in (("ls",), ("show", "1"), ("forecasters",), ("undo",)):
        done = call(*arguments)
        assert done.code in (0, 4)
        assert all(line.isprintable() for line in (done.out + done.err).splitlines())
    assert place.is_dir()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "nobody has forecast yet"),
        ("uk", "ще ніхто нічого не прогнозував"),
        ("ru", "ещё никто ничего не прогнозировал"),
    ],
)
def test_a_book_of_nobody_has_no_bare_head(call: "Call", lang: str, said: str) -> None:
    done = call("forecasters", "--lang", lang)
    assert (done.code, done.out, done.err) == (0, "", f"brierbook: {said}\n")
