"""New workspaces, source documents, and forecasts that rest on a quote."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call

TEXT = "Синоптики кажуть 🌧, що дощ може піти завтра.\n"
START = TEXT.index("дощ")
QUOTE = f"лист.txt:{START}-{START + 13}"
ADD = ("source", "add", "лист.txt", "--language", "uk", "--basis", "Дата на листі.")


@pytest.fixture
def letter(call: "Call", place: Path) -> "Call":
    """Add one document to the workspace."""
    (place / "лист.txt").write_text(TEXT, encoding="utf-8")
    done = call(*ADD, "--published", "2025-05-01/2025-05-02", "--title", 'Лист "про" дощ\\')
    assert (done.code, done.err) == (0, "")
    return call


def test_a_workspace_has_its_rooms_and_is_valid(call: "Call", place: Path) -> None:
    rooms = {each.name for each in place.iterdir()}
    assert rooms == {"seeds", "forecasts", "analysis", "reports"}
    assert call("check").out.startswith("book: 1 entry, valid\n")


def test_a_workspace_is_made_where_there_is_none(call: "Call", place: Path) -> None:
    before = (place / "forecasts" / "book.jsonl").read_bytes()
    done = call("init")
    assert (done.code, "is there already" in done.err) == (1, True)
    assert (place / "forecasts" / "book.jsonl").read_bytes() == before
    (place / "new" / "seeds").mkdir(parents=True)
    (place / "new" / "seeds" / "seeds.toml").write_text("mine")
    assert call("init", "new").code == 1
    assert not (place / "new" / "forecasts").exists()
    done = call("init", "other", "--name", "my-2027", "--title", "Мої прогнози", "--lang", "uk")
    assert done.out.startswith("other тепер робоча тека")
    assert call("--book", "other", "check").out.startswith("my-2027: 1 entry, valid\n")
    assert call("init", "third", "--name", "No Spaces").code == 3
    if os.geteuid():
        place.chmod(0o500)
        assert call("init", "fourth").code == 1


def test_a_document_is_copied_and_listed(letter: "Call", place: Path) -> None:
    assert (place / "seeds" / "лист.txt").read_bytes() == TEXT.encode()
    assert letter("check").code == 0
    done = letter(*ADD, "--published", "2025-05-01")
    assert (done.code, "is in the book already" in done.err) == (4, True)
    other = place / "inner" / "лист.txt"
    other.parent.mkdir()
    other.write_text("Інший.")
    add = ("source", "add", str(other), "--language", "uk", "--basis", "x", "--published")
    done = letter(*add, "2025-05-01", "--id", "doc-2")
    assert (done.code, "is another document" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("content", "published", "code", "words"),
    [
        ("Дощ".encode("cp1251"), "2025-05-01", 3, "is not UTF-8"),
        (b"rain", "soon", 3, "is no date"),
        (b"rain", "2025-05-02/2025-05-01", 3, "ends before it begins"),
    ],
)
def test_a_bad_document_changes_nothing(
    call: "Call", place: Path, content: bytes, published: str, code: int, words: str
) -> None:
    (place / "лист.txt").write_bytes(content)
    done = call(*ADD, "--published", published)
    assert done.code == code
    assert words in done.err
    assert sorted(each.name for each in (place / "seeds").iterdir()) == ["seeds.toml"]
    assert call("check").code == 0


def test_a_quote_is_kept_with_its_place_and_context(letter: "Call") -> None:
    done = letter("log", "Дощ піде 60% до:31.01.2031", "--source", QUOTE)
    assert done.code == 0
    shown = letter("show", "1", "--json").data
    [statement] = shown["statements"]
    assert statement["quote"] == "дощ може піти"
    assert statement["prefix"] == TEXT[max(0, START - 32) : START]
    assert statement["suffix"] == TEXT[START + 13 :][:32]
    assert "…Синоптики кажуть 🌧, що “дощ може піти” завтра.\\n…" in letter("show", "1").out
    assert letter("check").code == 0
    assert [
        each["id"] for each in letter("ls", "source:лист.txt", "--json").data["propositions"]
    ] == ["1"]


def test_words_of_a_document_find_their_place(letter: "Call") -> None:
    done = letter(
        "log", "Дощ піде 60% до:31.01.2031", "--source", "лист.txt", "--quote", "дощ  може\nпіти"
    )
    assert done.code == 0
    [statement] = letter("show", "1", "--json").data["statements"]
    assert (statement["start"], statement["end"]) == (START, START + 13)
    assert statement["quote"] == "дощ може піти"
    letter("log", "Злива 10% до:31.01.2031", "--source", QUOTE)
    again = letter("show", "2", "--json").data["statements"]
    assert [each["id"] for each in again] == [statement["id"]]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--source", "лист.txt", "--quote", "сніг"), "does not stand in лист.txt"),
        (("--source", "лист.txt", "--quote", " "), "does not stand in лист.txt"),
        (("--source", "лист.txt", "--quote", "може піти завтра.*"), "does not stand in лист.txt"),
        (("--source", "лист.txt", "--quote", "до"), "quote more of it"),
        (("--quote", "дощ"), "name it too, by --source FILE"),
        (("--source", "лист.txt"), "write FILE and the words themselves"),
    ],
)
def test_a_quote_that_has_no_place_of_its_own_is_refused(
    call: "Call", place: Path, options: tuple[str, ...], words: str
) -> None:
    (place / "лист.txt").write_text(TEXT + "А сьогодні не дощить, то й добре.\n", encoding="utf-8")
    call(*ADD, "--published", "2025-05-01")
    done = call("log", "Дощ піде 60% до:31.01.2031", *options)
    assert (done.code, words in done.err) == (3, True)
    assert call("ls", "--json").data["propositions"] == []


def test_one_s_own_forecast_on_a_quote_is_of_now(letter: "Call") -> None:
    letter("log", "Дощ піде 60% до:31.01.2031", "--source", QUOTE)
    last = letter("show", "1", "--json").data["history"][-1]
    assert last["forecaster"] == "anna"
    assert last["claimed"] == last["recorded"]


def test_one_s_own_forecast_on_a_quote_is_not_dated_by_it(letter: "Call") -> None:
    args = ("--source", QUOTE, "--made-at", "2025-05-02")
    done = letter("log", "Дощ піде 60% до:05.05.2025", *args)
    assert "is kept as claimed" in done.err
    letter("resolve", "1", "yes", "--known-at", "2025-05-03", "--evidence", "Мокро.")
    assert letter("score", "--json").data["basis"] == "claimed"
    [brier, _] = letter("score", "--json", "--basis", "shown").data["rows"]
    assert (brier["n"], brier["backdated"]) == (0, 1)


def test_what_the_document_lets_somebody_say_is_of_its_publication(letter: "Call") -> None:
    args = ("--source", QUOTE, "--as", "Синоптики", "--word", "може")
    done = letter("log", "Дощ піде", "--by", "2025-05-05", *args)
    assert (done.code, "is kept as claimed" in done.err) == (0, False)
    last = letter("show", "1", "--json").data["history"][-1]
    assert (last["forecaster"], last["claimed"]) == (
        "синоптики",
        "2025-05-01/2025-05-02[Europe/Kyiv]",
    )
    letter("resolve", "1", "yes", "--known-at", "2025-05-03", "--evidence", "Мокро.")
    [brier, _] = letter("score", "--json").data["rows"]
    assert brier["n"] == 1
    assert letter("check").code == 0


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("nowhere.txt:0-5", 1, "add it with: brierbook source add nowhere.txt"),
        ("лист.txt:5-900", 3, "ends after the document"),
        ("лист.txt:44-45", 3, "quotes nothing but blanks"),
        ("лист.txt:9-5", 3, "is no place in a document"),
        ("лист.txt:-5-9", 3, "is no place in a document"),
    ],
)
def test_a_quote_that_is_not_there_is_refused(
    letter: "Call", source: str, code: int, words: str
) -> None:
    done = letter("log", "Дощ 60% до:31.01.2031", "--source", source)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert letter("ls", "--json").data["total"] == 0


def test_a_document_that_was_changed_is_not_quoted(letter: "Call", place: Path) -> None:
    (place / "seeds" / "лист.txt").write_text("Нічого не буде." + TEXT, encoding="utf-8")
    done = letter("log", "Дощ 60% до:31.01.2031", "--source", QUOTE)
    assert (done.code, "has changed" in done.err) == (3, True)


def test_what_makes_a_workspace_gives_data_too(call: "Call", place: Path) -> None:
    made = call("init", "other", "--json").data
    assert made["schema"] == "brierbook.init/1"
    assert Path(made["book"]) == Path("other") / "forecasts" / "book.jsonl"
    (place / "лист.txt").write_text(TEXT, encoding="utf-8")
    added = call(*ADD, "--published", "2025-05-01", "--json").data
    assert (added["schema"], added["characters"]) == ("brierbook.source/1", len(TEXT))
    call("log", "Дощ піде 60% до:31.01.2031", "--sealed", "a.seal")
    shown = call("reveal", "a.seal", "--json").data
    assert (shown["schema"], shown["p"]) == ("brierbook.reveal/1", "0.60")
