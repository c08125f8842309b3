"""``brierbook verify``: whether a book, or a proof from one, is what it says."""

from pathlib import Path

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.proof_files import FILE, read_small_file, read_verifier_key
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.verification_text import verify_and_report
from brierbook.errors import Message, WorkspaceError
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.proving.whole_book import list_own_keys
from brierbook.forecasts.store.opening import open_unchanged

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook verify
  brierbook verify --against january.checkpoint --against february.checkpoint
  brierbook verify --roots authority.pem --deep
  brierbook verify --proof forecast.proof --key "forecasts-2027+1a2b3c4d+AQ..."
"""


@click.command("verify", epilog=EXAMPLES)
@click.option("--against", type=FILE, multiple=True, help="A checkpoint that was kept elsewhere.")
@click.option("--deep", is_flag=True, help="Compare every table with one made anew.")
@click.option("--proof", "proofs", type=FILE, multiple=True, help="A proof; needs no book.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="VERIFIER",
    help="A verifier key that is trusted, or a file that holds it; else those of the book.",
)
@click.option("--roots", type=FILE, help="Certificates (PEM) of authorities of time.")
@click.option("--timestamp", type=FILE, help="The timestamp of the checkpoint in a proof.")
@add_common_options
@click.pass_context
def command(  # one for each option
    ctx: click.Context,
    /,
    *,
    against: tuple[Path, ...],
    deep: bool,
    proofs: tuple[Path, ...],
    keys: tuple[str, ...],
    roots: Path | None,
    timestamp: Path | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Verify the book: every hash, every rule, and every table with --deep.

    Whoever owns a book can change it and hash it anew; only a checkpoint that somebody else kept
    shows that, with --against. The last one that was signed on this machine is always looked at.

    With --proof it verifies what somebody handed over: no book is needed, only a verifier key.
    """
    session = Session(ctx)
    given = [read_verifier_key(each) for each in keys]
    if not proofs:
        if timestamp:
            raise click.UsageError(
                Message(
                    "--timestamp belongs to a --proof; the book holds its own",
                    "usage.timestamp_proof",
                )
            )
        verify_and_report(session, against, given, roots, deep=deep, as_json=as_json)
        return
    if against or deep:
        raise click.UsageError(
            Message(
                "--proof needs no book, so it takes neither --against nor --deep", "usage.no_book"
            )
        )
    if (timestamp is None) != (roots is None):
        raise click.UsageError(Message("give --timestamp and --roots together", "usage.together"))
    from brierbook.cli.prove.verify_proof import TimestampWithRoots, report_proofs  # without a book

    stamped = (
        TimestampWithRoots(read_small_file(timestamp), read_small_file(roots))
        if timestamp and roots
        else None
    )
    report_proofs(session, proofs, given or _keys_of_book(session), stamped, as_json=as_json)


def _keys_of_book(session: Session) -> list[VerifierKey]:
    """Give the keys of the book around, if there is one."""
    try:
        store = open_unchanged(session.workspace)
    except WorkspaceError:
        return []
    session.ctx.call_on_close(store.database.close)
    return list_own_keys(store)
