"""``brierbook withdraw``: hold no forecast any more."""

from typing import TYPE_CHECKING

import click

from brierbook.cli.completing import forecasters, propositions
from brierbook.cli.desk import Desk, common, zoned
from brierbook.cli.echo import name_of
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.told import moment
from brierbook.forecasts.life.update import withdraw
from brierbook.forecasts.records import Withdrawal

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

EXAMPLES = """\b
Examples:
  brierbook withdraw 41
  brierbook withdraw 41 --as Anna --reason "The question makes no sense now."
"""


@click.command("withdraw", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=propositions)
@click.option("--reason", help="Why.")
@click.option(
    "--as",
    "who",
    metavar="NAME",
    shell_complete=forecasters,
    help="Whose forecast; else $BRIERBOOK_AS, else yours.",
)
@click.option("--made-at", metavar="DATE", help="Since when, if not now.")
@click.option("--key", help="A name of this request: sent twice, it is logged once.")
@zoned
@common
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
    """Hold no forecast of a proposition from now on; what was said until then still counts."""
    desk = Desk(ctx)
    since = moment(made_at, desk.setting, "made-at") or desk.moment

    def do(batch: Batch) -> None:
        withdraw(batch, proposition, who or desk.setting.me, since, reason)

    asked: list[Json] = ["withdraw", proposition, who, made_at, reason]
    done = ask(desk.store, desk.request(asked, key), do)
    [made] = [each for each in done.records if isinstance(each, Withdrawal)]
    if as_json:
        data = {"id": made.proposition, "forecaster": made.forecaster}
        desk.give("withdraw", data | {"made_at": made.made_at.text})
    else:
        name = name_of(desk, made.forecaster)
        desk.say(desk.words.say("done.withdrawn", who=name, id=made.proposition))
