"""``brierbook ls``: list propositions."""

import re

import click

from brierbook.cli import wording
from brierbook.cli.completing import terms
from brierbook.cli.desk import Desk, common, past, zoned
from brierbook.cli.listing import as_data, table
from brierbook.cli.plain import plain
from brierbook.forecasts.lines.query import parse_query
from brierbook.forecasts.search import Found, find

LIMIT = 50
NEGATED = re.compile(r'-(?:[^\W\d_]+(?:<=|>=|[:=<>])|#|")')
EXAMPLES = """\b
Examples:
  brierbook ls
  brierbook ls 'tag:syria status:open p>0.3 by<2027-01-01'
  brierbook ls 'тег:сирія стан:відкрито'
  brierbook ls '"fall of Damascus" -tag:war' --all --json
  brierbook ls --as-of 2026-12-31
"""


class QueryCommand(click.Command):
    """A command whose terms may begin with a minus, as options do."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take such terms from among the options, unless the user parted them."""
        terms = [] if "--" in args else [each for each in args if NEGATED.match(each)]
        rest = [each for each in args if each not in terms]
        return super().parse_args(ctx, [*rest, "--", *terms] if terms else args)


@click.command("ls", cls=QueryCommand, epilog=EXAMPLES)
@click.argument("query", nargs=-1, shell_complete=terms)
@click.option("-n", "--limit", type=click.IntRange(1), default=LIMIT, show_default=True)
@click.option("-a", "--all", "everything", is_flag=True, help="List all that are found.")
@past
@zoned
@common
@click.pass_context
def command(  # one for each option
    ctx: click.Context,
    /,
    query: tuple[str, ...],
    *,
    limit: int,
    everything: bool,
    as_json: bool,
    **_: str | None,
) -> None:
    """List the propositions that a query asks for, the newest first.

    A query is terms that must all hold: tag: status: kind: p< p> by< by> made: known: forecaster:
    event: source: id: lang:, a #tag, or words of the text. A comma means or, a minus before a term
    means not.
    """
    desk = Desk(ctx)
    store = desk.store  # it sets the clock back where a past instant is asked for
    asked = parse_query(" ".join(query), today=desk.setting.today, zone=desk.zone)
    page = find(store, asked, now=desk.now, limit=None if everything else limit)
    if as_json:
        desk.give("ls", as_data(page, desk))
        return
    if not page.found:
        desk.warn(desk.words.say("ls.nothing"))
        return
    desk.say(table(desk, page, lambda found: status(desk, found), "status"))
    if more := page.total - len(page.found):
        desk.warn(desk.words.count("more", more))


def status(desk: Desk, found: Found) -> str:
    """Say what became of a proposition."""
    until = found.proposition.deadline
    if found.status == "open":
        late = until is not None and until.last <= desk.now
        return desk.words.say("status.due" if late else "status.open")
    if found.status != "resolved":
        return desk.words.say(f"status.{found.status}")
    if found.outcome in ("yes", "no"):
        return desk.words.say(f"status.{found.outcome}")
    answer = found.outcome or ""
    kind = found.proposition.answers.kind
    return plain(answer) if kind == "categorical" else wording.value_of(answer, desk.words)
