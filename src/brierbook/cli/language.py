"""In which language the command line talks, and its messages in that language."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from brierbook.errors import InputError
from brierbook.forecasts.records import LANGUAGES
from brierbook.reports.catalogue import Catalogue

VARIABLE = "BRIERBOOK_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides (POSIX)
OTHERWISE = "else $BRIERBOOK_LANG, else that of the locale."
TEXTS = Path(__file__).with_name("texts")

type Command = Callable[..., Any]


def spoken(command: Command) -> Command:
    """Add the option for the language."""
    said = f"Language of what is said; {OTHERWISE}"
    return click.option("--lang", type=click.Choice(LANGUAGES), help=said)(command)


def spoken_in_several(command: Command) -> Command:
    """Add the option for the languages of what is written."""
    return click.option(
        "--lang",
        "languages",
        multiple=True,
        type=click.Choice(LANGUAGES),
        callback=lambda _, __, given: tuple(dict.fromkeys(given)) or (language(),),
        help=f"Language, may be given more than once; {OTHERWISE}",
    )(command)


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


def messages(name: str, room: str | None = None) -> Catalogue:
    """Load the messages of the command line, with those of a room that few commands need.

    JSON is read in a third of the time of TOML.
    """
    found = read(TEXTS / f"{name}.json")
    own = read(TEXTS / room / f"{name}.json") if room else {}
    return Catalogue(name, found | {key: found.get(key, {}) | own[key] for key in own})


def read(path: Path) -> dict[str, Any]:
    """Read the messages of a file."""
    texts: dict[str, Any] = json.loads(path.read_bytes())
    return texts
