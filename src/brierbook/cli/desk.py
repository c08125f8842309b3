"""What every command that works on the book has at hand: the store, the words, the clock."""

import json
import os
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from brierbook.cli.language import Command, language, messages, spoken
from brierbook.cli.plain import plain
from brierbook.forecasts.around import login, zone_of
from brierbook.forecasts.life.told import Setting
from brierbook.forecasts.store.appending import Request
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.when import Moment, parse_moment
from brierbook.forecasts.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json
    from brierbook.forecasts.store.store import Store
    from brierbook.reports.catalogue import Catalogue

KEY_BYTES = 16


class Desk:
    """The book that is worked on, and how its owner wants to be spoken to."""

    def __init__(self, ctx: click.Context) -> None:
        self.ctx = ctx
        self.now = datetime.now(UTC).replace(microsecond=0)

    @cached_property
    def zone(self) -> str:
        """The time zone in which days are meant."""
        return zone_of(self.ctx.params.get("zone"))

    @cached_property
    def words(self) -> "Catalogue":
        """The messages in the language of the user."""
        return messages(language(self.ctx.params.get("lang")))

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace that was named, or is around."""
        return find_workspace(self.ctx.obj["book"])

    @cached_property
    def store(self) -> "Store":
        """The book, as it is or as it was."""
        store = open_store(self.workspace)
        self.ctx.call_on_close(store.database.close)
        self.warn_of(store)
        if store.taken_in:
            self.warn(self.words.count("taken_in", store.taken_in))
        if day := self.ctx.params.get("as_of"):
            from brierbook.forecasts.life.past import as_of  # noqa: PLC0415  # seldom needed

            self.now = self.instant(day)
            past = as_of(store, self.now)
            self.ctx.call_on_close(past.database.close)
            return past
        return store

    @cached_property
    def setting(self) -> Setting:
        """Where and when something is typed, and by whom."""
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        return Setting(today, self.zone, self.words.language, login())

    @property
    def moment(self) -> Moment:
        """Now, as entries write it."""
        return parse_moment(self.now.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def instant(self, said: str) -> datetime:
        """Read an instant; a day means its end."""
        from brierbook.forecasts.lines.dates import read_day  # noqa: PLC0415  # seldom needed

        today = datetime.now(ZoneInfo(self.zone)).date()
        return read_day(said, today=today, zone=self.zone).last

    def request(self, asked: "Json", key: str | None = None) -> Request:
        """Make a request; without a name it gets a random one.

        Entries of one request are known by it when they are taken back together, and it keeps the
        bytes of an entry from being guessed from its hash once they are taken out.
        """
        return Request(login(), key or os.urandom(KEY_BYTES).hex(), asked)

    def say(self, text: str) -> None:
        """Say what was asked for, on stdout."""
        click.echo(text)

    def warn(self, text: str) -> None:
        """Say what should be known besides, on stderr."""
        click.echo(f"brierbook: {plain(text)}", err=True)

    def warn_of(self, store: "Store") -> None:
        """Say what should be known of the place of a book."""
        for said in store.warnings:
            self.warn(said)

    def give(self, name: str, data: dict[str, Any]) -> None:
        """Print data in a versioned envelope."""
        shape = {"schema": f"brierbook.{name}/1"}
        click.echo(json.dumps(shape | data, ensure_ascii=False, indent=2))


def common(command: Command) -> Command:
    """Add the options that every command has."""
    as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as data.")
    return as_json(spoken(command))


def zoned(command: Command) -> Command:
    """Add the option for the time zone."""
    return click.option(
        "--zone",
        metavar="NAME",
        help="Time zone of days, such as Europe/Kyiv; else $TZ, else here.",
    )(command)


def past(command: Command) -> Command:
    """Add the option for a past instant."""
    return click.option(
        "--as-of",
        metavar="DATE",
        help="The book as it was then, such as 2026-12-31 or with 18:00Z.",
    )(command)
