"""In which language the command line talks, and its messages in that language."""

import json
import os
from pathlib import Path

from brierbook.errors import InputError
from brierbook.forecasts.records import LANGUAGES
from brierbook.reports.catalogue import Catalogue

VARIABLE = "BRIERBOOK_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides (POSIX)
TEXTS = Path(__file__).with_name("texts")


def language(option: str | None = None) -> str:
    """Give the language asked for, else that of the locale, else English."""
    if option:
        return option
    if said := os.environ.get(VARIABLE):
        if said not in LANGUAGES:
            raise InputError(f"${VARIABLE}", said, f"is none of {', '.join(LANGUAGES)}")
        return said
    locale = next((os.environ[name] for name in LOCALE if os.environ.get(name)), "")
    return locale[:2] if locale[:2] in LANGUAGES else "en"


def messages(name: str) -> Catalogue:
    """Load the messages of the command line; JSON is read in a third of the time of TOML."""
    return Catalogue(name, json.loads((TEXTS / f"{name}.json").read_bytes()))
