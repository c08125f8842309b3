"""The words of proofs: the same in three languages, and each command speaks all of them."""

import json
from string import Formatter
from typing import Any

import pytest
from tests.cli.proving.conftest import Person

from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.speech.messages import TEXTS

PLURALS = {"en": {"one", "other"}, "uk": {"one", "few", "many"}, "ru": {"one", "few", "many"}}


def messages(language: str) -> dict[str, Any]:
    text = (TEXTS / "proofs" / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def flat(found: dict[str, Any]) -> dict[str, set[str | None]]:
    """Give the names that each message fills in, by its dotted key; plurals as one."""
    return {
        f"{part}.{key}": {
            name
            for text in (message.values() if isinstance(message, dict) else [message])
            for _, name, _, _ in Formatter().parse(text)
            if name
        }
        for part, inner in found.items()
        for key, message in inner.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_message_with_the_same_names(language: str) -> None:
    assert flat(messages(language)) == flat(messages("en"))
    plurals = [each for part in messages(language).values() for each in plurals_in(part)]
    assert all(forms.keys() == PLURALS[language] for forms in plurals)


def plurals_in(part: dict[str, Any]) -> list[dict[str, str]]:
    """Give the messages that have a form for each number."""
    return [message for message in part.values() if isinstance(message, dict)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["in use, signs here", "9 entries, every hash made anew", "entry 6 of 9"]),
        ("uk", ["чинний, підписує тут", "9 записів, усі хеші обчислено наново", "запис 6 із 9"]),
        ("ru", ["действующий, подписывает здесь", "9 записей, все хеши", "запись 6 из 9"]),
    ],
)
def test_the_commands_speak_the_language_asked_for(
    signing: Person, language: str, said: list[str]
) -> None:
    lang = ("--lang", language)
    keys = signing.can("keys", "list", *lang)
    signing.can("checkpoint", *lang, "-o", "c")
    book = signing.can("verify", *lang, "--against", "c")
    signing.can("prove", "2", *lang, "-o", "p")
    proof = signing.can("verify", *lang, "--proof", "p")
    assert [text in out for text, out in zip(said, (keys, book, proof), strict=True)] == [True] * 3
    assert signing.does("anchor", *lang).err.startswith("brierbook: ")


@pytest.mark.parametrize("name", ["keys", "checkpoint", "verify", "prove", "anchor"])
def test_every_command_has_help_with_examples(stranger: Person, name: str) -> None:
    out = stranger.can(name, "--help", at=stranger.home)
    assert f"  brierbook {name}" in out.partition("Examples:")[2]
