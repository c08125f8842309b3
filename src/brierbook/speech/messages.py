"""The messages of each room in each language, as they are kept on disk.

They are written in `texts/ROOM/LANGUAGE.toml`; `tools/build_messages.py` makes the JSON beside
them, which is read in a third of the time.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from brierbook.errors import ArgumentError
from brierbook.forecasts.entries.records import LANGUAGES

__all__ = ["TEXTS", "Messages", "merge_messages", "read_messages"]

type Messages = Mapping[str, Any]

TEXTS = Path(__file__).with_name("texts")


@cache
def read_messages(language: str, room: str) -> Messages:
    """Read the messages of a room in one language."""
    if language not in LANGUAGES:
        raise ArgumentError(
            "lang",
            "is {language!r}; use one of {known}",
            code="language.unknown",
            language=language,
            known=", ".join(LANGUAGES),
        )
    found: Messages = json.loads((TEXTS / room / f"{language}.json").read_bytes())
    return found


def merge_messages(found: Messages, more: Messages) -> Messages:
    """Put the messages of one room beside those of another, section by section."""
    return {**found, **{key: {**found.get(key, {}), **more[key]} for key in more}}
