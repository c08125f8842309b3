"""Completing ids, tags and forecasters from the book, as a shell asks for them."""

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from brierbook.errors import BrierbookError

if TYPE_CHECKING:
    from brierbook.forecasts.store.database import Row

MOST = 50
LAST = "\U0010ffff"  # after everything that begins so
PROPOSITIONS = "SELECT id, text FROM proposition WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
TAGS = "SELECT DISTINCT tag, NULL FROM tag WHERE tag >= ? AND tag < ? ORDER BY tag LIMIT ?"
FORECASTERS = """SELECT DISTINCT forecaster, NULL FROM standing
    WHERE forecaster >= ? AND forecaster < ? ORDER BY forecaster LIMIT ?"""
FIELDS = ("tag:", "status:", "kind:", "forecaster:", "event:", "source:", "id:", "lang:")
STATUSES = ("open", "due", "resolved", "void", "ambiguous", "annulled", "withdrawn")


def propositions(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the id of a proposition."""
    return items(rows(ctx, PROPOSITIONS, typed))


def tags(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete a tag."""
    return items(rows(ctx, TAGS, typed))


def forecasters(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the id of a forecaster."""
    return items(rows(ctx, FORECASTERS, typed))


def terms(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete a term of a query: its field, then its value."""
    name, colon, value = typed.partition(":")
    if not colon:
        return [CompletionItem(each) for each in FIELDS if each.startswith(name)]
    if name == "status":
        found = [each for each in STATUSES if each.startswith(value)]
    else:
        asked = {"tag": TAGS, "id": PROPOSITIONS, "forecaster": FORECASTERS}.get(name)
        found = [row[0] for row in rows(ctx, asked, value)] if asked else []
    return [CompletionItem(f"{name}:{each}") for each in found]


def rows(ctx: click.Context, sql: str, typed: str) -> "list[Row]":
    """Ask the book; where there is none, nothing completes."""
    from brierbook.forecasts.store.opening import open_store  # noqa: PLC0415  # when a shell asks
    from brierbook.forecasts.workspace import find_workspace  # noqa: PLC0415  # the same

    try:
        store = open_store(find_workspace(ctx.find_root().params.get("book")))
    except BrierbookError:
        return []
    found = store.database.rows(sql, typed, typed + LAST, MOST)
    store.database.close()
    return found


def items(found: "list[Row]") -> list[CompletionItem]:
    """Show each value with what it stands for."""
    from brierbook.cli.plain import plain  # noqa: PLC0415  # when a shell asks

    return [CompletionItem(name, help=plain(about) if about else None) for name, about in found]
