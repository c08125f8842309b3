"""Tables: plain CSV, Fatebook's, and one in Markdown."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC

from brierbook.errors import Message
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.exchange.writers.rows import (
    Written,
    WrittenRow,
    by_question,
    count_lost,
    list_rows,
    only_stated,
    outcomes_lost,
    text_of,
)
from brierbook.forecasts.when import Moment

__all__ = ["write_fatebook", "write_markdown_table", "write_table"]

HEAD = (
    *("id", "question", "who", "p (0-1)", "made at", "deadline", "outcome", "known at"),
    *("criteria", "tags", "reason"),
)
FATEBOOK = (
    *("Question title", "Multiple choice option", "Forecast created by"),
    *("Forecast (scale = 0-1)", "Forecast created at", "Question created by"),
    *("Question created at", "Question resolve by", "Resolution", "Resolved at"),
    *("Your Brier score for this question", "Your relative Brier score for this question"),
    *("Question notes", "Question shared with", "Question shared publicly"),
    *("Question comments", "Question tags"),
)
TABLE_OUTCOMES = ("yes", "no", "annulled", "ambiguous")
FATEBOOK_OUTCOMES = {"yes": "YES", "no": "NO", "ambiguous": "AMBIGUOUS"}


def _as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as comma-separated values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def _moment_text(moment: Moment | None) -> str:
    """Write an instant or a day as entries do; of a stretch of days nothing is said."""
    return "" if moment is None or "/" in moment.text.partition("[")[0] else moment.text


def write_table(book: Book) -> Written:
    """Write a plain table, one forecast a row."""
    rows, lost = only_stated(list_rows(book))
    lost += outcomes_lost(rows, TABLE_OUTCOMES)
    return Written({"forecasts.csv": _as_csv(HEAD, map(_table_row, rows))}, tuple(lost))


def _table_row(row: WrittenRow) -> tuple[str, ...]:
    """Write a forecast."""
    proposition, known = row.proposition, row.resolution.known_at if row.resolution else None
    outcome = row.outcome if row.outcome in TABLE_OUTCOMES else ""
    return (
        row.question_id,
        text_of(proposition.text),
        row.who,
        f"{row.p:f}",
        row.forecast.made_at.text,
        _moment_text(proposition.deadline),
        outcome,
        _moment_text(known) if outcome else "",
        text_of(proposition.criteria) if proposition.criteria else "",
        "; ".join(proposition.tags),
        row.forecast.reason or "",
    )


def write_fatebook(book: Book) -> Written:
    """Write the columns of Fatebook's export, in its clock, UTC."""
    rows, lost = only_stated(list_rows(book))
    lost += outcomes_lost(rows, FATEBOOK_OUTCOMES)
    opened = {
        proposition.id: _opening_time(proposition.opened, group)
        for proposition, group in by_question(rows)
    }
    lines = [_fatebook_row(row, opened[row.proposition.id]) for row in rows]
    hours = sum(row.forecast.made_at.first != row.forecast.made_at.last for row in rows)
    lost += count_lost(
        hours,
        lambda n: Message(
            "days without an hour, written as their first second: {n}", "export.lost_days", {"n": n}
        ),
    )
    lost.append(
        Message("its scores, shares and comments are left blank", "export.lost_of_fatebook")
    )
    return Written({"fatebook-forecasts.csv": _as_csv(FATEBOOK, lines)}, tuple(lost))


def _opening_time(opened: Moment | None, rows: list[WrittenRow]) -> Moment:
    """Tell when a question was asked; if nothing says it, with its first forecast."""
    return opened or min((row.forecast.made_at for row in rows), key=lambda each: each.first)


def _site_time(moment: Moment, *, end: bool = False) -> str:
    """Write a time as the site does: seconds without a zero before them, no zone."""
    at = (moment.last if end else moment.first).astimezone(UTC)
    return f"{at:%Y-%m-%d %H:%M}:{at.second}"


def _fatebook_row(row: WrittenRow, opened: Moment) -> tuple[str, ...]:
    """Write a forecast."""
    proposition = row.proposition
    resolution = FATEBOOK_OUTCOMES.get(row.outcome, "")
    known = row.resolution.known_at if row.resolution and resolution else None
    criteria = text_of(proposition.criteria) if proposition.criteria else ""
    title, option = _title_and_option(row)
    return (
        title,
        option,
        row.who,
        f"{row.p:f}",
        _site_time(row.forecast.made_at),
        row.who,
        _site_time(opened),
        _site_time(proposition.deadline, end=True) if proposition.deadline else "",
        resolution,
        _site_time(known) if known else "",
        *("", "", criteria, "", "false", ""),
        "; ".join(proposition.tags),
    )


def _title_and_option(row: WrittenRow) -> tuple[str, str]:
    """Take the option of a question apart again, where that came from Fatebook."""
    text, named = text_of(row.proposition.text), row.proposition.platform_id
    option = named.id.rpartition(" | ")[2] if named and named.platform == "fatebook" else ""
    ending = f" — {option}"
    return (text.removesuffix(ending), option) if option and text.endswith(ending) else (text, "")


def write_markdown_table(book: Book) -> Written:
    """Write a table with a column for each person, who has the last forecast of each question."""
    rows, lost = only_stated(list_rows(book))
    lost += outcomes_lost(rows, TABLE_OUTCOMES)
    people = list(dict.fromkeys(row.who for row in rows))
    lines = [["Question", *people, "Outcome"], ["---"] * (len(people) + 2)]
    replaced = 0
    for proposition, group in by_question(rows):
        last = {row.who: row for row in sorted(group, key=lambda each: each.forecast.made_at.last)}
        replaced += len(group) - len(last)
        cells = [f"{last[who].p * 100:f}%" if who in last else "-" for who in people]  # type: ignore[operator]  # stated ones
        outcome = group[0].outcome if group[0].outcome in TABLE_OUTCOMES else ""
        lines.append([text_of(proposition.text), *cells, outcome.upper()])
    lost += count_lost(
        replaced,
        lambda n: Message(
            "forecasts that a later one replaced: {n}", "export.lost_replaced", {"n": n}
        ),
    )
    lost.append(
        Message(
            "the times of forecasts, deadlines, criteria, tags and reasons", "export.lost_times"
        )
    )
    text = "\n".join("|" + "|".join(map(_escape_cell, line)) + "|" for line in lines) + "\n"
    return Written({"forecasts.md": text}, tuple(lost))


def _escape_cell(cell: str) -> str:
    """Write a cell so that it stays one; marks of Markdown in a text stay what they are."""
    plain = "".join(f"\\{sign}" if sign in "\\|*_`~" else sign for sign in cell)
    return " ".join(plain.split())
