"""``brierbook log``: write down what somebody believes."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli.completing import forecasters, propositions, tags
from brierbook.cli.desk import Desk, common, zoned
from brierbook.cli.echo import Logged, as_data, as_text, warnings
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.log import log
from brierbook.forecasts.life.notices import Near, near
from brierbook.forecasts.life.told import Told, as_asked, read_told

STDIN = "-"
EXAMPLES = """\b
Examples:
  brierbook log "Damascus changes hands 12% by:2027-12-31 #syria"
  brierbook log 'Режим впаде 12,5% до:31.12.2027 #сирія'
  brierbook log "Inflation ends above 5%" --p 0.3 --by "end of 2027" -t economy
  brierbook log "Who wins" --options "A 20%, B 30%, other 50%" --by 2027-05-01
  brierbook log "Turnout" --quantiles "10%: 55; 50%: 62; 90%: 70" --unit percent
  brierbook log - < forecasts.txt
"""


@click.command("log", epilog=EXAMPLES)
@click.argument("line", nargs=-1)
@click.option("-p", "--p", help="The probability: 12%, 0.12, 1:7 or 1/8.")
@click.option("--by", metavar="DATE", help="The deadline; that day is included.")
@click.option(
    "-t", "--tag", "tags", multiple=True, shell_complete=tags, help="A tag; may be repeated."
)
@click.option("--criteria", help="What will count as yes.")
@click.option("--source", metavar="FILE:START-END", help="The quote that it rests on.")
@click.option("--reason", help="Why.")
@click.option(
    "--as",
    "who",
    metavar="NAME",
    shell_complete=forecasters,
    help="Whose forecast; else $BRIERBOOK_AS, else yours.",
)
@click.option("--made-at", metavar="DATE", help="When it was made, if not now.")
@click.option("--id", "id", help="The id of the proposition; else the next number.")
@click.option(
    "--if",
    "condition",
    metavar="ID",
    shell_complete=propositions,
    help="The proposition that is its condition.",
)
@click.option("--event", help="The event that it hangs on.")
@click.option("--options", "options", help="Options and their probabilities, which sum to 100%.")
@click.option("--ordered", is_flag=True, help="The options have an order.")
@click.option("--quantiles", help="Levels with numbers or days: 10%: 55; 90%: 70.")
@click.option("--unit", help="The unit of the number.")
@click.option("--range", "range", metavar="P..P", help="A range that holds the middle 90%.")
@click.option("--word", help="A word of probability, through a lexicon.")
@click.option("--lexicon", metavar="NAME", help="The lexicon of the word.")
@click.option(
    "--sealed", "seal", type=click.Path(path_type=Path), help="Hide it; this new file opens it."
)
@click.option("--key", help="A name of this request: sent twice, it is logged once.")
@click.option("--dry-run", is_flag=True, help="Check and show, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask whether to write many.")
@zoned
@common
@click.pass_context
def command(ctx: click.Context, /, line: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Log a forecast: TEXT P% by:DATE #tag.

    The probability, the deadline and the tags follow the text in any order. Called without a line
    on a terminal, it asks. With - it reads many lines, or JSON objects, one a line: all or nothing.
    """
    desk = Desk(ctx)
    told = Told(text=" ".join(line), **{name: given[name] for name in given if name in TOLD})
    if line == (STDIN,):
        from brierbook.cli.many import log_many  # noqa: PLC0415  # seldom needed

        log_many(desk, told, given)
        return
    if not line:
        from brierbook.cli.asking import ask_for  # noqa: PLC0415  # seldom needed

        told = ask_for(desk, told)
    log_one(desk, told, given)


TOLD = Told.__annotations__


def log_one(desk: Desk, told: Told, given: dict[str, Any]) -> None:
    """Log one forecast, and say what was understood."""
    claim, belief = read_told(told, desk.setting)
    alike: list[Near] = []

    def do(batch: Batch) -> None:
        alike.extend(near(batch.store, claim.text))
        log(batch, claim, belief, desk.moment)

    request = desk.request(as_asked(told), given["key"])
    done = ask(desk.store, request, do, workspace=desk.workspace, rehearse=given["dry_run"])
    logged = Logged.of(desk, done.records, tuple(alike), told.seal)
    told_of = warnings(desk, logged, done.clock_behind)
    if given["as_json"]:
        rows = [as_data(desk, logged, told_of)]
        desk.give("log", {"logged": rows, "repeated": done.repeated, "dry_run": given["dry_run"]})
    else:
        desk.say(as_text(desk, logged))
    for _, message in told_of:
        desk.warn(message)
    if done.repeated:
        desk.warn(desk.words.say("log.repeated"))
    elif given["dry_run"]:
        desk.warn(desk.words.count("rehearsed", 1))
