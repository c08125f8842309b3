"""The best and the worst calls, with their words."""

import pandas as pd

from brierbook.forecasts.entries.records import Forecast, Stated
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Block, Heading, Paragraph, Quote, TextSpan, line
from brierbook.reports.sections.pictures import surprises_blocks
from brierbook.reports.sections.scored_propositions import foreign_span, quote_translation
from brierbook.speech.catalogue import Catalogue

__all__ = []

SHOWN = 3


def calls_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if len(r.scored) < 2:  # noqa: PLR2004  # of one call none is the best
        return []
    made: list[Block] = [Heading(2, words.say("calls.heading"))]
    ordered = r.scored.sort_values(["brier", "forecast"], kind="stable")
    shown = min(SHOWN, len(ordered) // 2)
    for title, rows in (("best", ordered.head(shown)), ("worst", ordered.iloc[::-1].head(shown))):
        made += [Heading(3, words.say(f"calls.{title}")), *_call_list(r, words, rows)]
    return [*made, *surprises_blocks(r, words)]


def _call_list(r: Retrospective, words: Catalogue, rows: pd.DataFrame) -> list[Block]:
    """Write some calls."""
    return [
        block
        for name, said, score in rows[["forecast", "p", "brier"]].to_numpy()
        for block in _call_blocks(r, words, r.book.forecasts[name], (float(said), float(score)))
    ]


def _call_blocks(
    r: Retrospective, words: Catalogue, forecast: Forecast, numbers: tuple[float, float]
) -> list[Block]:
    """Write one call: the quote, then how it was read and what happened."""
    return [
        *_source_quote(r, words, forecast),
        Paragraph(line(_call_reading(r, words, forecast, numbers))),
    ]


def _source_quote(r: Retrospective, words: Catalogue, forecast: Forecast) -> list[Block]:
    """Quote the source, if there is one."""
    statement = r.book.statements.get(forecast.statement or "")
    if statement is None:
        return []
    language = r.book.documents[statement.document].language
    name = foreign_span(r.book.forecasters[forecast.forecaster].name.pick(words.language), words)
    translation = quote_translation(statement, language, words)
    return [
        Quote(
            foreign_span((statement.quote, language), words),
            TextSpan(translation) if translation else None,
            line(name, f", {words.moment(forecast.made_at)}"),
        )
    ]


def _call_reading(
    r: Retrospective, words: Catalogue, forecast: Forecast, numbers: tuple[float, float]
) -> str:
    """Say how it was read and what happened."""
    confidence, (said, score) = forecast.confidence, numbers
    outcome = r.book.resolutions[forecast.proposition].outcome
    proposition = r.book.propositions[forecast.proposition].text.pick(words.language)[0]
    return words.say(
        "calls.stated" if isinstance(confidence, Stated) else "calls.line",
        phrase=words.quote(getattr(confidence, "phrase", "")),
        said=words.percent(said),
        proposition=proposition,
        outcome=words.say(f"outcome.{outcome}"),
        score=words.number(score, 2),
    )
