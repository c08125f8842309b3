"""Asking for a forecast on a terminal: every answer is read at once, and a bad one asked again."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from brierbook.cli.plain import plain
from brierbook.errors import InputError
from brierbook.forecasts.frozen import replaced
from brierbook.forecasts.life.told import Told, moment, way_of
from brierbook.forecasts.lines.grammar import read_line, read_tag
from brierbook.forecasts.lines.probability import read_probability

if TYPE_CHECKING:
    from brierbook.cli.desk import Desk

BARE = 'Give a line such as "It rains 30% by:tomorrow", or - to read lines from standard input.'


def ask_for(desk: "Desk", told: Told) -> Told:
    """Ask for what options did not say; what the line says already is not asked."""
    if not sys.stdin.isatty():
        raise click.UsageError(BARE)
    setting = desk.setting
    p_given, by_given = way_of(told) is not None, told.by is not None

    def read_text(said: str) -> None:
        read_line(said, today=setting.today, zone=setting.zone, p_given=p_given, by_given=by_given)

    text = ask(desk, "text", read_text)
    draft = read_line(
        text, today=setting.today, zone=setting.zone, p_given=p_given, by_given=by_given
    )
    told = replaced(told, text=text)
    if not p_given and draft.probability is None:
        told = replaced(told, p=ask(desk, "p", read_probability))
    if not by_given and draft.deadline is None:
        by = ask(desk, "by", lambda said: said and moment(said, setting), empty=True)
        told = replaced(told, by=by or None)
    if not told.tags and not draft.tags:
        tags = ask(desk, "tags", lambda said: [*map(read_tag, said.split())], empty=True)
        told = replaced(told, tags=tuple(tags.split()))
    return told


def ask(desk: "Desk", name: str, read: Callable[[str], object], *, empty: bool = False) -> str:
    """Ask until the answer can be read."""

    def checked(said: str) -> str:
        try:
            read(said)
        except InputError as error:
            raise click.UsageError(plain(str(error))) from error
        return said

    answer: str = click.prompt(
        desk.words.say(f"ask.{name}"),
        default="" if empty else None,
        show_default=False,
        value_proc=checked,
        err=True,
    )
    return answer
