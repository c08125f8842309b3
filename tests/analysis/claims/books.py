"""Whole books of known truth, and the sentences that commands look at in them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from scipy.special import expit, logit
from tests.live_books import START, Question, live_book

from brierbook.analysis.claims.sentences import SentenceClaims
from brierbook.analysis.tables.fitted.book_claims import judge_book, judge_rows
from brierbook.analysis.tables.scorable import scorable
from brierbook.forecasts.entries.book import Book
from brierbook.reports.findings.retrospective import retrospect

__all__ = ["SLOPE", "draw_questions", "judge_by_commands", "look_daily", "sentences_ever_said"]

SLOPE = 0.35  # 90 % said where 68 % is right


def draw_questions(
    events: int, slope: float, rng: np.random.Generator, *, daily: bool = False
) -> list[Question]:
    """Ask one source, who speaks in tenths, of so many events; all end together, or one a day."""
    said = rng.integers(1, 10, events)
    happened = rng.random(events) < expit(slope * logit(said / 10))
    return [
        Question(
            f"q{number:03d}",
            [(0, f"0.{tenths}", "ann")],
            deadline=number + 1 if daily else 100,
            outcome="yes" if true else "no",
        )
        for number, (tenths, true) in enumerate(zip(said, happened, strict=True))
    ]


def judge_by_commands(book: Book, *, report: bool = True) -> dict[str, SentenceClaims | None]:
    """Judge a book as `score`, `calibrate` and, if asked for, `report` do."""
    found = {
        "score": judge_rows(scorable(book).cohort.first, book),
        "calibrate": judge_book(book),
    }
    return found | ({"report": retrospect(book, engine="grid").claims} if report else {})


def look_daily(questions: list[Question], seed: int = 0) -> Iterator[SentenceClaims]:
    """Judge a book as `score` does after each of its outcomes, which come one a day."""
    book = live_book(*questions)
    for day in range(1, len(questions) + 1):
        first = scorable(book, now=_end_of(day)).cohort.first
        claims = judge_rows(first, book, power=False, seed=seed)
        assert claims is not None
        assert claims.events == day
        yield claims


def _end_of(day: int) -> datetime:
    """Give the instant after the outcome of a day."""
    return START + timedelta(days=day, minutes=1)


def sentences_ever_said(questions: list[Question]) -> tuple[set[str], set[str]]:
    """Name the sentences that were said at some look, and those that were said to last."""
    once: set[str] = set()
    lasting: set[str] = set()
    for claims in look_daily(questions):
        once |= {each.name for each in claims.said}
        lasting |= {each.name for each in claims.sentences if each.ever}
    return once, lasting
