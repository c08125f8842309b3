"""``brierbook withdraw``: hold no forecast any more."""

from typing import TYPE_CHECKING

import click

from brierbook.cli.shared.completers import complete_forecaster, complete_proposition
from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.logged_text import forecaster_name
from brierbook.forecasts.entries.records import Withdrawal
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.readers.reading import read_optional_moment
from brierbook.forecasts.life.update import withdraw_forecast

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["command"]

STDIN = "-"
EXAMPLES = """\b
Examples:
  brierbook withdraw 41
  brierbook withdraw 41 --as Anna --reason "The question makes no sense now."
"""


@click.command("withdraw", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=complete_proposition)
@click.option("--reason", help="Why.")
@click.option(
    "--as",
    "who",
    metavar="NAME",
    shell_complete=complete_forecaster,
    help="Whose forecast; else $BRIERBOOK_AS, else yours.",
)
@click.option("--made-at", metavar="DATE", help="Since when, if not now.")
@click.option("--key", help="A name of this request: sent twice, it is logged once.")
@add_zone_option
@add_common_options
@click.pass_context
def command(  # one for each option
    ctx: click.Context,
    /,
    proposition: str,
    *,
    reason: str | None,
    who: str | None,
    made_at: str | None,
    key: str | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Hold no forecast of a proposition from now on; what was said until then still counts.

    With - as ID it reads many, one a line: an id, or JSON objects.
    """
    session = Session(ctx)
    if proposition == STDIN:
        from brierbook.cli.shared.deed_lines import record_standard_input  # seldom needed

        record_standard_input(session, "withdraw", key=key, as_json=as_json)
        return
    since = read_optional_moment(made_at, session.setting, "made-at") or session.moment

    def do(batch: Batch) -> None:
        withdraw_forecast(batch, proposition, who or session.setting.me, since, reason)

    asked: list[Json] = ["withdraw", proposition, who, made_at, reason]
    done = append_batch(session.store, session.request(asked, key), do)
    [made] = [each for each in done.records if isinstance(each, Withdrawal)]
    if as_json:
        data = {"id": made.proposition, "forecaster": made.forecaster}
        session.give("withdraw", data | {"made_at": made.made_at.text})
    else:
        name = forecaster_name(session, made.forecaster)
        session.say(session.words.say("done.withdrawn", who=name, id=made.proposition))
