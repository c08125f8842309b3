"""The part of a book that a command is asked for: a query, and when outcomes became known."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from brierbook.cli.shared.judged_book import JudgedBook
    from brierbook.forecasts.query.matching import MatchedIds
    from brierbook.reports.findings.selection import Selection

__all__ = ["add_selection_options", "read_selection", "select_asked"]


def add_selection_options[F: Callable[..., Any] | click.Command](command: F) -> F:
    """Let a command take a query, and the period in which outcomes became known."""
    options = (
        click.argument("query", nargs=-1),
        click.option("--since", metavar="DAY", help="Leave out what was known before this day."),
        click.option("--until", metavar="DAY", help="Leave out what became known after this day."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def read_selection(
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    now: "datetime",
    **rest: Any,  # noqa: ANN401  # what else a selection says
) -> "Selection":
    """Read which part of a book is meant; days are counted from when it is judged."""
    from brierbook.forecasts.lines.dates import read_past_day  # only here
    from brierbook.reports.findings.selection import ZONE, Selection  # heavy

    first, last = (
        read_past_day(said, today=now.date(), zone=ZONE) if said else None
        for said in (since, until)
    )
    return Selection(" ".join(query).strip(), first, last, **rest)


def select_asked(
    judged: "JudgedBook", query: tuple[str, ...], since: str | None, until: str | None
) -> "MatchedIds | None":
    """Find the forecasts that are asked for; None where nothing is left out."""
    if not (query or since or until):
        return None
    from brierbook.reports.findings.selection import select_forecasts  # heavy

    asked = read_selection(query, since, until, judged.now)
    return select_forecasts(judged.book, asked, now=judged.now)
