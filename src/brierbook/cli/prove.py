"""``brierbook prove``: proofs as small files, for people who have no book."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli.bench import FILE, NEW, Bench, read_whole, write_new
from brierbook.cli.desk import common
from brierbook.cli.plain import plain
from brierbook.errors import ConflictError
from brierbook.forecasts.integrity.proofs import Proof, pack, write_proof
from brierbook.forecasts.integrity.tree import Tree
from brierbook.forecasts.life.history import anchors
from brierbook.forecasts.proving.anchors import token_of
from brierbook.forecasts.proving.heads import sign, tree_of
from brierbook.forecasts.proving.making import claim_of, consistency, find_forecast, inclusion
from brierbook.forecasts.records import Anchor
from brierbook.forecasts.standing import earliest_anchor

EXAMPLES = """\b
Examples:
  brierbook prove 41 -o forecast.proof
  brierbook prove 41/ada --bare -o forecast.proof.gz
  brierbook prove --entry 12 --to january.checkpoint
  brierbook prove 41 --anchored -o forecast.proof
  brierbook prove --from january.checkpoint --to february.checkpoint -o growth.proof
"""
PACKED = ".gz"
TOKEN = ".tsr"  # noqa: S105  # the usual ending of timestamps, no password


@click.command("prove", epilog=EXAMPLES)
@click.argument("forecast", metavar="[ID]", required=False)
@click.option("--entry", type=click.IntRange(min=1), help="Prove the entry at this place.")
@click.option("--from", "earlier", type=FILE, help="Prove that the book only grew from it.")
@click.option("--to", "later", type=FILE, help="The checkpoint to prove against; else one now.")
@click.option("--anchored", is_flag=True, help="Prove against the earliest timestamp, and add it.")
@click.option("--bare", is_flag=True, help="Leave out the text of the entry.")
@click.option("-o", "--output", "path", type=NEW, help="A new file; packed if it ends in .gz.")
@common
@click.pass_context
def command(  # noqa: PLR0913  # one for each option
    ctx: click.Context,
    /,
    *,
    forecast: str | None,
    entry: int | None,
    earlier: Path | None,
    later: Path | None,
    anchored: bool,
    bare: bool,
    path: Path | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Prove that a forecast is in the book, or that the book only grew.

    ID is a forecast, or a proposition that has one forecast. The proof holds the entry, a few
    hashes and a signed checkpoint; brierbook verify --proof needs nothing else but the verifier
    key. With --anchored the timestamp of the checkpoint is written beside it, as FILE.tsr.
    """
    if sum(each is not None for each in (forecast, entry, earlier)) != 1:
        raise click.UsageError("give one of ID, --entry and --from")
    if (anchored or bare) and earlier:
        raise click.UsageError("--anchored and --bare belong to the proof of an entry")
    if anchored and (later or not path):
        raise click.UsageError("--anchored chooses the checkpoint, and needs -o; leave out --to")
    bench = Bench(ctx)
    tree = tree_of(bench.store)
    if earlier:
        proof: Proof = consistency(tree, read_whole(earlier), head(bench, tree, later))
        give(bench, proof, path, as_json=as_json)
        return
    place = entry or find_forecast(bench.store, forecast or "")
    anchor = first_anchor(bench, place) if anchored else None
    note = anchor.checkpoint.encode() if anchor else head(bench, tree, later)
    proof = inclusion(bench.store, tree, place, note, bare=bare)
    if anchor and path:
        write_new(path.with_name(path.name + TOKEN), token_of(anchor))
    give(bench, proof, path, as_json=as_json)
    if claim := claim_of(bench.store, place):
        bench.warn(bench.proofs.say("prove.claim", place=claim))


def head(bench: Bench, tree: Tree, path: Path | None) -> bytes:
    """Read the checkpoint to prove against, else sign one now."""
    return read_whole(path) if path else sign(bench.store, tree)


def first_anchor(bench: Bench, place: int) -> Anchor:
    """Give the earliest timestamp that covers an entry."""
    anchor = earliest_anchor(anchors(bench.store), place)
    if anchor is None:
        message = f"no timestamp covers entry {place} yet; ask for one with brierbook anchor"
        raise ConflictError(message)
    return anchor


def give(bench: Bench, proof: Proof, path: Path | None, *, as_json: bool) -> None:
    """Write a proof to its file, or print it."""
    text = write_proof(proof)
    content = pack(text) if path and path.suffix == PACKED else text
    if path:
        write_new(path, content)
    if as_json:
        facts: dict[str, Any] = {"file": path and str(path), "bytes": len(content)}
        bench.give("prove", facts | {"proof": text.decode()})
    elif path is None:
        click.echo(text, nl=False)
    else:
        size = len(content)
        bench.say(bench.proofs.say("prove.written", path=plain(str(path)), bytes=size))
