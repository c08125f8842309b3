"""The book in Python: log, update, resolve, and take it out as tables.

    with Ledger.open("forecasts-2027") as ledger:
        logged = ledger.log("It rains on 1 May", p=0.3, by=date(2027, 5, 1), tags=["weather"])
        ledger.update(logged.id, p=0.4)
        ledger.resolve(logged.id, "yes", evidence=["It rained."])
        ledger.forecasts().groupby("forecaster")["p"].mean()

Unlike the command line, which reads what people type, this takes nothing for something else: a
probability is a number from 0 to 1 and never a text, a time has an offset, a text is a text.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from brierbook.forecasts.around import login, zone_of
from brierbook.forecasts.book import Book
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.confidences import answers_of
from brierbook.forecasts.life.finding import find_id
from brierbook.forecasts.life.log import log
from brierbook.forecasts.life.notices import near
from brierbook.forecasts.life.past import book_of
from brierbook.forecasts.life.resolve import Finding, resolve
from brierbook.forecasts.life.said import Belief, Claim, Span
from brierbook.forecasts.life.strict import (
    Probability,
    Time,
    Value,
    checked,
    confidence_of,
    in_language,
    moment_of,
    optional,
    outcome_of,
    tags_of,
    texts_of,
)
from brierbook.forecasts.life.undo import undo
from brierbook.forecasts.life.update import update, withdraw
from brierbook.forecasts.records import Forecast, Record
from brierbook.forecasts.store.appending import Appended, Request
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.when import Moment, parse_moment
from brierbook.forecasts.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    import pandas as pd

KEY_BYTES = 16


@frozen
class Logged:
    """What was logged: the ids, what says nearly the same, and whether it had been there."""

    id: str
    forecast: str
    near: tuple[str, ...] = ()
    repeated: bool = False


class Ledger:
    """A book that can be written to.

    Parameters
    ----------
    store : Store
        The opened book.
    workspace : Workspace
        Where it lies.
    forecaster : str
        Whose forecasts are logged, and who records them, unless a call says otherwise.
    zone : str
        The IANA time zone in which days are meant.
    """

    def __init__(self, store: Store, workspace: Workspace, forecaster: str, zone: str) -> None:
        self.store = store
        self.workspace = workspace
        self.forecaster = forecaster
        self.zone = zone

    @classmethod
    def open(
        cls,
        place: str | os.PathLike[str] | None = None,
        *,
        forecaster: str | None = None,
        zone: str | None = None,
    ) -> Self:
        """Open a book: a workspace folder, a book.jsonl, a book.db or a postgresql:// address.

        Without a place it is the one of $BRIERBOOK_BOOK, else the nearest workspace upward.
        """
        workspace = find_workspace(None if place is None else os.fspath(place))
        return cls(open_store(workspace), workspace, forecaster or login(), zone_of(zone))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the book."""
        self.store.database.close()

    @property
    def book(self) -> Book:
        """The whole book as it is now."""
        return book_of(self.store)

    def log(  # noqa: PLR0913  # by name; each is a field of what is logged
        self,
        text: str,
        *,
        p: Probability | None = None,
        by: Time | None = None,
        tags: Iterable[str] = (),
        options: Mapping[str, Probability] | None = None,
        ordered: bool = False,
        quantiles: Mapping[Probability, Value] | None = None,
        unit: str | None = None,
        range: tuple[Probability, Probability] | None = None,  # noqa: A002  # the word of the command line
        word: str | None = None,
        criteria: str | None = None,
        reason: str | None = None,
        source: tuple[str, int, int] | None = None,
        forecaster: str | None = None,
        made_at: Time | None = None,
        event: str | None = None,
        condition: str | None = None,
        id: str | None = None,  # noqa: A002  # the same
        language: str | None = None,
        seal: str | os.PathLike[str] | None = None,
        key: str | None = None,
    ) -> Logged:
        """Log a proposition and a forecast of it.

        Parameters
        ----------
        text : str
            The claim; its language is told by its letters unless `language` says it.
        p : float or Decimal, optional
            The probability of yes, from 0 to 1. Instead of it: a `range` of two, that holds the
            middle 90 %; a `word` of the lexicon; `options` with a probability each, that sum to 1;
            or `quantiles`, a number or a day for each level.
        by : date, datetime or str, optional
            The deadline; a day is included. A datetime needs an offset.
        source : (str, int, int), optional
            A document of the book, and the first and the last code point of the quote.
        key : str, optional
            A name of this call: made twice with the same values, it is logged once.

        Raises
        ------
        InputError
            If a value is not what it should be.
        BookError
            If the book cannot hold it: a deadline before the forecast, an unknown condition ...
        ConflictError
            If the id is taken, or the key was used for something else.
        """
        confidence = confidence_of(p, range_=range, word=word, options=options, levels=quantiles)
        claim = Claim(
            text=checked(text, "text"),
            language=in_language(text, language),
            deadline=moment_of(by, self.zone, "by"),
            tags=tags_of(tags),
            criteria=optional(criteria, "criteria"),
            answers=answers_of(confidence, ordered=ordered, unit=unit),
            event=optional(event, "event"),
            condition=condition,
            id=id,
        )
        belief = Belief(
            confidence=confidence,
            forecaster=forecaster or self.forecaster,
            made_at=moment_of(made_at, self.zone, "made_at"),
            reason=optional(reason, "reason"),
            span=Span(*source) if source else None,
            quoted=forecaster is not None,
            seal=Path(seal) if seal else None,
        )
        alike = near(self.store, text)
        asked = repr((claim, belief))
        done = self.ask(asked, key, lambda batch: log(batch, claim, belief, now()))
        [forecast] = [each for each in done.records if isinstance(each, Forecast)]
        return Logged(
            forecast.proposition, forecast.id, tuple(each.id for each in alike), done.repeated
        )

    def update(  # noqa: PLR0913  # by name; each is a field of what is logged
        self,
        proposition: str,
        *,
        p: Probability | None = None,
        options: Mapping[str, Probability] | None = None,
        quantiles: Mapping[Probability, Value] | None = None,
        range: tuple[Probability, Probability] | None = None,  # noqa: A002  # the word of the command line
        word: str | None = None,
        reason: str | None = None,
        forecaster: str | None = None,
        made_at: Time | None = None,
        key: str | None = None,
    ) -> Logged:
        """Log a later forecast of a proposition; the values are those of `log`."""
        belief = Belief(
            confidence=confidence_of(p, range_=range, word=word, options=options, levels=quantiles),
            forecaster=forecaster or self.forecaster,
            made_at=moment_of(made_at, self.zone, "made_at"),
            reason=optional(reason, "reason"),
        )
        asked = repr((proposition, belief))
        done = self.ask(asked, key, lambda batch: update(batch, proposition, belief, now()))
        [forecast] = [each for each in done.records if isinstance(each, Forecast)]
        return Logged(forecast.proposition, forecast.id, (), done.repeated)

    def withdraw(
        self,
        proposition: str,
        *,
        reason: str | None = None,
        forecaster: str | None = None,
        made_at: Time | None = None,
        key: str | None = None,
    ) -> None:
        """Hold no forecast of a proposition from now on."""
        since = moment_of(made_at, self.zone, "made_at") or now()
        who = forecaster or self.forecaster
        asked = repr((proposition, who, made_at, reason))
        self.ask(asked, key, lambda batch: withdraw(batch, proposition, who, since, reason))

    def resolve(  # by name; each is a field of what happened
        self,
        proposition: str,
        outcome: str | bool | Value,  # noqa: FBT001  # true and false are outcomes
        *,
        known_at: Time | None = None,
        decided_at: Time | None = None,
        evidence: Iterable[str] = (),
        settled_by: str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> None:
        """Say how a proposition turned out.

        The outcome is "yes" or "no", "void", "ambiguous" or "annulled"; or an option; or a number
        or a date. Evidence is words, an address, or words with an address after them.
        """
        name = find_id(self.store, proposition)
        claim = self.store.slice([f"proposition:{name}"]).propositions[name]
        found, answer = outcome_of(outcome, claim)
        finding = Finding(
            outcome=found,
            answer=answer,
            known_at=moment_of(known_at, self.zone, "known_at") or now(),
            decided_at=moment_of(decided_at, self.zone, "decided_at"),
            settled_by=settled_by,
            evidence=texts_of(evidence, "evidence"),
            note=optional(note, "note"),
            language=in_language(note or "", None),
        )
        asked = repr((name, outcome, known_at, decided_at, finding.evidence, settled_by, note))
        self.ask(asked, key, lambda batch: resolve(batch, name, finding))

    def undo(self, id: str | None = None, *, reason: str | None = None) -> tuple[Record, ...]:  # noqa: A002  # as above
        """Take back what was recorded last by this forecaster, or last about an id."""
        gone: list[Record] = []
        self.ask("", None, lambda batch: gone.extend(undo(batch, self.forecaster, id, reason)))
        return tuple(gone)

    def forecasts(self, as_of: Time | None = None) -> "pd.DataFrame":
        """Give every forecast, one row each, as the book is or was.

        `brierbook.analysis.ledger_tables` says what each column holds.
        """
        from brierbook.analysis.ledger_tables import forecasts  # noqa: PLC0415  # heavy

        return forecasts(self.book_as_of(as_of))

    def propositions(self, as_of: Time | None = None) -> "pd.DataFrame":
        """Give every proposition, one row each, as the book is or was."""
        from brierbook.analysis.ledger_tables import propositions  # noqa: PLC0415  # heavy

        return propositions(self.book_as_of(as_of))

    def book_as_of(self, time: Time | None) -> Book:
        """Give the book as it was at an instant, or at the end of a day."""
        moment = moment_of(time, self.zone, "as_of")
        return book_of(self.store, moment.last if moment else None)

    def ask(self, asked: str, key: str | None, do: Callable[[Batch], object]) -> Appended:
        """Append, as one request; without a name it gets a random one."""
        request = Request(self.forecaster, key or os.urandom(KEY_BYTES).hex(), asked)
        return ask(self.store, request, do, workspace=self.workspace)

    def __repr__(self) -> str:
        return f"Ledger({self.store.name}, {self.store.frontier().size} entries)"

    def _repr_html_(self) -> str:
        sql = "SELECT status, count(*) FROM proposition GROUP BY status ORDER BY status"
        counted = self.store.database.rows(sql)
        body = "".join(
            f'<tr><th scope="row">{escape(status)}</th><td>{number}</td></tr>'
            for status, number in counted
        )
        caption = f"{escape(self.store.name)}: {self.store.frontier().size} entries"
        head = (
            '<thead><tr><th scope="col">status</th><th scope="col">propositions</th></tr></thead>'
        )
        return f"<table><caption>{caption}</caption>{head}<tbody>{body}</tbody></table>"


def now() -> Moment:
    """Give this instant, to the second."""
    return parse_moment(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
