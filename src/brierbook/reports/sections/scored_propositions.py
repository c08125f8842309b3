"""What was said against what happened: every scored proposition with its words."""

from brierbook.analysis.scores.logit_normal import mean_probability, probability_interval
from brierbook.analysis.tables.forecast_rows import confidence_logits, find_word_basis
from brierbook.forecasts.entries.records import (
    Forecast,
    Proposition,
    QuantileAnswer,
    Ranged,
    Sealed,
    Shares,
    Stated,
    Statement,
    Worded,
)
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Table,
    TextLine,
    TextSpan,
    line,
    text_cell,
)
from brierbook.reports.model import numeric_cell as number_cell
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.speech.catalogue import Catalogue

__all__ = ["confidence_lines", "foreign_span", "quote_translation", "said_blocks"]

HEAD = ("proposition", "quote", "forecast", "outcome", "score")


def said_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the table."""
    if r.performance is None:
        return []
    ordered = r.scored.sort_values(["event", "proposition", "forecast"], kind="stable")
    scores = list(zip(ordered["forecast"], ordered["brier"], strict=True))
    shown, rest = truncate_list(scores, words)
    rows = tuple(_scored_row(r, words, name, score) for name, score in shown)
    head = tuple(words.say(f"said.{name}") for name in HEAD)
    return [
        Heading(2, words.say("said.heading")),
        Paragraph(line(_said_introduction(r, words))),
        Table(words.say("said.caption"), head, rows, wide=True),
        *rest,
    ]


def _said_introduction(r: Retrospective, words: Catalogue) -> str:
    """Say what stands below; of distributions only where there are some."""
    spread = bool((r.scored["sd_logit"] > 0).any())
    said = [words.say("said.intro"), words.say("said.intro_words") if spread else ""]
    return " ".join(filter(None, said))


def _scored_row(r: Retrospective, words: Catalogue, name: str, score: float) -> tuple[Cell, ...]:
    """Write one forecast."""
    forecast = r.book.forecasts[name]
    proposition = r.book.propositions[forecast.proposition]
    event = r.event_of(r.book.resolutions[proposition.id])
    return (
        text_cell(
            foreign_span(proposition.text.pick(words.language), words),
            line(
                f"{words.say('said.event')} ", foreign_span(event.title.pick(words.language), words)
            ),
            deadline_text(proposition, words),
        ),
        _quote_cell(r, words, forecast),
        text_cell(*confidence_lines(forecast, words)),
        _outcome_cell(r, words, forecast),
        number_cell(words.number(score, 2)),
    )


def deadline_text(proposition: Proposition, words: Catalogue) -> str:
    """Say until when a proposition runs."""
    if proposition.deadline is None:
        return words.say("said.no_deadline")
    return words.say("said.by", day=words.moment(proposition.deadline))


def foreign_span(picked: tuple[str, str], words: Catalogue, *, strong: bool = False) -> TextSpan:
    """Mark a text whose language is not that of the report."""
    text, language = picked
    return TextSpan(text, None if language == words.language else language, strong)


def _quote_cell(r: Retrospective, words: Catalogue, forecast: Forecast) -> Cell:
    """Give the words of the source, their translation, and who said them when."""
    statement = r.book.statements.get(forecast.statement or "")
    lines: list[TextLine] = _quote_lines(r, words, statement) if statement else []
    name = foreign_span(r.book.forecasters[forecast.forecaster].name.pick(words.language), words)
    return text_cell(*lines, line(name, f", {words.moment(forecast.made_at)}"))


def _quote_lines(r: Retrospective, words: Catalogue, statement: Statement) -> list[TextLine]:
    """Give a quote in its language and, if it differs, in that of the report."""
    language = r.book.documents[statement.document].language
    lines = [line(foreign_span((words.quote(statement.quote), language), words))]
    if translation := quote_translation(statement, language, words):
        lines.append(line(f"({translation})"))
    return lines


def quote_translation(statement: Statement, language: str, words: Catalogue) -> str | None:
    """Give the translation of a quote into the language of the report, if one is needed."""
    if language == words.language or statement.translation is None:
        return None
    found: str | None = getattr(statement.translation, words.language)
    return found


def confidence_lines(forecast: Forecast, words: Catalogue) -> list[str]:
    """Give a number; a phrase or range with its mean; a line for each option or quantile."""
    match forecast.confidence:
        case Stated(p=p):
            return [words.percent(float(p))]
        case Worded(phrase=phrase) as worded:
            return [
                *_mean_and_range_lines(worded, words),
                words.quote(phrase),
                *_basis_lines(worded, words),
            ]
        case Ranged() as ranged:
            return _mean_and_range_lines(ranged, words)
        case Shares(p=shares):
            return [f"{option}: {words.percent(float(p))}" for option, p in shares]
        case QuantileAnswer(at=at):
            return [f"{words.percent(float(p))}: {value}" for p, value in at]
        case Sealed():
            return [words.say("said.sealed")]


def _basis_lines(confidence: Worded, words: Catalogue) -> list[str]:
    """Say where the numbers of a word are from, where that is known."""
    basis = find_word_basis(confidence)
    return [f"({words.say(f'words.as_{basis}')})"] if basis else []


def _mean_and_range_lines(confidence: Worded | Ranged, words: Catalogue) -> list[str]:
    """Give the mean probability and the central range of a distribution."""
    mean, sd = confidence_logits(confidence)
    lower, upper = (float(limit) for limit in probability_interval(mean, sd))
    mean_p = float(mean_probability(mean, sd))
    return [words.percent(mean_p), f"[{words.percents(lower, upper)}]"]


def _outcome_cell(r: Retrospective, words: Catalogue, forecast: Forecast) -> Cell:
    """Say what happened, and when that was decided."""
    resolution = r.book.resolutions[forecast.proposition]
    decided = resolution.decided_at or resolution.known_at
    return text_cell(
        TextSpan(words.say(f"outcome.{resolution.outcome}"), strong=True),
        words.say("said.decided", day=words.moment(decided)),
    )
