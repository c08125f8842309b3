"""``brierbook update``: change one's mind about a proposition."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli.shared import wording
from brierbook.cli.shared.completers import complete_forecaster, complete_proposition
from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.logged_text import forecaster_name, list_horizon_warnings
from brierbook.errors import Message
from brierbook.forecasts.entries.records import Forecast, Stated
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.finding import find_proposition_id, read_proposition
from brierbook.forecasts.life.readers.reading import (
    WAYS,
    ForecastInput,
    confidence_option,
    input_as_data,
    read_belief_options,
    read_confidence_options,
)
from brierbook.forecasts.life.update import update_forecast

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook update 41 30%
  brierbook update 41 1:3 --reason "The talks broke down." --as Anna
  brierbook update 52 "A 10%, B 40%, other 50%"
  brierbook update 53 "10%: 57; 50%: 63; 90%: 69"
  brierbook update 41 --word likely
  brierbook update - < updates.jsonl
"""
STDIN = "-"
# how the positional value is read, by the kind of the proposition
WAY = {"binary": "p", "categorical": "options", "numeric": "quantiles", "date": "quantiles"}


@click.command("update", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=complete_proposition)
@click.argument("value", metavar="P", required=False)
@click.option("--range", "range", metavar="P..P", help="A range that holds the middle 90%.")
@click.option("--word", help="A word of probability, through a lexicon.")
@click.option("--lexicon", metavar="NAME", help="The lexicon of the word.")
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
@click.option(
    "--sealed", "seal", type=click.Path(path_type=Path), help="Hide it; this new file opens it."
)
@click.option("--key", help="A name of this request: sent twice, it is logged once.")
@add_zone_option
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, proposition: str, value: str | None, **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Log a later forecast of a proposition that is in the book.

    P is a probability, or options or quantiles where the proposition asks for them. What was said
    before stays in the book; scores are averaged over the time that each stood. With - as ID it
    reads many, one a line: an id and a probability, or JSON objects.
    """
    session = Session(ctx)
    if proposition == STDIN:
        from brierbook.cli.shared.deed_lines import record_standard_input  # seldom needed

        record_standard_input(session, "update", key=given["key"], as_json=given["as_json"])
        return
    name = find_proposition_id(session.store, proposition)
    before = _standing_by_forecaster(session, name)
    told = _read_update(session, name, value, given)
    belief = read_belief_options(
        told, read_confidence_options(told, session.setting), session.setting
    )

    def do(batch: Batch) -> None:
        update_forecast(batch, name, belief, session.moment)

    request = session.request([name, input_as_data(told)], given["key"])
    done = append_batch(session.store, request, do, workspace=session.workspace)
    [forecast] = [each for each in done.records if isinstance(each, Forecast)]
    _show_update(session, forecast, before.get(forecast.forecaster), given["as_json"])


def _read_update(
    session: Session, name: str, value: str | None, given: dict[str, Any]
) -> ForecastInput:
    """Put together what was typed; what the value means depends on the kind of proposition."""
    asked = read_proposition(session.store, name)
    fields = {key: given[key] for key in given if key in ForecastInput.__annotations__}
    fields["several"] = not asked.answers.exclusive
    told = ForecastInput(text=name, **fields | ({WAY[asked.answers.kind]: value} if value else {}))
    if confidence_option(told) is None:
        raise click.UsageError(
            Message(
                "Give P, or one of {known}.",
                "usage.give_p",
                {"known": ", ".join(f"--{way}" for way in WAYS[1:3])},
            )
        )
    return told


def _standing_by_forecaster(session: Session, name: str) -> dict[str, str]:
    """Give what each forecaster said last."""
    from brierbook.forecasts.query.search import standing_forecasts  # not needed by others

    return {each.forecaster: each.forecast for each in standing_forecasts(session.store, name)}


def _show_update(session: Session, forecast: Forecast, before: str | None, as_json: bool) -> None:  # noqa: FBT001  # passed on
    """Say what was understood."""
    words = session.words
    book = session.store.slice([f"proposition:{forecast.proposition}"])
    claim = book.propositions[forecast.proposition]
    told_of = list_horizon_warnings(session, claim, forecast)
    for _, message in told_of:
        session.warn(message)
    made, earlier = forecast.confidence, book.forecasts.get(before or "")
    was = wording.confidence_text(earlier.confidence, words) if earlier else None
    said = wording.confidence_text(made, words)
    if as_json:
        data = {"id": claim.id, "forecast": forecast.id, "forecaster": forecast.forecaster}
        p = {"p": f"{made.p:f}" if isinstance(made, Stated) else None, "said": said, "before": was}
        warnings = [{"kind": kind, "message": message} for kind, message in told_of]
        session.give("update", data | p | {"made_at": forecast.made_at.text, "warnings": warnings})
        return
    change = f"{was} → {said}" if was else said
    odds = f", {wording.as_odds(made.p, words)}" if isinstance(made, Stated) else ""
    session.say(f"{claim.id}  {wording.text_in_language(claim.text, words)}")
    session.say(f"    {change}{odds}")
    session.say(f"    {forecaster_name(session, forecast.forecaster)}")
