"""``brierbook log``: write down what somebody believes."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli.shared.completers import complete_forecaster, complete_proposition, complete_tag
from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.logged_text import (
    LoggedForecast,
    list_warnings,
    logged_as_data,
    logged_text,
)
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.log import log_forecast
from brierbook.forecasts.life.notices import SimilarProposition, similar_propositions
from brierbook.forecasts.life.readers.reading import ForecastInput
from brierbook.forecasts.life.readers.requests import read_request

__all__ = ["command"]

STDIN = "-"
EXAMPLES = """\b
Examples:
  brierbook log "Damascus changes hands 12% by:2027-12-31 #syria"
  brierbook log 'Режим впаде 12,5% до:31.12.2027 #сирія'
  brierbook log "Likely: the tunnel opens by 31 May"
  brierbook log "Inflation ends above 5%" --p 0.3 --by "end of 2027" -t economy
  brierbook log "Who wins" --options "A 20%, B 30%, other 50%" --by 2027-05-01
  brierbook log "Who comes" --options "Ann 60%, Bob 70%" --several --by 2027-05-01
  brierbook log "Turnout" --quantiles "10%: 55; 50%: 62; 90%: 70" --unit percent --bounds 0..100
  brierbook log - < forecasts.txt
"""


@click.command("log", epilog=EXAMPLES)
@click.argument("line", nargs=-1)
@click.option("-p", "--p", help="The probability: 12%, 0.12, 1:7, 1/8 or 3 in 10.")
@click.option("--by", metavar="DATE", help="The deadline; that day is included.")
@click.option(
    "-t",
    "--tag",
    "tags",
    multiple=True,
    shell_complete=complete_tag,
    help="A tag; may be repeated.",
)
@click.option("--criteria", help="What will count as yes.")
@click.option("--source", metavar="FILE", help="The document that it rests on.")
@click.option("--quote", metavar="WORDS", help="The words of the document, as they stand there.")
@click.option("--reason", help="Why.")
@click.option(
    "--as",
    "who",
    metavar="NAME",
    shell_complete=complete_forecaster,
    help="Whose forecast; else $BRIERBOOK_AS, else yours.",
)
@click.option("--made-at", metavar="DATE", help="When it was made, if not now.")
@click.option("--id", "id", help="The id of the proposition; else the next number.")
@click.option(
    "--if",
    "condition",
    metavar="ID",
    shell_complete=complete_proposition,
    help="The proposition that is its condition.",
)
@click.option("--event", help="The event that it hangs on.")
@click.option("--options", "options", help="Options and their probabilities, which sum to 100%.")
@click.option("--ordered", is_flag=True, help="The options have an order.")
@click.option("--several", is_flag=True, help="Several of the options may come true.")
@click.option("--quantiles", help="Levels with numbers or days: 10%: 55; 90%: 70.")
@click.option("--unit", help="The unit of the number.")
@click.option("--bounds", metavar="LOW..HIGH", help="What the question allows: 0..100, or 0..")
@click.option("--range", "range", metavar="P..P", help="A range that holds the middle 90%.")
@click.option("--word", help="A word of probability, through a lexicon.")
@click.option("--lexicon", metavar="NAME", help="The lexicon of the word.")
@click.option(
    "--sealed", "seal", type=click.Path(path_type=Path), help="Hide it; this new file opens it."
)
@click.option("--key", help="A name of this request: sent twice, it is logged once.")
@click.option("--dry-run", is_flag=True, help="Check and show, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask whether to write many.")
@add_zone_option
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, line: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Log a forecast: TEXT P% by:DATE #tag.

    The probability, the deadline and the tags follow the text in any order. Called without a line
    on a terminal, it asks. With - it reads many lines, or JSON objects, one a line: all or nothing.
    """
    session = Session(ctx)
    told = ForecastInput(
        text=" ".join(line), **{name: given[name] for name in given if name in TOLD}
    )
    if line == (STDIN,):
        from brierbook.cli.keep.log_lines import log_standard_input  # seldom needed

        log_standard_input(session, told, given)
        return
    if not line:
        from brierbook.cli.keep.prompts import ask_missing_options  # seldom needed

        told = ask_missing_options(session, told)
    _log_one_forecast(session, told, given)


TOLD = ForecastInput.__annotations__


def _log_one_forecast(session: Session, told: ForecastInput, given: dict[str, Any]) -> None:
    """Log one forecast, and say what was understood."""
    read = read_request(told, session.setting)
    alike: list[SimilarProposition] = []

    def do(batch: Batch) -> None:
        alike.extend(similar_propositions(batch.store, read.claim.text))
        log_forecast(batch, read.claim, read.belief, session.moment)

    request = session.request(read.asked, given["key"])
    done = append_batch(
        session.store, request, do, workspace=session.workspace, rehearse=given["dry_run"]
    )
    logged = LoggedForecast.of(session, done.records, tuple(alike), told.seal)
    told_of = list_warnings(session, logged, done.clock_behind)
    if given["as_json"]:
        rows = [logged_as_data(session, logged, told_of)]
        session.give(
            "log", {"logged": rows, "repeated": done.repeated, "dry_run": given["dry_run"]}
        )
    else:
        session.say(logged_text(session, logged))
    for _, message in told_of:
        session.warn(message)
    if done.repeated:
        session.warn(session.words.say("log.repeated"))
    elif given["dry_run"]:
        session.warn(session.words.count("rehearsed", 1))
