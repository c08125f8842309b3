"""What every command has at hand: the book, the words, the clock, and how to say something."""

import json
import os
import sys
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from brierbook.cli.shared.language import choose_language, load_messages
from brierbook.cli.shared.printable import as_printable
from brierbook.errors import BrierbookError, WorkspaceError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.life.readers.reading import ReadingContext
from brierbook.forecasts.store.appending import MOST_AHEAD, Request, last_recording
from brierbook.forecasts.store.opening import find_text_lag, open_store
from brierbook.forecasts.when import Moment, parse_moment
from brierbook.forecasts.workspace.folders import BOOK, Workspace, find_workspace
from brierbook.forecasts.workspace.login_and_zone import choose_zone, login_name

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json
    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.store.store import Store
    from brierbook.speech.catalogue import Catalogue

__all__ = ["Session"]

KEY_BYTES = 16


class Session:
    """One call of a command: its book, and how its owner wants to be spoken to."""

    def __init__(self, ctx: click.Context) -> None:
        self.ctx = ctx
        self.now = read_clock().replace(microsecond=0)

    @cached_property
    def zone(self) -> str:
        """The time zone in which days are meant."""
        return choose_zone(self.ctx.params.get("zone"))

    @cached_property
    def words(self) -> "Catalogue":
        """The messages in the language of the user; of several languages, the first."""
        several = self.ctx.params.get("languages") or (self.ctx.params.get("lang"),)
        return load_messages(choose_language(several[0]))

    @cached_property
    def proofs(self) -> "Catalogue":
        """The messages with those about proofs, which few commands need."""
        return load_messages(self.words.language, "proofs")

    @cached_property
    def scores(self) -> "Catalogue":
        """The messages with those about scores, which few commands need."""
        return load_messages(self.words.language, "scores")

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace that was named, or is around."""
        found = find_workspace(self.ctx.obj["book"])
        self.ctx.call_on_close(lambda: self._warn_of_text(found))
        return found

    @property
    def workspace_or_here(self) -> Workspace:
        """The workspace that was named or is around; else this folder, which may become one."""
        try:
            return self.workspace
        except WorkspaceError as error:
            if error.problem.code != "workspace.none":
                raise
            return Workspace(Path.cwd(), Path.cwd() / BOOK)

    def _warn_of_text(self, workspace: Workspace) -> None:
        """Say how many entries the text of the book lacks, once the command is done."""
        with suppress(BrierbookError, OSError):
            if lag := find_text_lag(workspace):
                self.warn(self.words.count("text_lacks", lag))

    @cached_property
    def book(self) -> "Book":
        """The whole book, read and checked."""
        from brierbook.forecasts.store.loading import open_book  # what logs reads a part of it
        from brierbook.forecasts.workspace.sources import find_missing_documents

        book = open_book(self.workspace)
        if missing := find_missing_documents(book, self.workspace):
            self.warn(self.words.count("missing_documents", len(missing)))
        return book

    @cached_property
    def store(self) -> "Store":
        """The book, as it is or as it was."""
        store = open_store(self.workspace)
        self.ctx.call_on_close(store.database.close)
        self.warn_of(store)
        if store.taken_in:
            self.warn(self.words.count("taken_in", store.taken_in))
        if day := self.ctx.params.get("as_of"):
            from brierbook.forecasts.life.as_of import store_as_of  # seldom needed

            self.now = self.instant(day)
            past = store_as_of(store, self.now)
            self.ctx.call_on_close(past.database.close)
            return past
        return store

    @cached_property
    def setting(self) -> ReadingContext:
        """Where and when something is typed, and by whom."""
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        return ReadingContext(today, self.zone, self.words.language, login_name())

    @property
    def moment(self) -> Moment:
        """Now, as entries write it."""
        return parse_moment(self.now.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def instant(self, said: str) -> datetime:
        """Read an instant; a day means its end."""
        from brierbook.forecasts.lines.dates import read_past_day  # seldom needed

        today = read_clock().astimezone(ZoneInfo(self.zone)).date()
        return read_past_day(said, today=today, zone=self.zone).last

    def request(self, asked: "Json", key: str | None = None) -> Request:
        """Make a request; without a name it gets a random one.

        Entries of one request are known by it when they are taken back together, and it keeps the
        bytes of an entry from being guessed from its hash once they are taken out.
        """
        if key is None and sys.stdin.isatty():
            self._ask_about_clock()
        return Request(login_name(), key or os.urandom(KEY_BYTES).hex(), asked)

    def _ask_about_clock(self) -> None:
        """Ask whose clock is right where the last entry is more than a day ahead of this one."""
        last, ahead = last_recording(self.store, read_clock())
        if ahead <= MOST_AHEAD:
            return
        from brierbook.forecasts.store.rewriting.setting_clocks import (
            set_clock_right,  # seldom needed
        )

        question = self.words.say("ask.clock", last=last, now=self.moment.text)
        click.confirm(question, abort=True, err=True)
        reason = f"The clock of {login_name()} says {self.moment.text}."
        set_clock_right(self.store, Request(login_name(), os.urandom(KEY_BYTES).hex()), reason)

    def say(self, text: str) -> None:
        """Say what was asked for, on stdout."""
        click.echo(text)

    def warn(self, text: str) -> None:
        """Say what should be known besides, on stderr."""
        click.echo(f"brierbook: {as_printable(text)}", err=True)

    def warn_of(self, store: "Store") -> None:
        """Say what should be known of the place of a book."""
        for said in store.warnings:
            self.warn(said)

    def give(self, name: str, data: dict[str, Any]) -> None:
        """Print data in a versioned envelope."""
        shape = {"schema": f"brierbook.{name}/1"}
        click.echo(json.dumps(shape | data, ensure_ascii=False, indent=2))
