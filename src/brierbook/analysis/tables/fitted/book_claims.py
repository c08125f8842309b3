"""What may be said of the forecasts of a book that count: its sentences, judged."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from brierbook.analysis.claims.against_even import EvenTest
from brierbook.analysis.claims.sentences import SentenceClaims, judge_sentences
from brierbook.analysis.tables.forecast_dates import add_date_columns
from brierbook.analysis.tables.performance import brier_against_even
from brierbook.analysis.tables.scorable import scorable

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from brierbook.analysis.claims.correction import CorrectionJudgment
    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.query.matching import MatchedIds

__all__ = ["claims_as_data", "judge_book", "judge_rows"]


def judge_book(
    book: "Book",
    *,
    now: "datetime | None" = None,
    seed: int = 0,
    asked: "MatchedIds | None" = None,
) -> SentenceClaims | None:
    """Judge the sentences about the first forecasts that stood on deadlines that have passed.

    Those that are ``asked`` for are judged, else all.

    Raises
    ------
    WorkspaceError
        If no forecast can be scored yet.

    Examples
    --------
    >>> from brierbook.errors import WorkspaceError
    >>> from brierbook.forecasts.entries.book import Book
    >>> try:
    ...     judge_book(Book("book.jsonl", records=(), lines=()))
    ... except WorkspaceError as error:
    ...     print(str(error).partition(":")[0])
    no forecast can be scored yet
    """
    table = scorable(book, now=now, asked=asked)
    if table.counted.empty:  # which says what to do
        return None
    return judge_rows(table.cohort.first, book, seed=seed)


def judge_rows(
    rows: "pd.DataFrame", book: "Book", *, power: bool = True, seed: int = 0
) -> SentenceClaims | None:
    """Judge the sentences about some forecasts that count, in the order of becoming known.

    A question that came true in part has no outcome that a sentence could rest on; such rows are
    left out. None where nothing is left. Without ``power`` it is not counted what could be found.
    """
    whole = rows[rows["y"].isin((0.0, 1.0))]
    if whole.empty:
        return None
    ordered = add_date_columns(whole, book).sort_values(["known_at", "forecast"], kind="stable")
    found = judge_sentences(
        ordered["y"],
        ordered["p"],
        event=ordered["event"],
        weight=ordered["weight"],
        mean_logit=ordered["mean_logit"].to_numpy(),
        sd_logit=ordered["sd_logit"].to_numpy(),
        power=power,
        seed=seed,
    )
    return replace(found, even=_widen_even(found.even, whole))


def _widen_even(even: EvenTest, rows: "pd.DataFrame") -> EvenTest:
    """Claim nothing of 50 % that hangs on what authors meant by their words."""
    if not (rows["sd_logit"] > 0).any():
        return even
    wide = brier_against_even(rows, even.level)
    ends = min(even.lower, wide.lower), max(even.upper, wide.upper)
    stands = wide.limited and not ends[0] <= 0 <= ends[1]
    return replace(
        even,
        lower=ends[0],
        upper=ends[1],
        direction=even.direction if stands else None,
        ever=even.ever if stands else None,
        tipping=even.tipping if stands else None,
    )


def claims_as_data(claims: SentenceClaims) -> dict[str, object]:
    """Give the sentences that were looked at as plain data, with how far off and how bold."""
    gap, bold = claims.gap, claims.correction
    numbers: dict[str, float | None] = {"value": gap.gap, "lower": gap.lower, "upper": gap.upper}
    return {
        "level": gap.level,
        "events": claims.events,
        "looked_at": len(claims.sentences),
        "sentences": [each.as_data() for each in claims.sentences],
        "said_minus_happened": _round_all(numbers | {"tipping_correlation": gap.tipping}),
        "too_bold": None
        if bold is None
        else {"verdict": bold.verdict}
        | _round_all({"mean": bold.bold.mean, "lower": bold.bold_lower, "upper": bold.bold_upper}),
        "log_wealth_of_correction": None if bold is None else _six_digits(bold.log_wealth),
        **_tipping_as_data(bold),
        "tipping_correlation_of_even": claims.even.tipping,
    }


def _tipping_as_data(found: "CorrectionJudgment | None") -> dict[str, object]:
    """Give the correlation up to which a correction is shown to help, where it is."""
    if found is None or found.tipping is None:
        return {}
    return {"tipping_correlation_of_correction": found.tipping}


def _round_all(numbers: Mapping[str, float | None]) -> dict[str, float | None]:
    """Round numbers to six digits."""
    return {name: _six_digits(value) for name, value in numbers.items()}


def _six_digits(value: float | None) -> float | None:
    """Round a number, if there is one."""
    return None if value is None else float(f"{value:.6g}")
