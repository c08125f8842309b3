"""``brierbook checkpoint``: sign the size and root of the book."""

from pathlib import Path

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.proof_files import FILE, NEW, write_new_file
from brierbook.cli.shared.session import Session
from brierbook.errors import Message
from brierbook.forecasts.integrity.checkpoint import read_checkpoint
from brierbook.forecasts.proving.signed_heads import build_tree, sign_head

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook checkpoint
  brierbook checkpoint -o 2027-01-31.checkpoint
  brierbook checkpoint --check 2027-01-31.checkpoint
"""


@click.command("checkpoint", epilog=EXAMPLES)
@click.option("-o", "--output", "path", type=NEW, help="Write it to this new file.")
@click.option("--check", type=FILE, help="Verify the book against this checkpoint instead.")
@add_common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    path: Path | None,
    check: Path | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Sign the size and root of the book as they are now, and print the signed note.

    Keep it where the owner of the book cannot change it: with somebody else, in print, in a mail.
    Nobody can change an entry before it unnoticed by whoever holds it. It carries no time; see
    brierbook anchor.
    """
    session = Session(ctx)
    if check is not None:
        if path is not None:
            raise click.UsageError(Message("give either -o or --check", "usage.write_or_check"))
        from brierbook.cli.shared.texts.verification_text import verify_and_report  # only to check

        verify_and_report(session, [check], as_json=as_json)
        return
    note = sign_head(session.store, build_tree(session.store))
    if path is not None:
        write_new_file(path, note)
    head = read_checkpoint(note)
    if as_json:
        facts = {"origin": head.origin, "size": head.size, "root": head.root.hex()}
        session.give("checkpoint", facts | {"note": note.decode(), "file": path and str(path)})
    elif path is None:
        click.echo(note, nl=False)
    else:
        entries = session.proofs.count("entries", head.size)
        where = as_printable(str(path))
        session.say(
            session.proofs.say("checkpoint.written", path=where, book=head.origin, entries=entries)
        )
