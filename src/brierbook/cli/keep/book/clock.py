"""``brierbook clock``: say that a clock ran ahead."""

import os

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.session import Session
from brierbook.forecasts.entries.records import Clock
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.store.rewriting.setting_clocks import set_clock_right

__all__ = ["command"]

KEY_BYTES = 16

EXAMPLES = """\b
Examples:
  brierbook clock --reason "The clock of the laptop was in 2099."
"""


@click.command("clock", epilog=EXAMPLES)
@click.option("--reason", required=True, help="Why; it stays in the book.")
@click.option("--key", help="A name of this request: sent twice, it is done once.")
@add_common_options
@click.pass_context
def command(
    ctx: click.Context, /, *, reason: str, key: str | None, as_json: bool, **_: str | None
) -> None:
    """Say that the last entries were stamped by a clock that ran ahead of this one, which is right.

    New entries would have the time of the last one else. What that clock stamped counts as recorded
    now, and every score and report says that a clock was set right.
    """
    session = Session(ctx)
    check_text(reason, "reason")
    done = set_clock_right(
        session.store, session.request(["clock", reason], key or os.urandom(16).hex()), reason
    )
    [made] = [each for each in done.records if isinstance(each, Clock)]
    if as_json:
        session.give("clock", {"since": made.since, "recorded_at": made.recorded_at.text})
    else:
        n = made.origin.line - made.since
        session.say(session.words.count("set_right", n))
