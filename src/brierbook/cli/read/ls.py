"""``brierbook ls``: list propositions."""

import re
from decimal import Decimal

import click

from brierbook.cli.shared import wording
from brierbook.cli.shared.completers import complete_term
from brierbook.cli.shared.listing import page_as_data, proposition_table
from brierbook.cli.shared.options import add_as_of_option, add_common_options, add_zone_option
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.query.search import FoundProposition, find_propositions
from brierbook.forecasts.query.syntax import parse_query

__all__ = ["command"]

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
@click.argument("query", nargs=-1, shell_complete=complete_term)
@click.option("-n", "--limit", type=click.IntRange(1), default=LIMIT, show_default=True)
@click.option("-a", "--all", "everything", is_flag=True, help="List all that are found.")
@add_as_of_option
@add_zone_option
@add_common_options
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
    session = Session(ctx)
    store = session.store  # it sets the clock back where a past instant is asked for
    asked = parse_query(" ".join(query), today=session.setting.today, zone=session.zone)
    page = find_propositions(store, asked, now=session.now, limit=None if everything else limit)
    if as_json:
        session.give("ls", page_as_data(page, session))
        return
    if not page.found:
        session.warn(session.words.say("ls.nothing"))
        return
    session.say(
        proposition_table(session, page, lambda found: _status_text(session, found), "status")
    )
    if more := page.total - len(page.found):
        session.warn(session.words.count("more", more))


def _status_text(session: Session, found: FoundProposition) -> str:
    """Say what became of a proposition."""
    until = found.proposition.deadline
    if found.status == "open":
        late = until is not None and until.last <= session.now
        return session.words.say("status.due" if late else "status.open")
    if found.status != "resolved":
        return session.words.say(f"status.{found.status}")
    return _outcome_text(session, found.outcome or "", found.proposition.answers.kind)


def _outcome_text(session: Session, outcome: str, kind: str) -> str:
    """Write an outcome, or the answer where it has one."""
    if outcome in ("yes", "no", "below", "above", "options"):
        return session.words.say(f"status.{outcome}")
    if kind == "categorical":
        return as_printable(outcome)
    if kind == "binary":
        share = wording.as_percent(Decimal(outcome), session.words)
        return session.words.say("status.fraction", share=share)
    return wording.value_text(outcome, session.words)
