"""``brierbook update``: change one's mind about a proposition."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli import wording
from brierbook.cli.completing import forecasters, propositions
from brierbook.cli.desk import Desk, common, zoned
from brierbook.cli.echo import name_of
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.finding import find_id, proposition_of
from brierbook.forecasts.life.told import WAYS, Told, as_asked, read_belief, read_confidence, way_of
from brierbook.forecasts.life.update import update
from brierbook.forecasts.records import Forecast, Stated

EXAMPLES = """\b
Examples:
  brierbook update 41 30%
  brierbook update 41 1:3 --reason "The talks broke down." --as Anna
  brierbook update 52 "A 10%, B 40%, other 50%"
  brierbook update 53 "10%: 57; 50%: 63; 90%: 69"
  brierbook update 41 --word likely
"""
# how the positional value is read, by the kind of the proposition
WAY = {"binary": "p", "categorical": "options", "numeric": "quantiles", "date": "quantiles"}


@click.command("update", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=propositions)
@click.argument("value", metavar="P", required=False)
@click.option("--range", "range", metavar="P..P", help="A range that holds the middle 90%.")
@click.option("--word", help="A word of probability, through a lexicon.")
@click.option("--lexicon", metavar="NAME", help="The lexicon of the word.")
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
@click.option(
    "--sealed", "seal", type=click.Path(path_type=Path), help="Hide it; this new file opens it."
)
@click.option("--key", help="A name of this request: sent twice, it is logged once.")
@zoned
@common
@click.pass_context
def command(ctx: click.Context, /, proposition: str, value: str | None, **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Log a later forecast of a proposition that is in the book.

    P is a probability, or options or quantiles where the proposition asks for them. What was said
    before stays in the book; scores are averaged over the time that each stood.
    """
    desk = Desk(ctx)
    name = find_id(desk.store, proposition)
    before = standing_of(desk, name)
    told = told_of(desk, name, value, given)
    belief = read_belief(told, read_confidence(told, desk.setting), desk.setting)

    def do(batch: Batch) -> None:
        update(batch, name, belief, desk.moment)

    request = desk.request([name, as_asked(told)], given["key"])
    done = ask(desk.store, request, do, workspace=desk.workspace)
    [forecast] = [each for each in done.records if isinstance(each, Forecast)]
    show(desk, forecast, before.get(forecast.forecaster), given["as_json"])


def told_of(desk: Desk, name: str, value: str | None, given: dict[str, Any]) -> Told:
    """Put together what was typed; what the value means depends on the kind of proposition."""
    fields = {key: given[key] for key in given if key in Told.__annotations__}
    asked = proposition_of(desk.store, name)
    told = Told(text=name, **fields | ({WAY[asked.answers.kind]: value} if value else {}))
    if way_of(told) is None:
        raise click.UsageError(f"Give P, or one of {', '.join(f'--{way}' for way in WAYS[1:3])}.")
    return told


def standing_of(desk: Desk, name: str) -> dict[str, str]:
    """Give what each forecaster said last."""
    from brierbook.forecasts.search import standing  # noqa: PLC0415  # not needed by others

    return {each.forecaster: each.forecast for each in standing(desk.store, name)}


def show(desk: Desk, forecast: Forecast, before: str | None, as_json: bool) -> None:  # noqa: FBT001  # passed on
    """Say what was understood."""
    words = desk.words
    book = desk.store.slice([f"proposition:{forecast.proposition}"])
    claim = book.propositions[forecast.proposition]
    made, earlier = forecast.confidence, book.forecasts.get(before or "")
    was = wording.said(earlier.confidence, words) if earlier else None
    said = wording.said(made, words)
    if as_json:
        data = {"id": claim.id, "forecast": forecast.id, "forecaster": forecast.forecaster}
        p = {"p": f"{made.p:f}" if isinstance(made, Stated) else None, "said": said, "before": was}
        desk.give("update", data | p | {"made_at": forecast.made_at.text})
        return
    change = f"{was} → {said}" if was else said
    odds = f", {wording.odds(made.p, words)}" if isinstance(made, Stated) else ""
    desk.say(f"{claim.id}  {wording.text_of(claim.text, words)}")
    desk.say(f"    {change}{odds}")
    desk.say(f"    {name_of(desk, forecast.forecaster)}")
