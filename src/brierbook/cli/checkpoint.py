"""``brierbook checkpoint``: sign the size and root of the book."""

from pathlib import Path

import click

from brierbook.cli.bench import FILE, NEW, Bench, write_new
from brierbook.cli.desk import common
from brierbook.cli.plain import plain
from brierbook.forecasts.integrity.checkpoint import read_checkpoint
from brierbook.forecasts.proving.heads import sign, tree_of

EXAMPLES = """\b
Examples:
  brierbook checkpoint
  brierbook checkpoint -o 2027-01-31.checkpoint
  brierbook checkpoint --check 2027-01-31.checkpoint
"""


@click.command("checkpoint", epilog=EXAMPLES)
@click.option("-o", "--output", "path", type=NEW, help="Write it to this new file.")
@click.option("--check", type=FILE, help="Verify the book against this checkpoint instead.")
@common
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
    bench = Bench(ctx)
    if check is not None:
        if path is not None:
            raise click.UsageError("give either -o or --check")
        from brierbook.cli.verify import tell  # noqa: PLC0415  # only to check

        tell(bench, [check], as_json=as_json)
        return
    note = sign(bench.store, tree_of(bench.store))
    if path is not None:
        write_new(path, note)
    head = read_checkpoint(note)
    if as_json:
        facts = {"origin": head.origin, "size": head.size, "root": head.root.hex()}
        bench.give("checkpoint", facts | {"note": note.decode(), "file": path and str(path)})
    elif path is None:
        click.echo(note, nl=False)
    else:
        entries = bench.proofs.count("entries", head.size)
        where = plain(str(path))
        bench.say(
            bench.proofs.say("checkpoint.written", path=where, book=head.origin, entries=entries)
        )
