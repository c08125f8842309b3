"""``brierbook due``: what should be resolved."""

from datetime import timedelta

import click

from brierbook.cli.shared.exit_codes import NOTHING
from brierbook.cli.shared.listing import page_as_data, proposition_table
from brierbook.cli.shared.options import add_as_of_option, add_common_options, add_zone_option
from brierbook.cli.shared.session import Session
from brierbook.forecasts.query.search import FoundProposition, find_due

__all__ = ["command"]

LIMIT = 50
EXAMPLES = """\b
Examples:
  brierbook due
  brierbook due --days 7                      and what will be due within a week
  brierbook due --count                       a number alone, for a prompt
  brierbook due --days 365 --ics > due.ics    the deadlines of a year, for a calendar
  brierbook due --exit-code >/dev/null || echo "nothing to resolve"
"""


@click.command("due", epilog=EXAMPLES)
@click.option("--days", type=click.IntRange(0, 36_500), default=0, help="Look so far ahead.")
@click.option("-n", "--limit", type=click.IntRange(1), default=LIMIT, show_default=True)
@click.option("-a", "--all", "everything", is_flag=True, help="List all that are due.")
@click.option("--count", is_flag=True, help="Print only how many are due, for a prompt.")
@click.option("--ics", is_flag=True, help="Print the deadlines as a calendar (iCalendar).")
@click.option("--exit-code", is_flag=True, help="Exit with 5 when nothing is due.")
@add_as_of_option
@add_zone_option
@add_common_options
@click.pass_context
def command(  # one for each option
    ctx: click.Context,
    /,
    *,
    days: int,
    limit: int,
    everything: bool,
    count: bool,
    ics: bool,
    exit_code: bool,
    as_json: bool,
    **_: str | None,
) -> None:
    """List open propositions whose deadline has passed, the most overdue first."""
    session = Session(ctx)
    store = session.store  # it sets the clock back where a past instant is asked for
    page = find_due(store, session.now + timedelta(days=days), None if everything else limit)
    if count:
        click.echo(page.total)
    elif ics:
        from brierbook.cli.read.calendar_file import deadlines_as_calendar  # seldom asked for

        found = find_due(store, session.now + timedelta(days=days), None).found
        click.echo(deadlines_as_calendar(session, found), nl=False)
    elif as_json:
        session.give("due", page_as_data(page, session))
    elif page.found:
        session.say(
            proposition_table(session, page, lambda found: _overdue_days(session, found), "overdue")
        )
    else:
        session.warn(session.words.say("due.nothing"))
    more = 0 if count or ics else page.total - len(page.found)
    if more:
        session.warn(session.words.count("more", more))
    if exit_code and not page.total:
        ctx.exit(NOTHING)


def _overdue_days(session: Session, found: FoundProposition) -> str:
    """Say how many days ago it should have been resolved, or how many are left."""
    until = found.proposition.deadline
    if until is None:
        return ""
    days = (session.setting.today - until.last_day).days
    if days > 0:
        return session.words.count("days_over", days)
    return session.words.count("days_left", -days) if days else session.words.say("log.last_day")
