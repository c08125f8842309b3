"""Asking for a forecast on a terminal: every answer is read at once, and a bad one asked again."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from brierbook.cli.shared.printable import as_printable
from brierbook.errors import InputError
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.life.readers.reading import (
    ForecastInput,
    confidence_option,
    read_optional_deadline,
)
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.lines.grammar import read_line
from brierbook.forecasts.lines.texts import read_tag

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session

__all__ = ["ask_missing_options"]

BARE = 'Give a line such as "It rains 30% by:tomorrow", or - to read lines from standard input.'


def ask_missing_options(session: "Session", told: ForecastInput) -> ForecastInput:
    """Ask for what options did not say; what the line says already is not asked."""
    if not sys.stdin.isatty():
        raise click.UsageError(BARE)
    setting = session.setting
    p_given, by_given = confidence_option(told) is not None, told.by is not None

    def read_text(said: str) -> None:
        read_line(said, today=setting.today, zone=setting.zone, p_given=p_given, by_given=by_given)

    text = _prompt_until_read(session, "text", read_text)
    draft = read_line(
        text, today=setting.today, zone=setting.zone, p_given=p_given, by_given=by_given
    )
    told = replace_fields(told, text=text)
    if not p_given and not (draft.probability or draft.range or draft.word):
        told = replace_fields(told, p=_prompt_until_read(session, "p", read_probability))
    if not by_given and draft.deadline is None:
        by = _prompt_until_read(
            session, "by", lambda said: said and read_optional_deadline(said, setting), empty=True
        )
        told = replace_fields(told, by=by or None)
    if not told.tags and not draft.tags:
        tags = _prompt_until_read(
            session, "tags", lambda said: [*map(read_tag, said.split())], empty=True
        )
        told = replace_fields(told, tags=tuple(tags.split()))
    return told


def _prompt_until_read(
    session: "Session", name: str, read: Callable[[str], object], *, empty: bool = False
) -> str:
    """Ask until the answer can be read."""

    def checked(said: str) -> str:
        try:
            read(said)
        except InputError as error:
            raise click.UsageError(as_printable(str(error))) from error
        return said

    answer: str = click.prompt(
        session.words.say(f"ask.{name}"),
        default="" if empty else None,
        show_default=False,
        value_proc=checked,
        err=True,
    )
    return answer
