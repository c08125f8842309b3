"""``brierbook prove``: proofs as small files, for people who have no book."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.proof_files import FILE, NEW, read_small_file, write_new_file
from brierbook.cli.shared.session import Session
from brierbook.errors import ConflictError, Message
from brierbook.forecasts.entries.records import Anchor
from brierbook.forecasts.integrity.proofs import ProofFile, format_proof, gzip_proof
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.life.history import list_anchors
from brierbook.forecasts.proving.anchors import decode_token
from brierbook.forecasts.proving.making_proofs import (
    find_claim_place,
    find_forecast_place,
    make_consistency_proof,
    make_inclusion_proof,
)
from brierbook.forecasts.proving.signed_heads import build_tree, sign_head
from brierbook.forecasts.rules.trusted_anchors import earliest_anchored

__all__ = ["command"]

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
@add_common_options
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
        raise click.UsageError(Message("give one of ID, --entry and --from", "usage.one_subject"))
    if (anchored or bare) and earlier:
        raise click.UsageError(
            Message("--anchored and --bare belong to the proof of an entry", "usage.of_entry")
        )
    if anchored and (later or not path):
        raise click.UsageError(
            Message(
                "--anchored chooses the checkpoint, and needs -o; leave out --to", "usage.anchored"
            )
        )
    session = Session(ctx)
    tree = build_tree(session.store)
    if earlier:
        proof: ProofFile = make_consistency_proof(
            tree, read_small_file(earlier), _checkpoint_to_prove(session, tree, later)
        )
        _write_proof(session, proof, path, as_json=as_json)
        return
    place = entry or find_forecast_place(session.store, forecast or "")
    anchor = _earliest_anchor(session, place) if anchored else None
    note = anchor.checkpoint.encode() if anchor else _checkpoint_to_prove(session, tree, later)
    proof = make_inclusion_proof(session.store, tree, place, note, bare=bare)
    if anchor and path:
        write_new_file(path.with_name(path.name + TOKEN), decode_token(anchor))
    _write_proof(session, proof, path, as_json=as_json)
    if claim := find_claim_place(session.store, place):
        session.warn(session.proofs.say("prove.claim", place=claim))


def _checkpoint_to_prove(session: Session, tree: MerkleTree, path: Path | None) -> bytes:
    """Read the checkpoint to prove against, else sign one now."""
    return read_small_file(path) if path else sign_head(session.store, tree)


def _earliest_anchor(session: Session, place: int) -> Anchor:
    """Give the earliest timestamp that covers an entry."""
    anchor = earliest_anchored(list_anchors(session.store), place)
    if anchor is None:
        raise ConflictError(
            "no timestamp covers entry {place} yet; ask for one with brierbook anchor",
            code="anchor.none_yet",
            place=place,
        )
    return anchor


def _write_proof(session: Session, proof: ProofFile, path: Path | None, *, as_json: bool) -> None:
    """Write a proof to its file, or print it."""
    text = format_proof(proof)
    content = gzip_proof(text) if path and path.suffix == PACKED else text
    if path:
        write_new_file(path, content)
    if as_json:
        facts: dict[str, Any] = {"file": path and str(path), "bytes": len(content)}
        session.give("prove", facts | {"proof": text.decode()})
    elif path is None:
        click.echo(text, nl=False)
    else:
        size = len(content)
        session.say(session.proofs.say("prove.written", path=as_printable(str(path)), bytes=size))
