"""``brierbook due``: what should be resolved."""

from datetime import timedelta

import click

from brierbook.cli.desk import Desk, common, past, zoned
from brierbook.cli.listing import as_data, table
from brierbook.cli.main import NOTHING
from brierbook.forecasts.search import Found, due

LIMIT = 50
EXAMPLES = """\b
Examples:
  brierbook due
  brierbook due --days 7                      and what will be due within a week
  brierbook due --exit-code >/dev/null || echo "nothing to resolve"
"""


@click.command("due", epilog=EXAMPLES)
@click.option("--days", type=click.IntRange(0, 36_500), default=0, help="Look so far ahead.")
@click.option("-n", "--limit", type=click.IntRange(1), default=LIMIT, show_default=True)
@click.option("-a", "--all", "everything", is_flag=True, help="List all that are due.")
@click.option("--exit-code", is_flag=True, help="Exit with 5 when nothing is due.")
@past
@zoned
@common
@click.pass_context
def command(  # one for each option
    ctx: click.Context,
    /,
    *,
    days: int,
    limit: int,
    everything: bool,
    exit_code: bool,
    as_json: bool,
    **_: str | None,
) -> None:
    """List open propositions whose deadline has passed, the most overdue first."""
    desk = Desk(ctx)
    store = desk.store  # it sets the clock back where a past instant is asked for
    page = due(store, desk.now + timedelta(days=days), None if everything else limit)
    if as_json:
        desk.give("due", as_data(page, desk))
    elif page.found:
        desk.say(table(desk, page, lambda found: overdue(desk, found), "overdue"))
    else:
        desk.warn(desk.words.say("due.nothing"))
    if more := page.total - len(page.found):
        desk.warn(desk.words.count("more", more))
    if exit_code and not page.total:
        ctx.exit(NOTHING)


def overdue(desk: Desk, found: Found) -> str:
    """Say how many days ago it should have been resolved, or how many are left."""
    until = found.proposition.deadline
    if until is None:
        return ""
    days = (desk.setting.today - until.last_day).days
    if days > 0:
        return desk.words.count("days_over", days)
    return desk.words.count("days_left", -days) if days else desk.words.say("log.last_day")
