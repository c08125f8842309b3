"""Completing ids, tags and forecasters from the book, as a shell asks for them."""

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from brierbook.errors import BrierbookError

if TYPE_CHECKING:
    from brierbook.forecasts.store.database import DatabaseRow

__all__ = ["complete_forecaster", "complete_proposition", "complete_tag", "complete_term"]

MOST = 50
LAST = "\U0010ffff"  # after everything that begins so
PROPOSITIONS = "SELECT id, text FROM proposition WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
TAGS = "SELECT DISTINCT tag, NULL FROM tag WHERE tag >= ? AND tag < ? ORDER BY tag LIMIT ?"
FORECASTERS = """SELECT DISTINCT forecaster, NULL FROM standing
    WHERE forecaster >= ? AND forecaster < ? ORDER BY forecaster LIMIT ?"""
FIELDS = ("tag:", "status:", "kind:", "forecaster:", "event:", "source:", "id:", "lang:")
STATUSES = ("open", "due", "resolved", "void", "ambiguous", "annulled", "withdrawn")


def complete_proposition(
    ctx: click.Context, _: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Complete the id of a proposition."""
    return _completion_items(_completion_rows(ctx, PROPOSITIONS, typed))


def complete_tag(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete a tag."""
    return _completion_items(_completion_rows(ctx, TAGS, typed))


def complete_forecaster(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the id of a forecaster."""
    return _completion_items(_completion_rows(ctx, FORECASTERS, typed))


def complete_term(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete a term of a query: its field, then its value."""
    name, colon, value = typed.partition(":")
    if not colon:
        return [CompletionItem(each) for each in FIELDS if each.startswith(name)]
    if name == "status":
        found = [each for each in STATUSES if each.startswith(value)]
    else:
        asked = {"tag": TAGS, "id": PROPOSITIONS, "forecaster": FORECASTERS}.get(name)
        found = [row[0] for row in _completion_rows(ctx, asked, value)] if asked else []
    return [CompletionItem(f"{name}:{each}") for each in found]


def _completion_rows(ctx: click.Context, sql: str, typed: str) -> "list[DatabaseRow]":
    """Ask the book; where there is none, nothing completes."""
    from brierbook.forecasts.store.opening import open_store  # when a shell asks
    from brierbook.forecasts.workspace.folders import find_workspace  # the same

    try:
        store = open_store(find_workspace(ctx.find_root().params.get("book")))
    except BrierbookError:
        return []
    found = store.database.rows(sql, typed, typed + LAST, MOST)
    store.database.close()
    return found


def _completion_items(found: "list[DatabaseRow]") -> list[CompletionItem]:
    """Show each value with what it stands for."""
    from brierbook.cli.shared.printable import as_printable  # when a shell asks

    return [
        CompletionItem(name, help=as_printable(about) if about else None) for name, about in found
    ]
