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
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from brierbook.errors import BookError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Forecast, Record
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.life.as_of import read_book_until
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.claims import (
    DocumentQuote,
    DocumentSpan,
    ForecastBelief,
    PropositionClaim,
)
from brierbook.forecasts.life.deeds import NumberedDeed, record_deeds
from brierbook.forecasts.life.finding import find_proposition_id, read_proposition
from brierbook.forecasts.life.log import log_forecast
from brierbook.forecasts.life.notices import similar_propositions
from brierbook.forecasts.life.readers.confidences import answers_body
from brierbook.forecasts.life.readers.python_values import (
    NumberOrDay,
    Probability,
    Time,
    checked_bounds,
    checked_moment,
    checked_outcome,
    checked_tags,
    checked_text,
    checked_texts,
    confidence_body,
    optional_text,
    text_language,
)
from brierbook.forecasts.life.readers.reading import ReadingContext
from brierbook.forecasts.life.resolve import OutcomeFinding, add_resolution
from brierbook.forecasts.life.undo import retract_last
from brierbook.forecasts.life.update import update_forecast, withdraw_forecast
from brierbook.forecasts.store.appending import Appended, Request
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.when import Moment, find_time_zone, parse_moment
from brierbook.forecasts.workspace.folders import Workspace, find_workspace
from brierbook.forecasts.workspace.login_and_zone import choose_zone, login_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Ledger"]

KEY_BYTES = 16


