"""In which language the command line talks, and its messages in that language."""

import os

from brierbook.errors import InputError
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.speech.catalogue import Catalogue, load_words

__all__ = ["choose_language", "load_messages"]

VARIABLE = "BRIERBOOK_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides (POSIX)


def choose_language(option: str | None = None) -> str:
    """Give the language asked for, else that of the locale, else English."""
    if option:
        return option
    if said := os.environ.get(VARIABLE):
        if said not in LANGUAGES:
            raise InputError(
                f"${VARIABLE}",
                said,
                "is none of {known}",
                code="language.none_of",
                known=", ".join(LANGUAGES),
            )
        return said
    locale = next((os.environ[name] for name in LOCALE if os.environ.get(name)), "")
    return locale[:2] if locale[:2] in LANGUAGES else "en"


def load_messages(name: str, *rooms: str) -> Catalogue:
    """Load the messages of the command line, with those of rooms that few commands need."""
    return load_words(name, "cli", *rooms)
