"""Model output of hubverse: a row for each quantile and each share."""

import csv
import io

from brierbook.errors import Message
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import QuantileAnswer, Shares
from brierbook.forecasts.exchange.writers.rows import (
    Written,
    WrittenRow,
    count_lost,
    list_rows,
    text_of,
)

__all__ = ["write_hubverse"]

HEAD = (
    "model_id",
    "origin_date",
    "target",
    "target_end_date",
    "output_type",
    "output_type_id",
    "value",
)


def write_hubverse(book: Book) -> Written:
    """Write quantiles and shares; a hub has no probability of yes or no."""
    rows = list_rows(book)
    kept = [
        row
        for row in rows
        if isinstance(row.forecast.confidence, QuantileAnswer | Shares)
        and row.proposition.deadline
        and row.proposition.answers.kind != "date"
    ]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for row in kept:
        writer.writerows(_lines(row))
    lost = count_lost(
        len(rows) - len(kept),
        lambda n: Message(
            "forecasts of yes or no, of days, and without a deadline: {n}",
            "export.lost_of_hub",
            {"n": n},
        ),
    )
    lost.append(Message("the hour at which forecasts were made", "export.lost_hours"))
    lost.append(Message("outcomes, which stand in the target data of a hub", "export.lost_targets"))
    return Written({"model-output.csv": text.getvalue()}, tuple(lost))


def _lines(row: WrittenRow) -> list[tuple[str, ...]]:
    """Write the lines of a forecast."""
    ends = row.proposition.deadline
    task = (
        row.who,
        row.forecast.made_at.first_day.isoformat(),
        text_of(row.proposition.text),
        ends.last_day.isoformat() if ends else "",
    )
    said = row.forecast.confidence
    if isinstance(said, Shares):
        return [(*task, "pmf", name, f"{p:f}") for name, p in said.p]
    at = said.at if isinstance(said, QuantileAnswer) else ()
    return [(*task, "quantile", f"{p:f}", value) for p, value in at]
