"""The options that several commands take."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from brierbook.cli.shared.language import choose_language
from brierbook.errors import ArgumentError, Message, quote_value
from brierbook.forecasts.entries.records import LANGUAGES

if TYPE_CHECKING:
    from brierbook.analysis.tables.standing.choices import Standing

__all__ = [
    "ENGINES",
    "Command",
    "add_as_of_option",
    "add_common_options",
    "add_language_option",
    "add_languages_option",
    "add_standing_option",
    "add_zone_option",
    "read_grouping_columns",
    "split_known_names",
]

OTHERWISE = "else $BRIERBOOK_LANG, else that of the locale."
ENGINES = ("auto", "grid", "quadrature", "pymc")

type Command = Callable[..., Any]


def add_language_option(command: Command) -> Command:
    """Add the option for the language."""
    said = f"Language of what is said; {OTHERWISE}"
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        is_eager=True,
        callback=_remember_language,
        help=said,
    )(command)


def _remember_language(ctx: click.Context, _: click.Parameter, given: str | None) -> str | None:
    """Let what goes wrong from here on be said in the language asked for."""
    if given and ctx.obj is not None:
        ctx.obj["language"] = given
    return given


def add_languages_option(command: Command) -> Command:
    """Add the option for the languages of what is written."""
    return click.option(
        "--lang",
        "languages",
        multiple=True,
        type=click.Choice(LANGUAGES),
        is_eager=True,
        callback=_choose_languages,
        help=f"Language, may be given more than once; {OTHERWISE}",
    )(command)


def _choose_languages(
    ctx: click.Context, param: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """Give the languages asked for, each once; the first is that of what goes wrong."""
    _remember_language(ctx, param, next(iter(given), None))
    return tuple(dict.fromkeys(given)) or (choose_language(),)


def add_common_options(command: Command) -> Command:
    """Add the options that every command has."""
    as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as data.")
    return as_json(add_language_option(command))


def add_zone_option(command: Command) -> Command:
    """Add the option for the time zone."""
    return click.option(
        "--zone",
        metavar="NAME",
        help="Time zone of days, such as Europe/Kyiv; else $TZ, else here.",
    )(command)


def add_standing_option(command: Command) -> Command:
    """Add the option for which of several forecasts of one proposition are taken."""
    return click.option(
        "--standing",
        metavar="NAME",
        default="pooled",
        show_default=True,
        callback=_read_standing,
        help="Which of the forecasts that were revised: pooled (all, over the time in which each "
        "stood), last, first, or at:30d (the one that stood 30 days before the deadline). "
        "Statements of documents count as said.",
    )(command)


def _read_standing(_: click.Context, __: click.Parameter, given: str) -> "Standing":
    """Read which of the forecasts that were revised are taken."""
    from brierbook.analysis.tables.standing.choices import read_standing  # heavy

    try:
        return read_standing(given)
    except ArgumentError as error:
        raise click.BadParameter(
            Message("{problem}.", "usage.sentence", {"problem": error.problem})
        ) from error


def add_as_of_option(command: Command) -> Command:
    """Add the option for a past instant."""
    return click.option(
        "--as-of",
        metavar="DATE",
        help="The book as it was then, such as 2026-12-31 or with 18:00Z.",
    )(command)


def read_grouping_columns(
    _: click.Context, __: click.Parameter, given: tuple[str, ...]
) -> list[str]:
    """Take columns apart at commas, and refuse those that make no groups."""
    from brierbook.analysis.tables.grouping import GROUPS  # most commands make no groups

    return split_known_names(given, GROUPS)


def split_known_names(given: tuple[str, ...], known: tuple[str, ...]) -> list[str]:
    """Take names apart at commas, each once, and refuse those that are not known."""
    names = list(dict.fromkeys(name.strip() for each in given for name in each.split(",")))
    for name in names:
        if name not in known:
            raise click.BadParameter(
                Message(
                    "{name} is none of {known}.",
                    "usage.none_of",
                    {"name": quote_value(name), "known": ", ".join(known)},
                )
            )
    return names
