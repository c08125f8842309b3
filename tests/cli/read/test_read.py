"""``brierbook read``: documents in, candidates out, and what cannot be read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call

TEXT = "Kyiv, 7 December 2024\nThe mill will close by June. Завод закриють улітку.\n"


def test_a_text_is_kept_and_its_statements_are_queued(call: "Call", place: Path) -> None:
    (place / "a.txt").write_text(TEXT, encoding="utf-8")
    done = call("read", "a.txt", "--json")
    assert done.code == 0
    [document] = done.data["documents"]
    assert (place / "seeds" / "a.txt").read_text(encoding="utf-8") == TEXT
    assert document["published"] == "2024-12-07/2024-12-08[Europe/Kyiv]"
    assert "first lines" in document["basis"]
    quotes = [each["quote"] for each in document["candidates"]]
    assert quotes == ["The mill will close by June", "Завод закриють улітку"]
    for each in document["candidates"]:
        assert TEXT[each["start"] : each["end"]] == each["quote"]
    assert call("check").code == 0


def test_the_same_bytes_add_nothing(call: "Call", place: Path) -> None:
    (place / "a.txt").write_text(TEXT, encoding="utf-8")
    assert call("read", "a.txt").code == 0
    before = (place / "forecasts" / "queue.jsonl").read_bytes()
    (place / "b.txt").write_text(TEXT, encoding="utf-8")
    done = call("read", "a.txt", "b.txt", "--json")
    assert [(each["new"], each["added"]) for each in done.data["documents"]] == [(False, 0)] * 2
    assert (place / "forecasts" / "queue.jsonl").read_bytes() == before
    assert not (place / "seeds" / "b.txt").exists()


def test_of_a_page_both_the_bytes_and_the_text_are_kept(call: "Call", place: Path) -> None:
    page = "<html><body><p>The mill will <b>close</b> by June.</p></body></html>"
    (place / "a.html").write_text(page, encoding="utf-8")
    done = call("read", "a.html", "--published", "2027-01-31", "--json")
    [document] = done.data["documents"]
    assert (document["file"], document["original"]) == ("seeds/a.html.txt", "seeds/a.html")
    assert (place / "seeds/a.html").read_text(encoding="utf-8") == page
    assert call("check").code == 0
    (place / "seeds/a.html").write_text("changed", encoding="utf-8")
    assert "original_sha256" in call("check").out


def test_one_bad_file_does_not_stop_the_rest(call: "Call", place: Path) -> None:
    folder = place / "news"
    folder.mkdir()
    (folder / "1.txt").write_text(TEXT, encoding="utf-8")
    (folder / "2.txt").write_bytes(b"")
    (folder / "3.txt").write_text(TEXT + "More.", encoding="utf-8")
    done = call("read", "news", "--json")
    assert done.code == 3
    assert len(done.data["documents"]) == 2
    assert [each["name"] for each in done.data["failed"]] == ["news/2.txt"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("none.txt",), "not there"),
        (("none*.txt",), "no file"),
        (("http://127.0.0.1:9/",), "no public address"),
        (("http://localhost/",), "no public address"),
        (("-",), "empty"),
    ],
)
def test_what_cannot_be_read_is_named(
    call: "Call", arguments: tuple[str, ...], problem: str
) -> None:
    done = call("read", *arguments)
    assert done.code == 3
    assert problem in done.err


def test_an_undated_text_is_refused_until_a_date_is_given(call: "Call", place: Path) -> None:
    done = call("read", "-", "--lang", "uk", stdin="The mill will close, and nobody will save it.")
    assert done.code == 3
    assert "--published" in done.err
    assert list((place / "seeds").glob("*.txt")) == []
    done = call("read", "-", "--published", "2027-01-30/2027-01-31", stdin="The mill will close.")
    assert done.code == 0
    assert "The mill" not in done.err


def test_a_name_that_leads_elsewhere_stays_in_the_workspace(call: "Call", place: Path) -> None:
    outside = place.parent / "..hidden name.txt"
    outside.write_text(TEXT, encoding="utf-8")
    done = call("read", str(outside), "--json")
    [document] = done.data["documents"]
    assert document["file"] == "seeds/hidden-name.txt"


def test_own_cues_are_read(call: "Call", place: Path) -> None:
    (place / "cues").mkdir()
    (place / "cues" / "en.toml").write_text(
        '[language]\nname = "en"\nwords = "forms"\n[[cue]]\nid = "en.own"\n'
        'pattern = "blorp"\nclass = "forecast"\n',
        encoding="utf-8",
    )
    (place / "a.txt").write_text("It is blorp time for everybody in the mill.", encoding="utf-8")
    done = call("read", "a.txt", "--published", "2027-01-31", "--cues", "cues", "--json")
    assert done.data["documents"][0]["candidates"][0]["cues"][0][0] == "en.own"


def test_what_is_said_is_said_in_three_languages(call: "Call", place: Path) -> None:
    (place / "a.txt").write_text(TEXT, encoding="utf-8")
    said = {call("read", "a.txt", "--lang", each).out for each in ("en", "uk", "ru")}
    assert len(said) == 3
    assert json.loads(call("read", "a.txt", "--json").out)["schema"] == "brierbook.read/1"
