"""The messages on disk: what is read is what was written."""

import json
import tomllib
from pathlib import Path

import pytest

from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.speech.catalogue import load_words
from brierbook.speech.messages import TEXTS, merge_messages

SOURCES = sorted(TEXTS.glob("*/*.toml"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_read_is_what_was_written(source: Path) -> None:
    written = tomllib.loads(source.read_text(encoding="utf-8"))
    built = json.loads(source.with_suffix(".json").read_text(encoding="utf-8"))
    assert built == written, "run: python tools/build_messages.py"


def test_nothing_is_read_that_nobody_wrote() -> None:
    assert sorted(path.with_suffix(".toml") for path in TEXTS.glob("*/*.json")) == SOURCES


def test_every_room_has_every_language_but_errors_whose_english_stands_in_the_code() -> None:
    for room in TEXTS.iterdir():
        known = {path.stem for path in room.glob("*.toml")}
        assert known == set(LANGUAGES) - ({"en"} if room.name == "errors" else set()), room.name


def test_a_room_adds_to_the_sections_of_another_and_leaves_it_alone() -> None:
    first = {"form": {"a": 1}}
    assert merge_messages(first, {"form": {"b": 2}, "x": {"c": 3}}) == {
        "form": {"a": 1, "b": 2},
        "x": {"c": 3},
    }
    assert first == {"form": {"a": 1}}


def test_several_rooms_are_one_catalogue() -> None:
    words = load_words("uk", "cli", "errors")
    assert words.say("form.decimal_mark") == ","
    assert words.say("system.ENOENT") == "такого файлу чи теки немає"
