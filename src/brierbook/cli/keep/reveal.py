"""``brierbook reveal``: show what a sealed forecast hid."""

from pathlib import Path

import click

from brierbook.cli.shared import wording
from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.session import Session
from brierbook.forecasts.entries.records import Reveal, Stated
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.seals import add_reveal, read_opening_file

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook log "Rates are cut 70% by:2027-06-30" --sealed rates.seal
  brierbook reveal rates.seal
"""


@click.command("reveal", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, file: Path, *, as_json: bool, **_: str | None) -> None:
    """Show what a sealed forecast hid, from the file that opens it."""
    session = Session(ctx)
    opening = read_opening_file(file)

    def do(batch: Batch) -> None:
        add_reveal(batch, opening)

    done = append_batch(session.store, session.request(["reveal", opening.nonce.hex()]), do)
    [made] = [each for each in done.records if isinstance(each, Reveal)]
    said = wording.confidence_text(made.confidence, session.words)
    if as_json:
        p = f"{made.confidence.p:f}" if isinstance(made.confidence, Stated) else None
        data = {"id": made.proposition, "forecast": made.forecast, "forecaster": made.forecaster}
        session.give("reveal", data | {"p": p, "said": said})
    else:
        session.say(session.words.say("done.revealed", id=made.forecast, said=said))