@frozen_record
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
        return cls(open_store(workspace), workspace, forecaster or login_name(), choose_zone(zone))

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
        return read_book_until(self.store)

    def log(  # noqa: PLR0913  # by name; each is a field of what is logged
        self,
        text: str,
        *,
        p: Probability | None = None,
        by: Time | None = None,
        tags: Iterable[str] = (),
        options: Mapping[str, Probability] | None = None,
        ordered: bool = False,
        several: bool = False,
        quantiles: Mapping[Probability, NumberOrDay] | None = None,
        unit: str | None = None,
        bounds: tuple[NumberOrDay | None, NumberOrDay | None] | None = None,
        range: tuple[Probability, Probability] | None = None,  # noqa: A002  # the word of the command line
        word: str | None = None,
        criteria: str | None = None,
        reason: str | None = None,
        source: tuple[str, int, int] | tuple[str, str] | None = None,
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
        ordered, several : bool
            Whether the options have an order, and whether several of them may come true, so that
            they need not sum to 1.
        bounds : (number or date, number or date), optional
            The lowest and the highest answer that the question allows; None where it states none.
        by : date, datetime or str, optional
            The deadline; a day is included. A datetime needs an offset.
        source : (str, str) or (str, int, int), optional
            A document of the book and the words that stand there once; or where the quote starts
            and ends in code points, counted from 0.
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
        confidence = confidence_body(
            p, range_=range, word=word, options=options, levels=quantiles, several=several
        )
        claim = PropositionClaim(
            text=checked_text(text, "text"),
            language=text_language(text, language),
            deadline=checked_moment(by, self.zone, "by"),
            tags=checked_tags(tags),
            criteria=optional_text(criteria, "criteria"),
            answers=answers_body(
                confidence,
                ordered=ordered,
                several=several,
                unit=unit,
                bounds=checked_bounds(bounds),
            ),
            event=optional_text(event, "event"),
            condition=condition,
            id=id,
        )
        belief = ForecastBelief(
            confidence=confidence,
            forecaster=forecaster or self.forecaster,
            made_at=checked_moment(made_at, self.zone, "made_at"),
            reason=optional_text(reason, "reason"),
            quote=_source_quote(source),
            quoted=forecaster is not None,
            seal=Path(seal) if seal else None,
        )
        alike = similar_propositions(self.store, text)
        asked = repr((claim, belief))
        done = self.ask(
            asked, key, lambda batch: log_forecast(batch, claim, belief, _current_moment())
        )
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
        quantiles: Mapping[Probability, NumberOrDay] | None = None,
        range: tuple[Probability, Probability] | None = None,  # noqa: A002  # the word of the command line
        word: str | None = None,
        reason: str | None = None,
        forecaster: str | None = None,
        made_at: Time | None = None,
        key: str | None = None,
    ) -> Logged:
        """Log a later forecast of a proposition; the values are those of `log`."""
        answers = read_proposition(self.store, find_proposition_id(self.store, proposition)).answers
        belief = ForecastBelief(
            confidence=confidence_body(
                p,
                range_=range,
                word=word,
                options=options,
                levels=quantiles,
                several=not answers.exclusive,
            ),
            forecaster=forecaster or self.forecaster,
            made_at=checked_moment(made_at, self.zone, "made_at"),
            reason=optional_text(reason, "reason"),
        )
        asked = repr((proposition, belief))
        done = self.ask(
            asked, key, lambda batch: update_forecast(batch, proposition, belief, _current_moment())
        )
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
        since = checked_moment(made_at, self.zone, "made_at") or _current_moment()
        who = forecaster or self.forecaster
        asked = repr((proposition, who, made_at, reason))
        self.ask(
            asked, key, lambda batch: withdraw_forecast(batch, proposition, who, since, reason)
        )

    def resolve(  # by name; each is a field of what happened
        self,
        proposition: str,
        outcome: str | bool | NumberOrDay | Sequence[str],  # noqa: FBT001  # true and false are outcomes
        *,
        known_at: Time | None = None,
        decided_at: Time | None = None,
        evidence: Iterable[str] = (),
        settled_by: str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> None:
        """Say how a proposition turned out.

        The outcome is "yes" or "no", "void", "ambiguous" or "annulled"; or an option, or a list of
        them where any may come true; or a number or a date, or "below" or "above" where it lies
        beyond a bound; of a question of yes or no a number is the share that came true. Evidence
        is words, an address, or words with an address after them.
        """
        name = find_proposition_id(self.store, proposition)
        claim = self.store.slice([f"proposition:{name}"]).propositions[name]
        found = checked_outcome(outcome, claim)
        finding = OutcomeFinding(
            outcome=found.outcome,
            answer=found.answer,
            chosen=found.chosen,
            known_at=checked_moment(known_at, self.zone, "known_at") or _current_moment(),
            decided_at=checked_moment(decided_at, self.zone, "decided_at"),
            settled_by=settled_by,
            evidence=checked_texts(evidence, "evidence"),
            note=optional_text(note, "note"),
            language=text_language(note or "", None),
        )
        asked = repr((name, outcome, known_at, decided_at, finding.evidence, settled_by, note))
        self.ask(asked, key, lambda batch: add_resolution(batch, name, finding))

    def many(self, deeds: Iterable[Mapping[str, object]], *, key: str | None = None) -> int:
        """Record many deeds, all or none; give how many entries they made.

        Parameters
        ----------
        deeds : iterable of mappings
            Each with ``do`` (``forecast``, the default, ``update``, ``resolve`` or ``withdraw``)
            and the fields of that: those of ``brierbook log -``, or ``id`` with a confidence, an
            ``outcome``, or a ``reason``.
        key : str, optional
            A name of this call: made twice, it is recorded once.

        Raises
        ------
        BookError
            If any deed cannot be recorded; it names each that is wrong, counted from 0.
        """
        listed = [dict(each) for each in deeds]
        read = [
            NumberedDeed(number, str(each.pop("do", "forecast")), each)
            for number, each in enumerate(listed)
        ]
        now = _current_moment()
        today = now.first.astimezone(find_time_zone(self.zone)).date()
        context = ReadingContext(today, self.zone, "en", self.forecaster)
        request = Request(self.forecaster, key or os.urandom(KEY_BYTES).hex(), repr(listed))
        done, faults = record_deeds(
            self.store, read, request, context, now, workspace=self.workspace
        )
        if faults:
            listed_faults = "; ".join(f"{each.number}: {each.error}" for each in faults[:20])
            raise BookError(
                self.store.name,
                None,
                None,
                "nothing was recorded; deeds that are wrong: {n} ({which})",
                code="deed.several",
                n=len(faults),
                which=listed_faults,
            )
        return len(done.records)

    def undo(self, id: str | None = None, *, reason: str | None = None) -> tuple[Record, ...]:  # noqa: A002  # as above
        """Take back what was recorded last by this forecaster, or last about an id."""
        gone: list[Record] = []
        self.ask(
            "", None, lambda batch: gone.extend(retract_last(batch, self.forecaster, id, reason))
        )
        return tuple(gone)

    def forecasts(self, as_of: Time | None = None) -> "pd.DataFrame":
        """Give every forecast, one row each, as the book is or was.

        `brierbook.analysis.tables.ledger_tables` says what each column holds.
        """
        from brierbook.analysis.tables.ledger_tables import tabulate_forecasts  # heavy

        return tabulate_forecasts(self.book_as_of(as_of))

    def propositions(self, as_of: Time | None = None) -> "pd.DataFrame":
        """Give every proposition, one row each, as the book is or was."""
        from brierbook.analysis.tables.ledger_tables import tabulate_propositions  # heavy

        return tabulate_propositions(self.book_as_of(as_of))

    def book_as_of(self, time: Time | None) -> Book:
        """Give the book as it was at an instant, or at the end of a day."""
        moment = checked_moment(time, self.zone, "as_of")
        return read_book_until(self.store, moment.last if moment else None)

    def ask(self, asked: str, key: str | None, do: Callable[[Batch], object]) -> Appended:
        """Append, as one request; without a name it gets a random one."""
        request = Request(self.forecaster, key or os.urandom(KEY_BYTES).hex(), asked)
        return append_batch(self.store, request, do, workspace=self.workspace)

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


def _source_quote(
    source: tuple[str, int, int] | tuple[str, str] | None,
) -> DocumentSpan | DocumentQuote | None:
    """Read a quote by its words, or by where it stands."""
    if not source:
        return None
    return DocumentQuote(*source) if len(source) == 2 else DocumentSpan(*source)  # noqa: PLR2004  # file and words


def _current_moment() -> Moment:
    """Give this instant, to the second."""
    return parse_moment(read_clock().strftime("%Y-%m-%dT%H:%M:%SZ"))
