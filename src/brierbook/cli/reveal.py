"""``brierbook reveal``: show what a sealed forecast hid."""

from pathlib import Path

import click

from brierbook.cli import wording
from brierbook.cli.desk import Desk, common
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.seals import read_opening, reveal
from brierbook.forecasts.records import Reveal, Stated

EXAMPLES = """\b
Examples:
  brierbook log "Rates are cut 70% by:2027-06-30" --sealed rates.seal
  brierbook reveal rates.seal
"""


@click.command("reveal", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@common
@click.pass_context
def command(ctx: click.Context, /, file: Path, *, as_json: bool, **_: str | None) -> None:
    """Show what a sealed forecast hid, from the file that opens it."""
    desk = Desk(ctx)
    opening = read_opening(file)

    def do(batch: Batch) -> None:
        reveal(batch, opening)

    done = ask(desk.store, desk.request(["reveal", opening.nonce.hex()]), do)
    [made] = [each for each in done.records if isinstance(each, Reveal)]
    said = wording.said(made.confidence, desk.words)
    if as_json:
        p = f"{made.confidence.p:f}" if isinstance(made.confidence, Stated) else None
        data = {"id": made.proposition, "forecast": made.forecast, "forecaster": made.forecaster}
        desk.give("reveal", data | {"p": p, "said": said})
    else:
        desk.say(desk.words.say("done.revealed", id=made.forecast, said=said))
